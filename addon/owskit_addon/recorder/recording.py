"""One recording: exchanges in, a capture out, and what was lost on the way. Knows no mitmproxy."""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Concatenate
from urllib.parse import urlsplit

from owskit_addon.actions import (
    Actions,
    Gesture,
    Gestures,
    Placer,
    Tag,
    Workers,
    clean_label,
    is_background,
    read_causes,
)
from owskit_addon.actions.background import Background
from owskit_addon.actions.clock import Clock
from owskit_addon.capture.events import Action, Call, Event, Problem, Values
from owskit_addon.capture.reader import read_without_calls
from owskit_addon.capture.writer import CaptureWriter
from owskit_addon.checklist import Checklist
from owskit_addon.errors import CaptureUnwritable, place_of
from owskit_addon.exchange import Exchange
from owskit_addon.hosts import host_name
from owskit_addon.ingest import events_of
from owskit_addon.map_file import MapFile
from owskit_addon.page import Bar, Order, State
from owskit_addon.page.channel import TROUBLE, Seen
from owskit_addon.page.documents import Document
from owskit_addon.page.labels import name
from owskit_addon.recorder.annotation import Note, note_of
from owskit_addon.recorder.baseline import Baseline, Told
from owskit_addon.recorder.exchanges import Taken, exchange_of
from owskit_addon.recorder.summary import Counts, Summary
from owskit_addon.redaction import Redactor

logger = logging.getLogger("owskit")

_SAID = 1000
_OWED = 256
"""Actions that are remembered: those whose event is still to be written, and the last labels."""


