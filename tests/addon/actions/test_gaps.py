"""Marks hold until the next, gaps make steps, background stays outside, whatever the order of the answers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from owskit_addon.actions import HOLD, LABEL, QUIET, Actions, clean_label, is_background

T = 1_790_000_000.0


def test_calls_close_together_are_one_step_and_a_gap_begins_the_next() -> None:
    actions = Actions()
    first = actions.place(T, 100)
    assert first.new is not None
    assert (first.new.id, first.new.label, first.new.how, first.new.at) == (
        "a1",
        "Step 1",
        "gap",
        "2026-09-21T14:13:20.000Z",
    )
    assert actions.place(T + 0.1 + QUIET - 0.01, 50).new is None
    later = actions.place(T + 10, 50)
    assert later.action == "a2"
    assert later.new is not None


def test_the_gap_is_measured_from_the_answer() -> None:
    actions = Actions()
    actions.place(T, 5000)
    assert actions.place(T + 6, 10).action == "a1"


def test_an_answer_that_is_held_open_does_not_hold_the_action_open() -> None:
    actions = Actions()
    actions.place(T, 60_000)
    assert actions.place(T + HOLD + QUIET + 0.1, 10).action == "a2"


def test_a_mark_holds_over_gaps_until_the_next_or_the_end() -> None:
    actions = Actions()
    assert actions.mark("Change status", T).label == "Change status"
    assert [actions.place(T + after, 10).action for after in (1, 60, 3600)] == ["a1"] * 3
    actions.mark("Publish", T + 3700)
    assert actions.place(T + 3701, 10).action == "a2"
    actions.end(T + 3702)
    after = actions.place(T + 3703, 10)
    assert after.new is not None
    assert (after.action, after.new.how) == ("a3", "gap")


def test_a_call_that_was_sent_before_the_mark_is_not_of_the_mark() -> None:
    actions = Actions()
    actions.place(T, 10)
    actions.mark("Publish", T + 1)
    assert actions.place(T + 0.9, 3000).action == "a1"
    assert actions.place(T + 1.1, 10).action == "a2"


def test_a_call_that_is_answered_out_of_turn_joins_the_step_it_was_sent_in() -> None:
    actions = Actions()
    actions.place(T + 1, 10)
    assert actions.place(T, 1500).action == "a1"
    assert actions.place(T - 60, 10).action == "a2"
    assert actions.place(T + 1.5, 10).action == "a1"


def test_ids_go_on_after_those_of_the_file() -> None:
    placed = Actions(after=7).place(T, 1)
    assert placed.new is not None
    assert (placed.action, placed.new.label) == ("a8", "Step 8")


def test_background_is_known_by_name() -> None:
    for name in ("check", "login", "SettingsService.get", "PhoenixModuleService.get"):
        assert is_background(name)
    assert is_background("PhoenixModuleService.processStatistics")
    assert not is_background("CandidateService.updateEx")
    assert not is_background("?")


def test_a_label_is_one_line_of_plain_text() -> None:
    assert clean_label("  Set\tthe\nstatus \x1b[31m\u202e\ud800 ") == "Set the status [31m"
    assert clean_label("\x00") == ""
    assert len(clean_label("a" * 500)) == LABEL
    assert Actions().mark("\n", T).label == "Step 1"


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 5000)), max_size=60))
def test_every_action_is_announced_once_before_its_first_call(sent: list[tuple[float, float]]) -> None:
    actions, known = Actions(), set()
    for at, ms in sent:
        placed = actions.place(T + at, ms)
        assert (placed.new is not None) == (placed.action not in known)
        known.add(placed.action)
