"""The bar's other side: what it shows of the recording, and what its orders do. Knows no mitmproxy.

Everything that an order changes is written as an event at once; undo writes the events that take it back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

import msgspec

from owskit_addon.actions import Actions, clean_label
from owskit_addon.capture.events import Action, Call, Event, Problem, Way, WayState, iso
from owskit_addon.checklist import Checklist, name_fault
from owskit_addon.map_file import MapFile
from owskit_addon.page import orders, shown
from owskit_addon.page.orders import Order
from owskit_addon.progress import Progress, WayProgress

PAUSED = "the recording was paused; what was done meanwhile is not in it"
_UNDOABLE = 50
_FOUND = frozenset({"gesture", "navigation"})
"""What the page script named; only that has a line in the map file."""


class Refused(Exception):
    """An order that cannot be obeyed, in a word that the bar has a sentence for."""


class Bar:
    """`write` puts events into the capture and gives them back to `saw`. `looks` says whether the background is being
    learnt, and whether the capture cannot be written just now."""

    def __init__(
        self,
        actions: Actions,
        write: Callable[[list[Event]], None],
        names: MapFile | None,
        looks: Callable[[], tuple[bool, bool]],
    ) -> None:
        self._actions = actions
        self._write = write
        self._names = names
        self._look = looks
        self._progress = Progress()
        self._shown = shown.LastActions()
        self._found: dict[str, str] = {}
        self._undo: list[tuple[str, Callable[[], object]]] = []
        self._started = time.monotonic()
        self._number = 1
        self._problems = 0
        self._problem: shown.ShownProblem | None = None
        self._looks = (False, False)

    paused = False

    def lead(self, checklist: Checklist | None, earlier: Iterable[Event]) -> list[Event]:
        """Begins with what the capture has from before; gives what is to be written of a checklist that is led now."""
        self._progress = Progress(checklist)
        for event in earlier:
            self._progress.saw(event)
        return [_way(entry, "listed") for entry in self._progress.ways() if entry.listed] if checklist else []

    def found(self, action: Action, label: str, called: str) -> None:
        """`label` is what the page script found for an action, before the map file was asked and said `called`."""
        if not label:
            return
        if self._names is not None and action.label != called and action.how in _FOUND:
            self._names.keep(action.where, label, action.label)  # named before the page told what it was
        self._found[action.id] = label
        if len(self._found) > shown.REMEMBERED:
            del self._found[next(iter(self._found))]

    def saw(self, events: Sequence[Event]) -> None:
        """What has been written."""
        for event in events:
            self._progress.saw(event)
            if isinstance(event, Action | Call):
                self._shown.saw(event)
            elif isinstance(event, Problem) and event.what != PAUSED:
                self._problems += 1
                self._problem = shown.ShownProblem(self._problems, event.what, event.where)
        self._progress.run(self._actions.held)
        self._number += 1

    def state(self, tab: str, after: int) -> shown.State | None:
        """What to show in this tab; None where nothing has changed since the state with that number."""
        looks = self._look()
        if looks != self._looks:
            self._looks = looks
            self._number += 1
        if after == self._number:
            return None
        action = self._current(tab)
        problem = self._problem
        if looks[1]:
            what = "calls are being lost: the capture cannot be written"
            problem = shown.ShownProblem(0, what, "", lasting=True)
        following = self._progress.next()
        return shown.State(
            number=self._number,
            ms=round((time.monotonic() - self._started) * 1000),
            light="problem" if problem else "paused" if self.paused else "learning" if looks[0] else "recording",
            action=self._shown.shown(action, held=action.id == self._actions.held) if action else None,
            checklist=_events(self._progress.ways()),
            next=(following.business_event, following.way) if following else None,
            problem=problem,
            undo=self._undo[-1][0] if self._undo else None,
        )

    def obey(self, order: Order) -> None:
        """Raises Refused where it makes no sense (any more)."""
        match order:
            case orders.Name():
                self._name(order.action, clean_label(order.label))
            case orders.Ignore():
                self._ignore(order.action)
            case orders.Begin():
                self._begin(order.business_event, order.way)
            case orders.Done():
                self._done()
            case orders.Next():
                self._next()
            case orders.Skip():
                self._skip(self._listed(order.business_event, order.way), clean_label(order.reason))
            case orders.Add():
                self._add(order.business_event, order.way)
            case orders.Pause():
                self.pause(not self.paused)
            case orders.Seen():
                if self._problem is not None and self._problem.number <= order.problem:
                    self._problem = None
            case orders.Undo():
                if not self._undo:
                    raise Refused("nothing-to-undo")
                self._undo.pop()[1]()
        self._progress.run(self._actions.held)
        self._number += 1

    def pause(self, wanted: bool) -> None:
        """Whether it is for now; that it was is written, once a pause."""
        if wanted and not self.paused:
            self._write([Problem(what=PAUSED)])
        self.paused = wanted
        self._number += 1

    def ignore_latest(self) -> str | None:
        """Leaves out the action that is recorded now, whichever tab it is in; gives its label."""
        action = self._shown.get(self._actions.held) if self._actions.held else self._shown.latest()
        if action is None or action.ignored:
            return None
        self._ignore(action.id)
        return action.label

    def _current(self, tab: str) -> Action | None:
        held = self._shown.get(self._actions.held) if self._actions.held else None
        return held or self._shown.last(tab)

    def _name(self, id: str, label: str) -> None:
        action = self._action(id)
        if not label:
            raise Refused("no-words")
        if label == action.label:
            return
        self._rename(id, label)
        self._can_undo("name", lambda: self._rename(id, action.label))

    def _rename(self, id: str, label: str) -> None:
        action = self._action(id)
        self._write([msgspec.structs.replace(action, label=label)])
        if self._names is not None and (found := self._found.get(id)):
            self._names.keep(action.where, found, None if label == found else label)

    def _ignore(self, id: str) -> None:
        action = self._action(id)
        if action.ignored:
            return
        if self._actions.held == id:
            self._actions.end(time.time())
        self._set_ignored(id, True)
        self._can_undo("ignore", lambda: self._set_ignored(id, False))

    def _set_ignored(self, id: str, ignored: bool) -> None:
        self._write([msgspec.structs.replace(self._action(id), ignored=ignored)])

    def _begin(self, business_event: str | None, way: str | None) -> None:
        now = time.time()
        skipped: list[Event] = []
        if business_event is None or way is None:
            action = self._actions.mark("", now)
        else:
            entry = self._listed(business_event, way)
            if entry.reason is not None:
                skipped = [_way(entry, "skipped", entry.reason)]
                self._write([_way(entry, "open")])
            label = f"{entry.business_event}: {entry.way}"
            action = self._actions.lead(label, entry.business_event, entry.way, now)
        if self.paused:
            self.pause(False)  # who presses Start means to record
        self._write([action])
        self._can_undo("begin", lambda: self._unbegin(action.id, skipped))

    def _unbegin(self, id: str, skipped: list[Event]) -> None:
        if self._actions.held == id:
            self._actions.end(time.time())
        self._set_ignored(id, True)
        self._write(skipped)

    def _done(self) -> None:
        id = self._actions.held
        if id is None:
            raise Refused("nothing-begun")
        self._actions.end(time.time())
        self._can_undo("done", lambda: self._resume(id))

    def _resume(self, id: str) -> None:
        self._actions.hold(self._action(id), time.time())

    def _next(self) -> None:
        former = self._actions.held
        if former is not None:
            self._actions.end(time.time())
            self._progress.run(None)
        following = self._progress.next()
        if following is not None:
            self._begin(following.business_event, following.way)
        else:
            self._begin(None, None)
        if former is not None:
            back = self._undo.pop()[1]

            def both() -> None:
                back()
                self._resume(former)

            self._can_undo("next", both)

    def _skip(self, entry: WayProgress, reason: str) -> None:
        if not reason:
            raise Refused("no-words")
        before = entry.reason
        self._write([_way(entry, "skipped", reason)])
        back = _way(entry, "open") if before is None else _way(entry, "skipped", before)
        self._can_undo("skip", lambda: self._write([back]))

    def _add(self, business_event: str, way: str) -> None:
        if name_fault(way):
            raise Refused("no-words" if not way.strip() else "too-long")
        known = next((entry for entry in self._progress.ways() if entry.business_event == business_event), None)
        if known is None:
            raise Refused("not-on-the-list")
        if self._progress.find(business_event, way) is not None:
            raise Refused("twice")
        entry = WayProgress(business_event, " ".join(way.split()), known.times)
        self._write([_way(entry, "added")])
        self._can_undo("add", lambda: self._write([_way(entry, "open")]))

    def _action(self, id: str) -> Action:
        action = self._shown.get(id)
        if action is None:
            raise Refused("too-late")
        return action

    def _listed(self, business_event: str, way: str) -> WayProgress:
        entry = self._progress.find(business_event, way)
        if entry is None:
            raise Refused("not-on-the-list")
        return entry

    def _can_undo(self, what: str, back: Callable[[], object]) -> None:
        self._undo.append((what, back))
        del self._undo[:-_UNDOABLE]


def _way(entry: WayProgress, state: WayState, reason: str = "") -> Way:
    times = entry.times if state in ("listed", "added") else None
    return Way(
        business_event=entry.business_event, way=entry.way, at=iso(time.time()), state=state, reason=reason, times=times
    )


def _events(ways: list[WayProgress]) -> list[shown.ShownEvent]:
    events: list[shown.ShownEvent] = []
    for entry in ways:
        if not events or events[-1].business_event != entry.business_event:
            events.append(shown.ShownEvent(entry.business_event, []))
        events[-1].ways.append(
            shown.ShownWay(
                way=entry.way,
                state=entry.state,
                done=entry.done,
                times=entry.times,
                reason=entry.reason,
                running=entry.running is not None,
            )
        )
    return events