def _alone[**P, R](method: Callable[Concatenate[Recording, P], R]) -> Callable[Concatenate[Recording, P], R]:
    @functools.wraps(method)
    def locked(self: Recording, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with self._lock:
            return method(self, *args, **kwargs)

    return locked


class Recording:
    """Opens the capture; raises a CaptureError where it cannot. After that nothing raises for a disk that is full.

    One thread at a time: a large exchange is added in another than the proxy's. `checklist` and `names` are the
    person's, for the bar on the page.
    """

    def __init__(
        self, path: str | Path, values: Values, *, checklist: Checklist | None = None, names: MapFile | None = None
    ) -> None:
        self.path = Path(path)
        self.writer = CaptureWriter(path, "live", values)
        self.actions = Actions(self.writer.last_action, Clock())
        self.gestures = Gestures(self.actions)
        self._workers = Workers()
        self._background = Background()
        self._placer = Placer(self.actions, self.gestures, self._background)
        self.redactor = Redactor(values)
        self.counts = Counts()
        self._lock = threading.RLock()
        self._failing = False
        self._lost = 0
        self._owed: list[Action] = []
        self._labels: dict[str, str] = {}
        self._said: set[tuple[str, str]] = set()
        self._baseline: Baseline | None = None
        self.names = names
        if names is not None:
            names.say = self._names_trouble
        self._bar = Bar(self.actions, self._write, names, lambda: (self._placer.learning, self._failing))
        self._write(self._bar.lead(checklist, read_without_calls(self.writer.path)))

    @_alone
    def add(self, exchange: Exchange, tag: Tag | None = None) -> list[Call]:
        """Writes an exchange's calls; they are in the file when this returns, or counted as lost. None in a pause."""
        if self._bar.paused:
            return []
        tag = tag or self._workers.tag(_referrer(exchange), exchange.at)
        events = events_of(exchange, self.redactor, self._placer, tag)
        self._write(events)
        calls = [event for event in events if isinstance(event, Call)]
        if self._baseline is not None and not all(is_background(call.service_call) for call in calls):
            self._baseline.called(time.monotonic())
        return calls

    def noted(self, taken: Taken, tag: Tag | None = None) -> Note | None:
        """The same for what was taken from a flow; gives what mitmproxy's pages are to show of it."""
        return note_of(self.add(exchange_of(taken), tag), self.label_of)

    @property
    def here(self) -> Recording:
        """The recording in this process (`Beside` may have none)."""
        return self

    @property
    def traced(self) -> bool:
        """Whether a page script runs in it."""
        return self.gestures.traced

    @_alone
    def saw_host(self, host: str) -> None:
        self.counts.saw_host(host)

    @_alone
    def saw(self, document: Document, seen: Seen, at: float) -> None:
        """What a page tells of the gestures in it."""
        if self._bar.paused:
            return
        events: list[Event] = []
        if any(told.kind not in {"load", "route"} for told in seen.gestures):
            self._moved()
        for told in seen.gestures:
            label, where, target = name(told, document.language, self.redactor.phrases.found_in)
            gesture = Gesture(
                number=told.number,
                at=told.at / 1000,
                kind=told.kind,
                label=self._called(where, label),
                where=where,
                target=target,
            )
            new = self.gestures.seen(document.tab, gesture, at)
            for action in new:
                self._bar.found(action, label, gesture.label)
            events += new
        self._write(events)
        for worker in seen.workers:
            if worker.url.startswith(f"{document.origin}/") and (causes := read_causes(worker.causes)):
                self._workers.told(
                    (document.tab, worker.number), worker.url, worker.at / 1000, causes, at, free=worker.free
                )
        for word in seen.trouble:
            what, hint = TROUBLE[word]
            self.problem(what, host_name(urlsplit(document.origin).netloc), hint)

    def _called(self, where: str, label: str) -> str:
        """The person's own name for what the page script found, if the map file has one."""
        return clean_label((self.names.label_for(where, label) if self.names and label else None) or label)

    @_alone
    def mark(self, label: str) -> Action:
        """Begins an action in the person's own words."""
        action = self.actions.mark(label, time.time())
        self._moved()
        self._write([action])
        return action

    @_alone
    def learn(self, seconds: float) -> None:
        """Learns for so long what OTYS Go! does by itself, once it is open and nobody clicks."""
        self._baseline = Baseline(seconds)

    @_alone
    def tick(self) -> tuple[Told, list[str]] | None:
        """What there is to tell of such a stretch, and which service calls were learnt by then. To be asked often."""
        told = self._baseline.tick(time.monotonic()) if self._baseline is not None else None
        self._placer.learning = self._baseline is not None and self._baseline.learning
        return None if told is None else (told, self._background.idle())

    def _moved(self) -> None:
        if self._baseline is not None:
            self._baseline.moved(time.monotonic())
            self._placer.learning = False

    def label_of(self, action: str | None) -> str:
        """The label of one of the last actions, or an empty text."""
        return self._labels.get(action or "", "")

    @_alone
    def end(self) -> None:
        self.actions.end(time.time())
        self._bar.saw([])

    @_alone
    def pause(self, wanted: bool) -> None:
        """Records nothing until it is not wanted any more."""
        self._bar.pause(wanted)

    @_alone
    def ignore_latest(self) -> str | None:
        """Leaves out the action that is recorded now; gives its label, None where there is none."""
        return self._bar.ignore_latest()

    @_alone
    def state(self, tab: str, after: int) -> State | None:
        """What the bar of a tab is to show; None where that is what it has shown since the state `after`."""
        return self._bar.state(tab, after)

    @_alone
    def obey(self, order: Order, tab: str, after: int = 0) -> State | None:
        """Does what the bar of a tab asks for, and says what it is to show now. Raises Refused."""
        self._bar.obey(order)
        return self._bar.state(tab, after)

    @_alone
    def problem(self, what: str, where: str, hint: str = "") -> None:
        """Writes it and says it on the terminal, once for each place. `what` and `where` are our own words."""
        if (what, where) in self._said or len(self._said) >= _SAID:
            return
        self._said.add((what, where))
        logger.warning("%s: %s. %s", where, what, hint)
        self._write([Problem(what=what, where=where)])

    def fault(self, error: Exception, where: str) -> None:
        """A fault of ours."""
        self.faulty(f"{type(error).__name__} in {place_of(error)}", where)

    @_alone
    def faulty(self, fault: str, where: str) -> None:
        """The same by its class and place, never its text, which may hold somebody's data."""
        what = f"a fault in owskit ({fault}); the traffic went through"
        if ("fault", what) not in self._said:
            self._said.add(("fault", what))
            logger.warning("%s. Please report it.", what)
        self._write([Problem(what=what, where=where)])

    @_alone
    def close(self) -> Summary:
        if self._failing:
            self._write([])
        if self.names is not None and (unwritten := self.names.close()):
            logger.warning("Names that are not in %s: %s", self.names.path, "; ".join(unwritten))
        summary = self.counts.result()
        self.writer.close()
        return summary

    def _names_trouble(self, text: str) -> None:
        """The file's path and place are for the terminal only."""
        logger.warning("%s", text)
        self._write([Problem(what="the file of names cannot be read or written just now")])

    def _name(self, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, Action):
                self._background.named(event)
                self.gestures.written(event)
                self._labels[event.id] = event.label
                if len(self._labels) > _OWED:
                    del self._labels[next(iter(self._labels))]

    def _write(self, events: list[Event]) -> None:
        self._name(events)
        pay = self._debt()
        self._put(pay, events)
        self._bar.saw([*pay, *events])

    def _put(self, pay: list[Event], events: list[Event]) -> None:
        try:
            self.writer.write([*pay, *events])
        except CaptureUnwritable as error:
            self._lose(events, error)
            return
        if self._failing:
            logger.warning("Recording again into %s; %d calls were lost.", self.writer.path, self._lost)
            self._failing, self._lost = False, 0
            self._owed.clear()
        self.counts.wrote([*pay, *events])

    def _debt(self) -> list[Event]:
        """What has to be written first after a loss: the loss itself, and actions whose event did not get through."""
        if not self._failing:
            return []
        what = "calls were lost: the capture could not be written"
        return [Problem(what=what, where=f"{self._lost} calls"), *self._owed]

    def _lose(self, events: list[Event], error: CaptureUnwritable) -> None:
        if not self._failing:
            self._failing = True
            logger.error("Calls are being lost, the traffic goes on. %s %s", error.message, error.hint)
        lost = sum(isinstance(event, Call) for event in events)
        self._lost += lost
        self.counts.summary.lost += lost
        self._owed.extend(event for event in events if isinstance(event, Action))
        del self._owed[:-_OWED]


def _referrer(exchange: Exchange) -> str:
    return next((value for name, value in exchange.request_headers if name.lower() == "referer"), "")
