"""What the bar shows: plain data, made for each request from the last actions. Memory is bounded."""

from __future__ import annotations

from typing import Literal

import msgspec

from owskit_addon.capture.events import Action, Call, Sure
from owskit_addon.service_call import Kind, kind_of

REMEMBERED = 64
"""Actions whose calls are kept for the bar."""
NAMES = 40
"""Different calls that are shown of one action; the others are counted."""

_ORDER: dict[Kind, int] = {"write": 0, "unknown": 1, "read": 2, "session": 3, "telemetry": 4}


class ShownCall(msgspec.Struct):
    service_call: str
    kind: Kind
    count: int = 0
    failed: int = 0
    sure: Sure = "certain"


class ShownAction(msgspec.Struct):
    """`held`: what comes belongs to it until the person says otherwise. `more` are calls that are not listed."""

    id: str
    label: str
    where: str
    how: str
    ignored: bool
    held: bool
    business_event: str | None
    way: str | None
    calls: list[ShownCall]
    more: int = 0


class ShownWay(msgspec.Struct):
    way: str
    state: str
    done: int
    times: int
    reason: str | None
    running: bool


class ShownEvent(msgspec.Struct):
    business_event: str
    ways: list[ShownWay]


class ShownProblem(msgspec.Struct):
    """`lasting`: it goes when it is over, not when it is read."""

    number: int
    what: str
    where: str
    lasting: bool = False


class State(msgspec.Struct):
    """`number` grows with every change; `ms` is how long the recording runs; `next` the way to do next."""

    number: int
    ms: int
    light: Literal["learning", "recording", "paused", "problem"]
    action: ShownAction | None
    checklist: list[ShownEvent]
    next: tuple[str, str] | None
    problem: ShownProblem | None
    undo: str | None


class LastActions:
    """The last actions with their calls counted, oldest first."""

    def __init__(self) -> None:
        self._actions: dict[str, Action] = {}
        self._calls: dict[str, dict[str, ShownCall]] = {}

    def saw(self, event: Action | Call) -> None:
        if isinstance(event, Action):
            self._actions[event.id] = event
            if len(self._actions) > REMEMBERED:
                oldest = next(iter(self._actions))
                del self._actions[oldest]
                self._calls.pop(oldest, None)
        elif event.action in self._actions:
            calls = self._calls.setdefault(event.action, {})
            if event.service_call in calls or len(calls) < 10 * NAMES:
                call = calls.setdefault(event.service_call, ShownCall(event.service_call, kind_of(event.service_call)))
                call.count += 1
                call.failed += event.outcome != "ok"

    def get(self, id: str) -> Action | None:
        return self._actions.get(id)

    def last(self, tab: str) -> Action | None:
        """The one begun last in this tab, or that belongs to none."""
        return next((a for a in reversed(self._actions.values()) if a.tab is None or a.tab == tab), None)

    def latest(self) -> Action | None:
        """The one begun last in any tab."""
        return next(reversed(self._actions.values()), None)

    def shown(self, action: Action, *, held: bool) -> ShownAction:
        calls = sorted(self._calls.get(action.id, {}).values(), key=lambda call: _ORDER[call.kind])
        return ShownAction(
            id=action.id,
            label=action.label,
            where=action.where,
            how=action.how,
            ignored=action.ignored,
            held=held,
            business_event=action.business_event,
            way=action.way,
            calls=calls[:NAMES],
            more=len(calls[NAMES:]),
        )
