"""Events of a capture in, what they show of each service call and each action out.

Calls are gathered by service call and gone through in columns (see.py), some hundreds at a time, so that memory grows
with what is different, not with what is much.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable
from operator import attrgetter
from typing import Any

import msgspec

from owskit_addon.capture.events import Action, Call, CaptureStart, Event, Problem, Way
from owskit_generator.catalogue.args import see_args
from owskit_generator.catalogue.learned import (
    ActionKey,
    Done,
    Learned,
    Recorded,
    Seen,
    WayKey,
    WaySaid,
    fault_of,
)
from owskit_generator.catalogue.links import Values, links, merge_links
from owskit_generator.catalogue.see import Sight, see_all
from owskit_generator.catalogue.shape import add

MOST_PENDING = 200_000
"""About as many values wait to be gone through together: some 30 MB."""
_ROW = 8
MOST_OPEN = 20_000
"""Actions whose label may still change. In a longer capture the oldest are closed; somebody who clicks that often in
one recording does not go back that far to rename."""

_OUTCOME = attrgetter("outcome")


class _Open(msgspec.Struct):
    """An action and its calls, by service call, by how sure, by success. Calls may come before their action does."""

    action: Action | None = None
    counts: dict[tuple[str, str, bool], int] = {}


def learn(events: Iterable[Event]) -> Learned:
    """Reads events to their end. Nothing in them goes in circles: to look for that would cost time for nothing."""
    reading = _Reading()
    looking = gc.isenabled()
    gc.disable()
    try:
        reading.read(events)
    finally:
        if looking:
            gc.enable()
    return reading.learned


class _Reading:
    """A capture while it is read."""

    def __init__(self) -> None:
        self.learned = Learned()
        self._open: dict[str, _Open] = {}
        self._closed: set[str] = set()
        self._recorded: Recorded | None = None
        self._values = Values()
        self._pending: dict[str, list[Call]] = {}
        self._waiting = 0

    def read(self, events: Iterable[Event]) -> None:
        pending = self._pending
        for event in events:
            if type(event) is Call:
                batch = pending.get(event.service_call)
                if batch is None:
                    pending[event.service_call] = [event]
                else:
                    batch.append(event)
                self._waiting += 8 + _size(event.result)
                if self._waiting >= MOST_PENDING:
                    self._flush()
            else:
                self._other(event)
        self._end_of_recording()
        for entry in self._open.values():
            self._count(entry)
        self.learned.captures.sort()

    def _other(self, event: Event) -> None:
        match event:
            case CaptureStart():
                self._end_of_recording()
                self._recorded = Recorded(event.started, event.source, event.values, 0)
            case Action():
                self._open.setdefault(event.id, _Open()).action = event
                if len(self._open) > MOST_OPEN:
                    self._flush()
                    for id in list(self._open)[: MOST_OPEN // 2]:
                        self._closed.add(id)
                        self._count(self._open.pop(id))
            case Way():
                key = WayKey(event.business_event, event.way)
                said = WaySaid(event.at, event.state, event.reason, event.times or 0)
                self.learned.ways[key] = max(self.learned.ways.get(key, said), said)
            case Problem():
                add(self.learned.problems, {event.what: 1})

    def _end_of_recording(self) -> None:
        """Tokens of the next one cannot be compared with those before."""
        self._flush()
        if self._recorded is not None:
            self.learned.captures.append(self._recorded)
            self._recorded = None
        merge_links(self.learned.links, links(self._values))
        self._values = Values()

    def _flush(self) -> None:
        recorded = self._recorded
        plain = recorded is not None and recorded.values != "tokens"
        for name, calls in self._pending.items():
            seen = self.learned.calls.get(name)
            if seen is None:
                seen = self.learned.calls[name] = Seen()
            self._attribute(name, seen, calls)
            _see(name, seen, calls, Sight(plain=plain, values=self._values))
        if recorded is not None:
            more = sum(map(len, self._pending.values()))
            self._recorded = recorded._replace(calls=recorded.calls + more)
        self._pending.clear()
        self._waiting = 0
        self._values.shrink()

    def _attribute(self, name: str, seen: Seen, calls: list[Call]) -> None:
        seen.count += len(calls)
        add(seen.envelopes, Counter([tuple(call.envelopes) for call in calls]))
        add(seen.outcomes, Counter(map(_OUTCOME, calls)))
        loose, open, closed = seen.loose, self._open, self._closed
        for call in calls:
            action, sure = call.action, call.sure
            if action is None or action in closed:
                sure = sure if action is None else "unattributed"
                loose[sure] = loose.get(sure, 0) + 1
                continue
            entry = open.get(action)
            if entry is None:
                entry = open[action] = _Open()
            key = (name, sure, call.outcome == "ok")
            entry.counts[key] = entry.counts.get(key, 0) + 1

    def _count(self, entry: _Open) -> None:
        """An action that will not change any more; calls of an action that is not in the capture belong to none."""
        key = None
        if entry.action is not None:
            key = _action_key(entry.action, self._recorded.started if self._recorded else "")
            done = self.learned.actions.setdefault(key, Done(0, entry.action.at))
            done.count += 1
            done.first = min(done.first, entry.action.at)
        for (name, sure, ok), count in entry.counts.items():
            seen = self.learned.calls[name]
            if key is not None:
                add(seen.actions, {(key, sure, ok): count})
                seen.present.setdefault(key, 0)
        if key is not None:
            for name in {name for name, _, _ in entry.counts}:
                self.learned.calls[name].present[key] += 1


def _see(name: str, seen: Seen, calls: list[Call], sight: Sight) -> None:
    see_args(seen.args, [call.args for call in calls], sight, (name, "args"))
    results = [call.result for call in calls if call.outcome == "ok"]
    if results:
        see_all(seen.result, results, sight, (name, "result"))
    errors = [call.error for call in calls if call.outcome != "ok" and call.error is not None]
    if errors:
        see_all(seen.error, errors, Sight(plain=sight.plain))
        for fault, count in Counter(map(fault_of, errors)).items():
            add(seen.faults, {fault: count})


def _size(result: Any) -> int:
    """About how many values: the rows of a list stand at its top or one level down (`ows.md` 7.1)."""
    if type(result) is list:
        return len(result) * _ROW
    if type(result) is dict:
        return len(result) + sum([len(value) * _ROW for value in result.values() if type(value) is list])
    return 0


def _action_key(action: Action, started: str) -> ActionKey:
    own = f"{started} {action.id}" if action.how == "gap" else ""
    return ActionKey(action.label, action.how, action.where, action.business_event or "", action.way or "", own)
