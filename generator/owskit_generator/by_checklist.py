"""The view behind `owskit calls --checklist`: business events, ways to do each, and what each way calls every time."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from owskit_addon.capture.events import Call, Event, Sure
from owskit_addon.checklist import Checklist
from owskit_addon.progress import Progress, State, WayProgress
from owskit_addon.service_call import Kind
from owskit_generator.overview import CallCount, count_call, least_sure


class WayCall(msgspec.Struct):
    """A service call of one way. `core`: it was made in each of the repetitions that made calls; `seen_in` says in how
    many. `count` and `failed` are those of all of them, `sure` is the least sure."""

    service_call: str
    kind: Kind
    core: bool
    seen_in: int
    count: int
    failed: int
    sure: Sure


class WayView(msgspec.Struct):
    """`done` of `times`; `reason` where it was skipped; `listed` where the checklist asks for it, and nobody added it.

    `without_calls` are repetitions that made none, so that they say nothing of the core.
    """

    way: str
    state: State
    done: int
    times: int
    reason: str | None
    listed: bool
    without_calls: int
    calls: list[WayCall]


class EventView(msgspec.Struct):
    business_event: str
    ways: list[WayView]


class ByChecklist(msgspec.Struct):
    """Exactly the JSON of `calls --checklist --json`: in the order of the checklist, calls writes first, core first."""

    events: list[EventView]
    counts: dict[str, int]


def by_checklist(events: Iterable[Event], checklist: Checklist | None, kinds: Collection[str] = ()) -> ByChecklist:
    """Goes over the events once. Without a checklist by what the captures say of theirs."""
    progress = Progress(checklist)
    of_actions: dict[str, dict[str, CallCount]] = {}
    for event in events:
        progress.saw(event)
        if isinstance(event, Call) and event.action is not None:
            count_call(of_actions.setdefault(event.action, {}), event)
    found: list[EventView] = []
    for entry in progress.ways():
        if not found or found[-1].business_event.casefold() != entry.business_event.casefold():
            found.append(EventView(entry.business_event, []))
        found[-1].ways.append(_view(entry, [of_actions.get(action, {}) for action in entry.actions], kinds))
    return ByChecklist(found, progress.counts())


def _view(entry: WayProgress, repetitions: list[dict[str, CallCount]], kinds: Collection[str]) -> WayView:
    with_calls = [calls for calls in repetitions if calls]
    calls: dict[str, WayCall] = {}
    for made in with_calls:
        for name, counted in made.items():
            call = calls.setdefault(name, WayCall(name, counted.kind, False, 0, 0, 0, counted.sure))
            call.seen_in += 1
            call.count += counted.count
            call.failed += counted.failed
            call.sure = least_sure(call.sure, counted.sure)
    for call in calls.values():
        call.core = call.seen_in == len(with_calls)
    shown = [call for call in calls.values() if not kinds or call.kind in kinds]
    return WayView(
        way=entry.way,
        state=entry.state,
        done=entry.done,
        times=entry.times,
        reason=entry.reason if entry.state == "skipped" else None,
        listed=entry.listed,
        without_calls=len(repetitions) - len(with_calls),
        calls=sorted(shown, key=lambda call: (call.kind != "write", not call.core)),
    )
