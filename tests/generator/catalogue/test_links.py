"""Where an argument's values come from: the calls that gave them, by equal tokens."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from owskit_addon.capture.events import Call, CaptureStart, Event
from owskit_generator.catalogue import links as linking
from owskit_generator.catalogue.document import document
from owskit_generator.catalogue.learn import learn
from owskit_generator.catalogue.links import Path, Taken, Values, links, sources

AT = "2026-11-20T09:30:00.000Z"
SESSION = "tok:session:26:0123456789"
UIDS = [f"tok:uid:16:{number:010x}" for number in range(300)]


def call(name: str, args: Any, result: Any = None) -> Call:
    return Call(id="e", at=AT, service_call=name, args=args, result=result)


def rows(uids: list[Any]) -> dict[str, Any]:
    return {"listOutput": [{"uid": uid, "statusId": 12345} for uid in uids]}


LIST = call("CandidateService.getListEx", [SESSION, {"limit": 50, "what": None}], rows(UIDS[:50]))


def arguments(events: list[Event], name: str) -> Any:
    made = document(learn([CaptureStart(started=AT, values="tokens"), *events]))
    return next(call["arguments"] for call in made["service_calls"] if call["service_call"] == name)


def test_a_uid_comes_from_the_list_that_held_it() -> None:
    update = [call("CandidateService.update", [SESSION, uid, {"statusId": 12345}]) for uid in UIDS[:3]]
    second = arguments([LIST, *update], "CandidateService.update")["prefixItems"][1]
    place = {"service_call": "CandidateService.getListEx", "path": ["listOutput", "[]", "uid"], "values": 3, "of": 3}
    assert second["x-owskit-from"] == [place]
    assert (second["x-owskit-name"], second["x-owskit-why"]) == ("uid", "verb")


def test_a_call_is_not_the_source_of_what_it_was_given() -> None:
    detail = call("CandidateService.getDetail", [SESSION, UIDS[0]], {"uid": UIDS[0]})
    update = call("CandidateService.update", [SESSION, UIDS[0], {}], UIDS[0])
    second = arguments([LIST, detail, update], "CandidateService.update")["prefixItems"][1]
    assert [found["service_call"] for found in second["x-owskit-from"]] == ["CandidateService.getListEx"]


def test_a_name_comes_from_another_services_list() -> None:
    step = call("WorkflowService.executeStep", [SESSION, "41", 2, [UIDS[1]]])
    third = arguments([LIST, step], "WorkflowService.executeStep")["prefixItems"][3]
    assert (third["x-owskit-name"], third["x-owskit-why"]) == ("candidateUids", "link")


def test_ids_that_change_between_number_and_text_are_the_same() -> None:
    listed = call("UserService.getList", [SESSION, {}], [{"id": 70101}])
    sent = call("EmailService.setSendAs", [SESSION, "70101"])
    second = arguments([listed, sent], "EmailService.setSendAs")["prefixItems"][1]
    assert second["x-owskit-from"][0]["service_call"] == "UserService.getList"


@pytest.mark.parametrize("value", [1, "17", "nl", "tok:secret:password", "tok:session:26:0123456789", ""])
def test_what_is_equal_by_chance_is_no_link(value: Any) -> None:
    given = call("AService.getList", [SESSION, {}], [{"id": value}])
    taken = call("BService.update", [SESSION, value])
    assert "x-owskit-from" not in arguments([given, taken], "BService.update")["prefixItems"][1]


def test_tokens_of_two_recordings_are_not_compared() -> None:
    events: list[Event] = [LIST, CaptureStart(started=AT, values="tokens")]
    events.append(call("CandidateService.update", [SESSION, UIDS[0], {}]))
    assert "x-owskit-from" not in arguments(events, "CandidateService.update")["prefixItems"][1]


def test_less_than_half_of_the_values_is_no_source() -> None:
    giver: Path = ("AService.getList", "result", "[]", "uid")
    assert sources(Taken(5, {giver: 2})) == []
    assert sources(Taken(4, {giver: 2}))[0].values == 2


@given(st.lists(st.sampled_from(UIDS), max_size=200), st.lists(st.sampled_from(UIDS), max_size=200), st.randoms())
@settings(max_examples=60, deadline=None)
def test_a_sample_depends_on_all_values_not_on_their_order(given_: list[str], taken: list[str], random: Any) -> None:
    most, linking.MOST_VALUES = linking.MOST_VALUES, 40
    try:
        added = [(("AService.getList", "result", "uid"), value) for value in given_]
        added += [(("BService.update", "args", "1"), value) for value in taken]

        def found(order: list[tuple[Path, str]], often: int) -> Any:
            values = Values()
            for number, (path, value) in enumerate(order):
                values.add(path, [value])
                if number % often == 0:
                    values.shrink()
            return links(values), values.level

        shuffled = added[:]
        random.shuffle(shuffled)
        assert found(added, 1) == found(shuffled, 7) == found(added, 1000)
    finally:
        linking.MOST_VALUES = most


def test_of_very_many_values_links_are_still_found() -> None:
    values = Values()
    given_, taken = ("AService.getList", "result", "uid"), ("BService.update", "args", "1")
    for start in range(0, 400_000, 10_000):
        values.add(given_, (f"tok:uid:16:{number:010x}" for number in range(start, start + 10_000)))
        values.shrink()
    values.add(taken, (f"tok:uid:16:{number:010x}" for number in range(0, 400_000, 40)))
    assert sum(map(len, values.places.values())) <= linking.MOST_VALUES + 10_000
    found = links(values)[taken]
    assert found.values > 100
    assert found.given == {given_: found.values}
