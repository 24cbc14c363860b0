"""Picking calls by what a person names: exactly, by a part that fits one, or an error that lists what there is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owskit_addon.capture.events import Action, Call, Event
from owskit_addon.errors import TriggersError
from owskit_generator.triggers import rules
from owskit_generator.triggers.pick import Asked, Picked, pick, slug
from owskit_generator.triggers.uses import captured

AT = "2026-11-20T09:30:00.000Z"


def action(id: str, label: str, **extra: Any) -> Action:
    return Action(id=id, at=AT, label=label, how=extra.pop("how", "mark"), **extra)


def call(name: str, action: str | None = "a1", **extra: Any) -> Call:
    return Call(id="c", at=AT, service_call=name, action=action, sure=extra.pop("sure", "probable"), **extra)


EVENTS: list[Event] = [
    action("a1", "Change status", business_event="status changed", way="detail"),
    call("CandidateService.updateEx"),
    call("CandidateService.getDetail"),
    call("ActivityService.add", sure="background"),
    action("a2", "Change status in bulk", business_event="status changed", way="list"),
    call("CandidateService.update", "a2"),
    call("WorkflowService.executeStep", "a2"),
    action("a3", "Look around"),
    call("CandidateService.getListEx", "a3"),
]


def picked(*, calls: tuple[str, ...] = (), actions: tuple[str, ...] = (), events: tuple[str, ...] = ()) -> Picked:
    return pick(captured(EVENTS), Asked(calls=calls, actions=actions, events=events))


def refused(**asked: Any) -> str:
    with pytest.raises(TriggersError) as raised:
        picked(**asked)
    return str(raised.value)


@pytest.mark.parametrize("asked", ["Change status", "CHANGE STATUS ", "change status"])
def test_an_action_by_its_label_with_the_writes_of_the_click(asked: str) -> None:
    (only,) = picked(actions=(asked,)).picks
    assert (only.name, only.service_calls) == ("change-status", ("CandidateService.updateEx",))


@pytest.mark.parametrize("asked", ["Change status in", "in bulk"])
def test_an_action_by_a_part_that_fits_one_and_what_else_may_change_something(asked: str) -> None:
    found = picked(actions=(asked,))
    assert [one.service_calls for one in found.picks] == [("CandidateService.update",)]
    assert "WorkflowService.executeStep may change something" in found.warnings[0]


def test_what_fits_several_or_none_lists_the_labels() -> None:
    assert '"Change status", "Change status in bulk"' in refused(actions=("change",))
    assert '"Look around"' in refused(actions=("nothing like it",))
    assert "is in no capture" in refused(actions=("",))


def test_all_events_take_those_that_change_something() -> None:
    found = pick(captured(EVENTS), Asked(all_events=True))
    assert [(one.name, one.service_calls) for one in found.picks] == [
        ("status-changed", ("CandidateService.updateEx", "CandidateService.update"))
    ]
    with pytest.raises(TriggersError, match="No recorded event"):
        pick(captured([action("a1", "Look"), call("AService.getList")]), Asked(all_events=True))


def test_an_envelope_is_refused_as_one() -> None:
    assert "envelope around calls" in refused(calls=("Otys.Services.MultiService.execute",))


def test_an_action_without_writes_names_its_calls() -> None:
    assert "CandidateService.getListEx" in refused(actions=("Look around",))


def test_a_business_event_takes_all_its_ways() -> None:
    (only,) = picked(events=("Status changed",)).picks
    assert only.name == "status-changed"
    assert only.service_calls == ("CandidateService.updateEx", "CandidateService.update")
    assert '"status changed"' in refused(events=("hired",))


@pytest.mark.parametrize("asked", ["CandidateService.updateEx", "Otys.Services.CandidateService.updateEx"])
def test_a_call_short_or_with_its_prefix(asked: str) -> None:
    found = picked(calls=(asked,))
    assert [(one.name, one.service_calls) for one in found.picks] == [
        ("candidate-update-ex", ("CandidateService.updateEx",))
    ]
    assert found.warnings == []


def test_a_call_that_is_not_there_names_the_nearest() -> None:
    assert "Nearest: CandidateService.updateEx" in refused(calls=("candidateservice.updateex",))
    assert "owskit calls" in refused(calls=("zzz",))


def test_a_read_may_be_chosen_with_a_warning() -> None:
    found = picked(calls=("CandidateService.getDetail", "WorkflowService.executeStep"))
    assert len(found.picks) == 2
    assert "is a read call" in found.warnings[0]
    assert "does not say" in found.warnings[1]


def test_named_twice_is_one_and_two_of_a_name_get_a_number() -> None:
    found = picked(actions=("Change status", "change status"), calls=("CandidateService.updateEx",))
    assert [one.name for one in found.picks] == ["change-status", "candidate-update-ex"]
    same = pick(
        captured([action("a1", "é!"), call("AService.add"), action("a2", "e?"), call("BService.add", "a2")]),
        Asked(actions=("é!", "e?")),
    )
    assert [one.name for one in same.picks] == ["e", "e-2"]


def test_a_numbered_gap_of_two_captures_is_not_clear() -> None:
    events: list[Event] = [action("a1", "Step 1", how="gap"), action("2:a1", "Step 1", how="gap"), call("AService.add")]
    with pytest.raises(TriggersError, match="several captures"):
        pick(captured(events), Asked(actions=("Step 1",)))


def test_clicks_that_nobody_named_are_each_their_own() -> None:
    """Two captures; `Step 1` of the one is not `Step 1` of the other."""
    events: list[Event] = [
        action("a1", "Step 1", how="gesture"),
        call("AService.add"),
        action("2:a1", "Step 1", how="gesture"),
        call("BService.add", "2:a1"),
    ]
    assert [one.service_calls for one in pick(captured(events), Asked(all_events=True)).picks] == [
        ("AService.add",),
        ("BService.add",),
    ]
    with pytest.raises(TriggersError, match="several captures"):
        pick(captured(events), Asked(actions=("Step 1",)))


def test_what_comes_from_traffic_cannot_steer_the_terminal() -> None:
    events: list[Event] = [action("a1", "x\x1b[31m\ny"), call("AService.get\x1b[2J")]
    for asked in (("zzz",), ("x",)):
        with pytest.raises(TriggersError) as raised:
            pick(captured(events), Asked(actions=asked))
        assert "\x1b" not in str(raised.value)


def test_a_long_label_is_cut_between_words() -> None:
    assert slug("Candidates › list › change status in bulk") == "candidates-list-change-status-in-bulk"
    assert slug("Candidates › list › change the status in bulk") == "candidates-list-change-the-status-in"
    assert slug("x" * 80) == "x" * 38


@given(st.text(max_size=80) | st.sampled_from(["class", "con", "12", "Ünïcode naam", "-", "lpt1"]))
def test_any_label_gives_a_name_that_can_stand(label: str) -> None:
    assert rules.trigger_name(slug(label)) is None
