"""What is different between two recordings, and what of it can break a program."""

from __future__ import annotations

from typing import Any

import pytest

from owskit_addon.capture.events import Action, Call, CaptureStart, Event
from owskit_generator.catalogue.changes import Change, InUse, changes
from owskit_generator.catalogue.document import document
from owskit_generator.catalogue.learn import learn

AT = "2026-11-20T09:30:00.000Z"
SESSION, UID = "tok:session:26:0123456789", "tok:uid:16:0123456789"


def call(name: str, *data: Any, result: Any = None) -> Call:
    return Call(id="e", at=AT, service_call=name, args=[SESSION, UID, *data], result=result)


def catalogue(*events: Event) -> dict[str, Any]:
    return document(learn([CaptureStart(started=AT, values="tokens"), *events]))


def found(old: list[Event], new: list[Event], in_use: InUse | None = None) -> list[Change]:
    return changes(catalogue(*old), catalogue(*new), in_use)


def brief(made: list[Change]) -> list[tuple[str, str, bool]]:
    return [(change.what, change.field if change.part else change.service_call, change.breaking) for change in made]


UPDATE = call("AService.update", {"statusId": 1, "note": "tok:text:4:0123456789"}, result={"uid": UID})


def test_nothing_is_different() -> None:
    assert found([UPDATE], [UPDATE, UPDATE]) == []


def test_calls_that_come_and_go() -> None:
    read = call("AService.getDetail")
    assert brief(found([UPDATE], [read])) == [
        ("call_gone", "AService.update", True),
        ("call_added", "AService.getDetail", False),
    ]
    assert brief(found([read], [UPDATE])) == [
        ("call_gone", "AService.getDetail", False),
        ("call_added", "AService.update", False),
    ], "a read that was not made again breaks nothing"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"statusId": 1}, [("field_gone", "arguments.2.note", True)]),
        (
            {"statusId": 1, "note": "tok:text:4:0123456789", "x": {"y": 1}},
            [("field_added", "arguments.2.x", False)],
        ),
        ({"statusId": {"a": 1}, "note": "tok:text:4:0123456789"}, [
            ("type_changed", "arguments.2.statusId", True), ("field_added", "arguments.2.statusId.a", False)]),
        ({"statusId": "1", "note": "tok:text:4:0123456789"}, [("type_changed", "arguments.2.statusId", True)]),
        ({"statusId": 1.5, "note": "tok:text:4:0123456789"}, [("type_changed", "arguments.2.statusId", False)]),
        ({"statusId": 1, "note": "tok:date:10:0123456789"}, []),
        ({"statusId": None, "note": "tok:text:4:0123456789"}, []),
    ],
)  # fmt: skip
def test_fields_of_arguments(data: Any, expected: list[Any]) -> None:
    assert brief(found([UPDATE], [call("AService.update", data, result={"uid": UID})])) == expected


def test_fields_of_results() -> None:
    gone = call("AService.update", {"statusId": 1, "note": "tok:text:4:0123456789"}, result={"id": UID})
    assert brief(found([UPDATE], [gone])) == [
        ("field_gone", "result.uid", True),
        ("field_added", "result.id", False),
    ]
    never = call("AService.update", {"statusId": 1, "note": "tok:text:4:0123456789"})
    never = Call(id="e", at=AT, service_call="AService.update", args=never.args, outcome="unanswered")
    assert found([UPDATE], [never]) == [], "what never answered tells nothing of answers"


def test_a_wider_choice_of_types_breaks_and_a_narrower_one_does_not() -> None:
    one, both = (
        [call("AService.update", {"a": 1})],
        [call("AService.update", {"a": 1}), call("AService.update", {"a": UID})],
    )
    assert brief(found(one, both)) == [("type_changed", "arguments.2.a", True)]
    assert brief(found(both, one)) == [("type_changed", "arguments.2.a", False)]


def test_phps_empty_list_is_an_empty_object() -> None:
    empty, full = call("AService.update", {"a": []}), call("AService.update", {"a": {"x": 1}})
    assert not any(change.breaking for change in found([empty], [full]))


