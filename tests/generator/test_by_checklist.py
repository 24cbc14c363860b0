from __future__ import annotations

from typing import Any

import msgspec

from owskit_addon.capture.events import Action, Call, Event, Way
from owskit_addon.checklist import parse_checklist
from owskit_generator.by_checklist import ByChecklist, WayView, by_checklist

AT = "2026-11-20T09:30:00.000Z"
LIST = parse_checklist("events:\n  - event: Change status\n    ways: [detail, in bulk, by import]\n", "list.yaml")


def did(id: str, way: str, *calls: str, **more: Any) -> list[Event]:
    action = Action(id=id, label="x", how="checklist", at=AT, business_event="Change status", way=way, **more)
    return [
        action,
        *[Call(id=f"{id}.{n}", service_call=name, action=id, at=AT, sure="certain") for n, name in enumerate(calls)],
    ]


def view(*events: Event, **more: Any) -> ByChecklist:
    return by_checklist(events, LIST, **more)


def way(found: ByChecklist, number: int = 0) -> WayView:
    return found.events[0].ways[number]


def test_what_is_called_every_time_is_the_core() -> None:
    found = view(
        *did("a1", "detail", "A.getList", "A.updateEx", "B.getValue"),
        *did("a2", "detail", "A.updateEx", "A.updateEx"),
        *did("a3", "detail", "A.updateEx", "B.getValue", "C.addNote"),
    )
    shown = [(call.service_call, call.core, call.seen_in, call.count) for call in way(found).calls]
    assert shown == [
        ("A.updateEx", True, 3, 4),
        ("C.addNote", False, 1, 1),
        ("A.getList", False, 1, 1),
        ("B.getValue", False, 2, 2),
    ]
    assert (way(found).state, way(found).done, way(found).times) == ("done", 3, 3)


def test_a_time_without_calls_says_nothing_of_the_core() -> None:
    found = view(*did("a1", "detail", "A.updateEx"), *did("a2", "detail"))
    assert [call.core for call in way(found).calls] == [True]
    assert way(found).without_calls == 1


def test_what_was_not_done_and_what_was_skipped_and_why() -> None:
    skipped = Way(business_event="Change status", way="in bulk", at=AT, state="skipped", reason="nobody does")
    found = view(skipped, *did("a1", "by fax", "A.updateEx"))
    assert [(w.way, w.state, w.reason, w.listed) for w in found.events[0].ways] == [
        ("detail", "open", None, True),
        ("in bulk", "skipped", "nobody does", True),
        ("by import", "open", None, True),
        ("by fax", "begun", None, False),
    ]
    assert found.counts == {"ways": 4, "open": 2, "begun": 1, "done": 0, "skipped": 1}


def test_the_least_sure_and_the_failures_are_told() -> None:
    failed = Call(id="x", service_call="A.updateEx", action="a1", at=AT, sure="probable", outcome="failed")
    (call,) = way(view(*did("a1", "detail", "A.updateEx"), failed)).calls
    assert (call.sure, call.failed, call.count) == ("probable", 1, 2)


def test_only_some_kinds() -> None:
    found = view(*did("a1", "detail", "A.updateEx", "A.getList"), kinds=("write",))
    assert [call.service_call for call in way(found).calls] == ["A.updateEx"]


def test_calls_of_no_action_and_of_other_actions_are_no_part_of_it() -> None:
    other = Action(id="a9", label="y", how="gesture", at=AT)
    stray = [Call(id=f"s{n}", service_call="A.updateEx", action=a, at=AT) for n, a in enumerate((None, "a9", "a77"))]
    assert way(view(other, *stray)).calls == []


def test_nothing_recorded_with_a_checklist_shows_nothing() -> None:
    assert msgspec.to_builtins(by_checklist([Action(id="a1", label="x", how="gap", at=AT)], None)) == {
        "events": [],
        "counts": {"ways": 0, "open": 0, "begun": 0, "done": 0, "skipped": 0},
    }
