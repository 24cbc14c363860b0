"""Business events: their ways, which were not tried, and the fewest calls that tell of all."""

from __future__ import annotations

from typing import Any

import msgspec

from owskit_addon.capture.events import Action, Call, CaptureStart, Event, Way
from owskit_generator.catalogue.business_events import subscribe
from owskit_generator.catalogue.document import document
from owskit_generator.catalogue.learn import learn
from owskit_generator.catalogue.learned import WayKey

AT = "2026-11-20T09:30:00.000Z"


def done(id: str, way: str, *names: str, sure: Any = "certain") -> list[Event]:
    action = Action(
        id=id,
        label=way,
        how="checklist",
        at=f"2026-11-20T09:30:{id[1:]:>02}.000Z",
        business_event="Change status",
        way=way,
    )
    return [action, *(Call(id=id, at=AT, service_call=name, action=id, sure=sure) for name in names)]


def events(*parts: list[Event], asked: tuple[WayKey, ...] = ()) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = document(
        learn([CaptureStart(started=AT, values="tokens"), *(event for part in parts for event in part)]), asked
    )["business_events"]
    return made


def test_the_fewest_calls_that_tell_of_every_way() -> None:
    (event,) = events(
        done("a1", "from the detail", "CandidateService.updateEx", "CandidateService.getDetail"),
        done("a2", "in bulk", "CandidateService.updateBulk"),
        done("a3", "from a workflow", "WorkflowService.executeStep", "CandidateService.updateEx"),
    )
    assert event["subscribe"] == ["CandidateService.updateEx", "CandidateService.updateBulk"]
    assert [way["way"] for way in event["ways"]] == ["from the detail", "in bulk", "from a workflow"]


def test_a_call_that_is_always_there_goes_before_one_that_is_sometimes() -> None:
    way = {"count": 3, "calls": [_call("AService.add", 1), _call("ZService.update", 3)]}
    assert subscribe([way], []) == ["ZService.update"]


def test_a_known_write_goes_before_a_name_that_does_not_say() -> None:
    way = {"count": 1, "calls": [_call("AService.execute", 1, kind="unknown"), _call("ZService.update", 1)]}
    assert subscribe([way], []) == ["ZService.update"]


def test_fewest_where_taking_the_most_shared_call_first_takes_one_more() -> None:
    """`AService.update` is in four of the six ways, and yet in no smallest set."""
    b, c, a = "BService.update", "CService.update", "AService.update"
    ways = [(a, b), (a, b), (b,), (a, c), (a, c), (c,)]
    (event,) = events(*(done(f"a{number}", f"way {number}", *names) for number, names in enumerate(ways, 1)))
    assert event["subscribe"] == [b, c]


def test_what_only_prepares_and_what_go_makes_by_itself_is_passed_over() -> None:
    form = ("FreeInteractionService.sessionStart", "FreeInteractionService.sessionCommit")
    poll = Call(id="p", at=AT, service_call="AuditService.addRow", sure="background")
    (event,) = events(
        done("a1", "form", *form, "FreeInteractionService.sessionSubmit"),
        done("a2", "by hand", "AuditService.addRow", "ZService.update"),
        [poll],
    )
    assert event["subscribe"] == [form[1], "ZService.update"]
    (alone,) = events(done("a1", "by hand", "AuditService.addRow"), [poll])
    assert alone["subscribe"] == ["AuditService.addRow"]


def test_what_was_only_ever_refused_changed_nothing() -> None:
    action, call = done("a1", "detail", "AService.update")
    assert isinstance(call, Call)
    (event,) = events([action, msgspec.structs.replace(call, outcome="failed")])
    assert event["subscribe"] == []


def test_of_equals_the_call_with_fewer_other_uses() -> None:
    other = Action(id="b1", label="Other", how="mark", at=AT)
    (event,) = events(
        done("a1", "detail", "AService.update", "BService.update"),
        [other, Call(id="o", at=AT, service_call="AService.update", action="b1", sure="certain")],
    )
    assert event["subscribe"] == ["BService.update"]


def test_nothing_to_subscribe_to_where_nothing_changed() -> None:
    (event,) = events(done("a1", "look", "AService.getList"), done("a2", "poll", "AService.update", sure="background"))
    assert event["subscribe"] == []


def test_a_way_done_twice_counts_twice() -> None:
    (event,) = events(
        done("a1", "detail", "AService.update", "AService.update"),
        done("a2", "detail", "AService.update"),
        done("a3", "detail"),
    )
    (way,) = event["ways"]
    assert way["count"] == 3
    assert (way["calls"][0]["count"], way["calls"][0]["in"]) == (3, 2)


def test_ways_that_were_not_tried() -> None:
    left: list[Event] = [
        Way(business_event="Change status", way="detail", at=AT, state="listed"),
        Way(business_event="Change status", way="by import", at=AT, state="listed"),
        Way(business_event="Change status", way="by mail", at=AT, state="skipped", reason="no mailbox here"),
        Way(business_event="Change status", way="by phone", at=AT, state="added"),
        Way(business_event="Change status", way="by phone", at="2026-11-20T09:31:00.000Z", state="open"),
        Way(business_event="Publish", way="detail", at=AT, state="listed"),
    ]
    change, publish = events(done("a1", "detail", "AService.update"), left)
    assert [(way["way"], way["state"], way["reason"]) for way in change["ways"]] == [
        ("detail", "done", ""),
        ("by import", "not tried", ""),
        ("by mail", "skipped", "no mailbox here"),
    ]
    assert publish == {
        "name": "Publish",
        "subscribe": [],
        "ways": [{"way": "detail", "state": "not tried", "reason": "", "count": 0, "calls": []}],
    }


def test_a_checklist_says_what_else_there_is() -> None:
    asked = (WayKey("Change status", "detail"), WayKey("Change status", "by import"))
    (change,) = events(done("a1", "detail", "AService.update"), asked=asked)
    assert [(way["way"], way["state"]) for way in change["ways"]] == [("detail", "done"), ("by import", "not tried")]


def _call(name: str, times: int, kind: str = "write") -> dict[str, Any]:
    return {"service_call": name, "kind": kind, "count": times, "in": times, "failed": 0, "sure": {"certain": times}}
