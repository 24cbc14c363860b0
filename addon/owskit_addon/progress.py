"""How far a checklist is: what was done how often, skipped or added. The same while recording and from a capture."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from owskit_addon.capture.events import Action, Event, Way
from owskit_addon.checklist import TIMES, Checklist

State = Literal["open", "begun", "done", "skipped"]
Key = tuple[str, str]


class WayProgress(msgspec.Struct):
    """`actions` are the repetitions, ids in the order done. `listed`: the checklist asks for it."""

    business_event: str
    way: str
    times: int = TIMES
    listed: bool = False
    added: bool = False
    reason: str | None = None
    actions: list[str] = []
    running: str | None = None

    @property
    def done(self) -> int:
        return len(self.actions) - (self.running in self.actions)

    @property
    def state(self) -> State:
        if self.done >= self.times:
            return "done"
        if self.reason is not None:
            return "skipped"
        return "begun" if self.done or self.running else "open"


class Progress:
    """Begins with a checklist, or with none; `saw` tells it the events of a capture, in their order."""

    def __init__(self, checklist: Checklist | None = None) -> None:
        self._ways: dict[Key, WayProgress] = {}
        self._of_action: dict[str, Key] = {}
        self._last: Key | None = None
        for event in checklist.events if checklist else ():
            for way in event.ways:
                entry = self._entry(event.name, way.name)
                entry.times, entry.listed = way.times, True
        self._fixed = checklist is not None

    def saw(self, event: Event) -> None:
        if isinstance(event, Action):
            self._saw_action(event)
        elif isinstance(event, Way):
            self._saw_way(event)

    def ways(self) -> list[WayProgress]:
        """Ways of one business event stand together, in the order of the checklist, what was added behind them."""
        order: dict[str, list[WayProgress]] = {}
        for entry in self._ways.values():
            if entry.listed or entry.added or entry.actions:
                order.setdefault(_same(entry.business_event), []).append(entry)
        return [entry for entries in order.values() for entry in entries]

    def counts(self) -> dict[str, int]:
        """How many ways there are, and how many are in each state."""
        ways = self.ways()
        return {"ways": len(ways)} | {state: sum(w.state == state for w in ways) for state in get_args(State)}

    def find(self, business_event: str, way: str) -> WayProgress | None:
        entry = self._ways.get((_same(business_event), _same(way)))
        return entry if entry in self.ways() else None

    def next(self) -> WayProgress | None:
        """What to do next: the way that was begun last while it is not done, else the first that is left."""
        left = [entry for entry in self.ways() if entry.state in ("open", "begun")]
        last = self._ways.get(self._last) if self._last else None
        return last if last in left else next(iter(left), None)

    def run(self, action: str | None) -> None:
        """Which action is under way; it counts as done when it is no more."""
        for entry in self._ways.values():
            entry.running = action if action in entry.actions else None

    def _saw_action(self, action: Action) -> None:
        known = self._of_action.pop(action.id, None)
        if known is not None and action.id in (actions := self._ways[known].actions):
            actions.remove(action.id)
        if action.ignored or action.business_event is None or action.way is None:
            return
        entry = self._entry(action.business_event, action.way)
        entry.actions.append(action.id)
        self._last = self._of_action[action.id] = (_same(entry.business_event), _same(entry.way))

    def _saw_way(self, event: Way) -> None:
        entry = self._entry(event.business_event, event.way)
        if event.state == "listed":
            if not self._fixed:  # a checklist that is given counts, not the one of an earlier recording
                entry.listed, entry.times = True, event.times or TIMES
        elif event.state == "added":
            entry.added, entry.times = True, event.times or TIMES
        elif event.state == "skipped":
            entry.reason = event.reason
        elif entry.reason is not None:
            entry.reason = None
        else:
            entry.added = False

    def _entry(self, business_event: str, way: str) -> WayProgress:
        key = (_same(business_event), _same(way))
        if key not in self._ways:
            self._ways[key] = WayProgress(business_event, way)
        return self._ways[key]


def _same(name: str) -> str:
    return " ".join(name.split()).casefold()
