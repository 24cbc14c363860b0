"""From what OTYS posts to the event: the forms that arguments, results and merge fields come in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generated.compare import same
from generated.conditions import Condition, holds
from generated.delivery import Delivery, from_payload, read
from generated.identity import new_id
from generated.marks import Marks

MARKS = Marks(b"key")


def posted(method: str, args: Any, result: Any = None, query: str = "client=7&user=12") -> Delivery:
    return read(json.dumps({"request": {"method": method, "args": args}, "result": result}).encode(), query, MARKS)


@pytest.mark.parametrize("args", [["session", "u1", {"a": 1}], {"0": "session", "1": "u1", "2": {"a": 1}}])
def test_a_list_and_an_object_are_the_same_and_the_session_is_gone(args: Any) -> None:
    event = posted("Otys.Services.CandidateService.updateEx", args).event
    assert event.args[1:] == ["u1", {"a": 1}]
    assert event.args[0].startswith("session:")
    assert event.args[0] != "session:session"
    assert (event.service_call, event.uid, event.changes) == ("CandidateService.updateEx", "u1", {"a": 1})


@pytest.mark.parametrize("args", [[None, "u1"], ["", "u1"], {"1": "u1"}])
def test_a_session_that_was_filtered_out(args: Any) -> None:
    assert posted("VacancyService.delete", args).event.args == [None, "u1"]


def test_equal_sessions_have_equal_marks() -> None:
    one, two, other = (posted("A.update", [session]).event.args[0] for session in ("s1", "s1", "s2"))
    assert one == two != other


def test_further_secrets_are_marked_too() -> None:
    event = posted("FreeInteractionService.sessionCommit", [None, "interaction-session"], {"answerSetId": 3}).event
    assert "interaction-session" not in json.dumps(event.args)
    assert event.uid is None


@pytest.mark.parametrize(
    ("method", "args", "result", "uid"),
    [
        ("CandidateService.add", [None, {"a": 1}], "new", "new"),
        ("CandidateService.add", [None, {"a": 1}], {"status": "success", "data": "new"}, "new"),
        ("CandidateService.add", [None, {"a": 1}], {"uid": 17}, "17"),
        ("VacancyService.setExtraFieldValue", [None, 17, "x"], True, "17"),
        ("CandidateService.update", [None, ["u1", "u2"], {"statusId": 1}], True, None),
        ("CandidateService.update", [None], True, None),
        ("CsmService.setValue", [None, "SE1"], True, None),
    ],
)
def test_which_record(method: str, args: Any, result: Any, uid: str | None) -> None:
    assert posted(method, args, result).event.uid == uid


@pytest.mark.parametrize(
    ("result", "unwrapped", "failed"),
    [
        ("u1", "u1", False),
        ([], [], False),
        ({"status": "success", "data": {"x": 1}}, {"x": 1}, False),
        ({"status": "error", "message": "no"}, None, True),
        ({"status": "Active", "uid": "u1", "title": "t"}, {"status": "Active", "uid": "u1", "title": "t"}, False),
    ],
)
def test_results_bare_and_wrapped(result: Any, unwrapped: Any, failed: bool) -> None:
    delivery = posted("VacancyService.update", [None, "u1", []], result)
    assert (delivery.event.result, delivery.failed) == (unwrapped, failed)
    assert delivery.event.changes == {}


@pytest.mark.parametrize(
    "query",
    ["", "user=", "user={%user.internalId%}", "user=%7B%25user.internalId%25%7D", "user=me", "user=-1", "x" * 5000],
)
def test_a_merge_field_that_says_nothing(query: str) -> None:
    assert posted("A.update", [], query=query).event.user is None


@pytest.mark.parametrize(
    ("found", "wanted", "equal"),
    [
        (12345, 12345, True),
        ("12345", 12345, True),
        (12345.0, "12345", True),
        (1, True, True),
        ("true", True, True),
        (True, "1", True),
        (0, False, True),
        ("", False, True),
        (False, 1, False),
        (2, True, False),
        (None, None, True),
        (None, "", False),
        ([12345], 12345, False),
        ("a'b\n{{ x }}", "a'b\n{{ x }}", True),
    ],
)
def test_values_are_compared_as_otys_means_them(found: Any, wanted: Any, equal: bool) -> None:
    assert same(found, wanted) is equal


def test_conditions_look_into_arguments_and_results() -> None:
    delivery = posted(
        "A.update", [None, "u1", {"a": {"b": [5, 6]}, "n": None}], {"status": "success", "data": {"id": 9}}
    )
    assert holds(Condition("args.2.a.b.1", "in", (1, "6")), delivery)
    assert holds(Condition("args.2.n", "present", ()), delivery)
    assert holds(Condition("result.id", "equals", (9,)), delivery)
    assert holds(Condition("result.data.id", "equals", (9,)), delivery)
    assert not holds(Condition("args.2.missing", "present", ()), delivery)
    assert not holds(Condition("args.2.a.b.9", "present", ()), delivery)


def test_the_event_does_not_print_what_it_holds() -> None:
    assert "Jansen" not in repr(posted("A.update", [None, "u1", {"lastName": "Jansen"}], "Jansen"))


def test_ids_sort_by_time_and_differ() -> None:
    assert len({new_id(5) for _ in range(100)}) == 100
    assert new_id(1) < new_id(2) < new_id(1 << 40)
    assert all(len(new_id(5)) == 26 for _ in range(10))


def test_a_delivery_comes_back_from_the_inbox_as_it_was() -> None:
    delivery = posted(
        "A.update", ["secret-session", "u1", {"a": [], "b": {}, "c": "é😀"}], {"status": "success", "data": 1}
    )
    assert from_payload(delivery.payload()) == delivery
    assert "secret-session" not in delivery.payload()
