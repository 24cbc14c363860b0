"""Whatever stands in a capture: every event gets a choice, its reasons, and a file that is read back."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from owskit_addon.capture.events import Action, Call, CaptureStart, Event
from owskit_addon.errors import TriggersError
from owskit_generator.triggers import forecast
from owskit_generator.triggers.choice import choose
from owskit_generator.triggers.explain import explain, reasoning
from owskit_generator.triggers.extend import extend
from owskit_generator.triggers.lint import Subject, lint
from owskit_generator.triggers.pick import Asked, pick
from owskit_generator.triggers.separate import holds
from owskit_generator.triggers.uses import captured
from owskit_generator.triggers.ways import every_event

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
names = st.sampled_from(["statusId", "uid", "published", "tok:text:3:00000000ab", "0", "a.b", "é", "$$hashKey", ""])
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=8
)
times = st.sampled_from(["2026-11-20T09:30:00.000Z", "2026-11-20T17:30:00.000Z", "never", ""])
calls = st.builds(
    Call,
    id=st.just("c"),
    at=times,
    service_call=st.sampled_from(
        ["AService.update", "AService.updateEx", "BService.add", "BService.execute", "AService.getList", "check", "odd"]
    ),
    action=st.sampled_from([None, "a1", "a2", "a3", "gone"]),
    sure=st.sampled_from(["certain", "inherited", "probable", "navigation", "background", "unattributed"]),
    outcome=st.sampled_from(["ok", "failed", "unanswered"]),
    args=values | st.lists(values, max_size=4),
    result=values,
)
actions = st.builds(
    Action,
    id=st.sampled_from(["a1", "a2", "a3", "a4"]),
    at=times,
    label=st.sampled_from(["Save", "save", "", "Step 1", "\x1b[2J\n"]),
    how=st.sampled_from(["gesture", "mark", "checklist", "navigation", "gap"]),
    where=st.sampled_from(["", "x", "y"]),
    business_event=st.sampled_from([None, None, "Hired", "hired", ""]),
    way=st.sampled_from([None, "detail", ""]),
)
starts = st.builds(CaptureStart, values=st.sampled_from(["tokens", "plain"]))


@given(st.lists(calls | actions | starts, max_size=14))
@settings(max_examples=300, deadline=None)
def test_any_capture(events: list[Event]) -> None:
    found = captured(events)
    for event in every_event(found.uses):
        choice = choose(found, event)
        assert all(line.isprintable() for line in explain(choice))
        assert reasoning(choice)["event"] == event.name
        covered = set(choice.cover.calls)
        for way in event.ways:
            assert not way.core or covered & set(way.core)
        for group in choice.groups:
            _holds_for_the_event_only(found, event.actions, group.calls, group.separation.when)
    try:
        picked = pick(found, Asked(all_events=True))
    except TriggersError:
        return
    made = extend(None, "t.yaml", picked.picks, found.catalogue)
    assert [one.name for one in made.triggers.triggers] == [one.name for one in picked.picks]
    foreseen = forecast.from_recordings(made.triggers.triggers, found.uses.spans)
    lint(Subject(triggers=made.triggers, text=made.text, name="t.yaml", uses=found.uses, forecast=foreseen))


def _holds_for_the_event_only(found: Any, ours: frozenset[str], names: tuple[str, ...], when: Any) -> None:
    """A learned condition lets in no call that is known to be of another action."""
    for name in names if when else ():
        for use in found.uses.calls[name]:
            known = use.action in found.uses.actions or use.sure == "background"
            if use.sample is not None and use.action not in ours and known:
                assert not all(holds(condition, dict(use.sample)) for condition in when)
