"""What is handed over: what was chosen, without the background, with a count of the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from owskit_addon.capture.events import Action, Call, CaptureStart, Event, Way
from owskit_generator.catalogue.document import document
from owskit_generator.catalogue.learn import learn
from owskit_generator.catalogue.publish import Filter, published

AT = "2026-11-20T09:30:00.000Z"
UID = "tok:uid:16:0123456789"


def whole() -> dict[str, Any]:
    def call(name: str, action: str | None, sure: Any, args: Any = None, result: Any = None) -> Call:
        return Call(id="e", at=AT, service_call=name, action=action, sure=sure, args=args, result=result)

    events: list[Event] = [
        CaptureStart(started=AT, values="tokens"),
        Action(id="a1", label="Save", how="checklist", at=AT, business_event="Change status", way="detail"),
        Action(id="a2", label="Look", how="mark", at=AT),
        Action(id="a3", label="Nothing", how="mark", at=AT),
        Way(business_event="Change status", way="by import", at=AT, state="listed"),
        call("AService.getList", "a2", "certain", [], {"uid": UID}),
        call("AService.update", "a1", "certain", ["tok:session:26:0123456789", UID, {}]),
        call("BService.add", "a1", "certain"),
        call("check", None, "background"),
        call("CService.get", None, "unattributed"),
    ]
    return document(learn(events))


def names(made: dict[str, Any]) -> list[str]:
    return [call["service_call"] for call in made["service_calls"]]


def test_the_background_is_left_out_and_counted() -> None:
    made = published(whole(), Filter())
    assert names(made) == ["AService.getList", "AService.update", "BService.add", "CService.get"]
    assert made["left_out"] == {"service_calls": {"background": 1, "chosen": 0, "notes": 0}, "actions": 0}
    assert "check" in names(published(whole(), Filter(background=True)))


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        (Filter(only=("AService.*",)), ["AService.getList", "AService.update"]),
        (Filter(only=("aservice.*", "*.add")), ["AService.getList", "AService.update", "BService.add"]),
        (Filter(without=("?Service.get*",)), ["AService.update", "BService.add"]),
        (Filter(only=("AService.*",), without=("*.update",)), ["AService.getList"]),
        (Filter(left_calls=("*",)), []),
    ],
)
def test_patterns(wanted: Filter, left: list[str]) -> None:
    made = published(whole(), wanted)
    assert names(made) == left
    text = json.dumps(made)
    for name in set(names(whole())) - set(left) - {"check"}:  # which is in "checklist" too
        assert name not in text, "a name that was left out is nowhere"


def test_what_a_left_out_call_was_subscribed_for_is_covered_by_another() -> None:
    assert whole()["business_events"][0]["subscribe"] == ["AService.update"]
    made = published(whole(), Filter(without=("AService.update",)))
    assert made["business_events"][0]["subscribe"] == ["BService.add"]


def test_actions_with_nothing_left_go_and_those_that_made_none_stay() -> None:
    made = published(whole(), Filter(only=("AService.update",)))
    assert {action["label"] for action in made["actions"]} == {"Save", "Nothing"}
    assert made["left_out"]["actions"] == 1


@pytest.mark.parametrize("pattern", ["save", "change *", "detail"])
def test_actions_go_by_label_business_event_or_way(pattern: str) -> None:
    made = published(whole(), Filter(left_actions=(pattern,)))
    assert "Save" not in [action["label"] for action in made["actions"]]
    assert all(not call["actions"] for call in made["service_calls"] if call["service_call"] == "AService.update")
    ways = [way["way"] for event in made["business_events"] for way in event["ways"]]
    assert "detail" not in ways


def test_the_catalogue_that_was_given_stays_as_it_is() -> None:
    given = whole()
    published(given, Filter(only=("x",), left_actions=("*",)))
    assert given == whole()
