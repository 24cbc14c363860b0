"""Who made the calls: which action, how sure that is, in which envelopes and with what outcome."""

from __future__ import annotations

import msgspec

from owskit_addon.capture.events import Action, Call, CaptureStart, Event, Problem, Way
from owskit_generator.catalogue.learned import ActionKey, Done, Learned, Recorded, Seen, WayKey, WaySaid
from owskit_generator.catalogue.shape import add

MOST_OPEN = 20_000
"""Actions whose label may still change. In a longer capture the oldest are closed; somebody who clicks that often in
one recording does not go back that far to rename."""


class _Open(msgspec.Struct):
    """An action and its calls, by service call, by how sure, by success. Calls may come before their action does."""

    action: Action | None = None
    counts: dict[tuple[str, str, bool], int] = {}


class Attributed:
    """Events into the actions, ways, recordings and problems of `learned`, and into the counts of its calls."""

    def __init__(self, learned: Learned) -> None:
        self._learned = learned
        self._open: dict[str, _Open] = {}
        self._closed: set[str] = set()
        self._recorded: Recorded | None = None
        self._calls = 0
        self._sent: dict[tuple[str, ...], int] = {}  # by service call, outcome and envelopes
        self._loose: dict[tuple[str, str], int] = {}

    def see(self, event: Event) -> None:
        match event:
            case Call():
                self._see(event)
            case Action():
                self._open.setdefault(event.id, _Open()).action = event
                if len(self._open) > MOST_OPEN:
                    self._close_oldest()
            case CaptureStart():
                self._end_of_recording()
                self._recorded = Recorded(event.started, event.source, event.values, 0)
            case Way():
                key = WayKey(event.business_event, event.way)
                said = WaySaid(event.at, event.state, event.reason, event.times or 0)
                self._learned.ways[key] = max(self._learned.ways.get(key, said), said)
            case Problem():
                add(self._learned.problems, {event.what: 1})

    def end(self) -> None:
        self._end_of_recording()
        self._settle()
        for entry in self._open.values():
            self._count(entry)
        self._learned.captures.sort()

    def _see(self, call: Call) -> None:
        self._calls += 1
        name, action, sure = call.service_call, call.action, call.sure
        sent = (name, call.outcome, *call.envelopes)
        self._sent[sent] = self._sent.get(sent, 0) + 1
        if action is None or action in self._closed:
            loose = (name, sure if action is None else "unattributed")
            self._loose[loose] = self._loose.get(loose, 0) + 1
            return
        entry = self._open.get(action)
        if entry is None:
            entry = self._open[action] = _Open()
        key = (name, sure, call.outcome == "ok")
        entry.counts[key] = entry.counts.get(key, 0) + 1

    def _end_of_recording(self) -> None:
        if self._recorded is not None:
            self._learned.captures.append(self._recorded._replace(calls=self._calls))
        self._recorded, self._calls = None, 0

    def _settle(self) -> None:
        """What was counted by name goes to the calls of that name."""
        calls = self._learned.calls
        for (name, outcome, *envelopes), count in self._sent.items():
            seen = calls.setdefault(name, Seen())
            seen.count += count
            add(seen.envelopes, {tuple(envelopes): count})
            add(seen.outcomes, {outcome: count})
        for (name, sure), count in self._loose.items():
            add(calls[name].loose, {sure: count})
        self._sent.clear()
        self._loose.clear()

    def _close_oldest(self) -> None:
        self._settle()
        for id in list(self._open)[: MOST_OPEN // 2]:
            self._closed.add(id)
            self._count(self._open.pop(id))

    def _count(self, entry: _Open) -> None:
        """An action that will not change any more; calls of an action that is not in the capture belong to none."""
        if entry.action is None:
            return
        key = _action_key(entry.action, self._recorded.started if self._recorded else "")
        done = self._learned.actions.setdefault(key, Done(0, entry.action.at))
        done.count += 1
        done.first = min(done.first, entry.action.at)
        present = set()
        for (name, sure, ok), count in entry.counts.items():
            seen, at = self._learned.calls[name], (key, sure, ok)
            seen.actions[at] = seen.actions.get(at, 0) + count
            if name not in present:
                present.add(name)
                seen.present[key] = seen.present.get(key, 0) + 1


def _action_key(action: Action, started: str) -> ActionKey:
    own = f"{started} {action.id}" if action.how == "gap" else ""
    return ActionKey(action.label, action.how, action.where, action.business_event or "", action.way or "", own)