def test_what_is_always_there() -> None:
    with_, without = call("AService.update", {"a": 1, "b": 1}), call("AService.update", {"b": 1})
    (lost,) = found([with_, with_], [with_, without])
    assert (lost.what, lost.breaking, lost.before, lost.after) == ("required_lost", True, ("2 of 2",), ("1 of 2",))
    (won,) = found([with_, without], [with_])
    assert (won.what, won.breaking) == ("required_won", False)


def test_a_field_that_was_there_now_and_then_may_be_missing_by_chance() -> None:
    sometimes = [call("AService.update", {"b": 1, **({"a": 1} if number < 3 else {})}) for number in range(12)]
    never = call("AService.update", {"b": 1})
    assert brief(found(sometimes, [never] * 3)) == [("field_gone", "arguments.2.a", False)]
    assert brief(found(sometimes, [never] * 30)) == [("field_gone", "arguments.2.a", True)]


def test_what_is_gone_or_new_as_a_whole_is_told_once() -> None:
    deep = call("AService.update", {"a": {"b": {"c": 1}}, "d": 1})
    flat = call("AService.update", {"d": 1})
    assert brief(found([deep], [flat])) == [("field_gone", "arguments.2.a", True)]
    assert brief(found([flat], [deep])) == [("field_added", "arguments.2.a", False)]


def test_rows_of_lists() -> None:
    def listed(row: Any) -> Call:
        return call("AService.getListEx", result={"listOutput": [row]})

    assert brief(found([listed({"uid": UID, "a": 1})], [listed({"uid": UID})])) == [
        ("field_gone", "result.listOutput[].a", True)
    ]
    nothing = call("AService.getListEx", result={"listOutput": []})
    assert found([listed({"uid": UID})], [nothing]) == [], "no row was seen"


def way(id: str, way: str | None, *names: str, label: str = "Save") -> list[Event]:
    event = "Change status" if way else None
    action = Action(id=id, label=label, how="checklist", at=AT, business_event=event, way=way)
    calls = [Call(id="e", at=AT, service_call=n, action=id, sure="certain", args=[SESSION]) for n in names]
    return [action, *calls]


def test_ways_whose_calls_changed() -> None:
    old = [
        *way("a1", "from a workflow", "WService.executeStep", "CService.update"),
        *way("a2", "detail", "CService.update"),
    ]
    new = [
        *way("a1", "from a workflow", "WService.executeStep", "CService.updateEx"),
        *way("a2", "detail", "CService.update"),
    ]
    made = [change for change in found(old, new) if change.way]
    assert made == [
        Change(
            "way_changed",
            True,
            event="Change status",
            way="from a workflow",
            before=("CService.update", "WService.executeStep"),
            after=("CService.updateEx", "WService.executeStep"),
        )
    ]


def test_ways_that_come_and_go_break_nothing() -> None:
    made = found(way("a1", "detail", "CService.update"), way("a1", "bulk", "CService.update"))
    assert [(change.what, change.way, change.breaking) for change in made] == [
        ("way_added", "bulk", False),
        ("way_gone", "detail", False),
    ]


def test_an_action_without_a_business_event_is_known_by_its_label() -> None:
    made = found(way("a1", None, "CService.update"), way("a1", None, "CService.updateEx"))
    assert [(c.what, c.way, c.breaking) for c in made if c.way] == [("way_changed", "Save", True)]


def test_with_triggers_only_what_they_use_can_break() -> None:
    in_use = InUse(frozenset({"CService.update"}), frozenset({"CService.update", "CService.getDetail"}))
    old = [*way("a1", "x", "CService.update", "DService.add"), call("CService.getDetail", result={"a": 1})]
    assert [c.breaking for c in found(old, [*way("a1", "x", "CService.update"), old[-1]], in_use)] == [False, False]
    moved = found(old, [*way("a1", "x", "CService.updateEx", "DService.add"), old[-1]], in_use)
    assert [(c.what, c.breaking) for c in moved] == [("call_gone", True), ("way_changed", True), ("call_added", False)]
    changed = found([old[-1]], [call("CService.getDetail", result={"b": 1})], in_use)
    assert [(c.what, c.breaking) for c in changed] == [("field_gone", True), ("field_added", False)]
    unused = found([UPDATE], [call("AService.update", {})], in_use)
    assert not any(change.breaking for change in unused)
