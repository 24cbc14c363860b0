"""What a recording counted. Memory does not grow with its length."""

from __future__ import annotations

from pathlib import Path

import msgspec

from owskit_addon.capture.events import Action, Call, CaptureStart, Event, Problem
from owskit_addon.capture.reader import read_capture
from owskit_addon.errors import CaptureError
from owskit_addon.recorder.scope import looks_like_host

_NAMES = 10_000
_HOSTS = 50


class Summary(msgspec.Struct, kw_only=True):
    """`lost` are calls that could not be written; `hosts` where traffic went, in memory only: for when no call came."""

    actions: int = 0
    calls: int = 0
    service_calls: int = 0
    failed: int = 0
    background: int = 0
    problems: int = 0
    lost: int = 0
    hosts: list[str] = []


class Counts:
    """Counts what is written as it is written."""

    def __init__(self) -> None:
        self.summary = Summary()
        self._names: set[str] = set()
        self._hosts: dict[str, None] = {}

    def saw_host(self, host: str) -> None:
        if len(self._hosts) < _HOSTS and looks_like_host(host):
            self._hosts[host] = None

    def wrote(self, events: list[Event]) -> None:
        summary = self.summary
        for event in events:
            if isinstance(event, Call):
                summary.calls += 1
                summary.failed += event.outcome != "ok"
                summary.background += event.sure == "background"
                if len(self._names) < _NAMES:
                    self._names.add(event.service_call)
            elif isinstance(event, Action):
                summary.actions += 1
            elif isinstance(event, Problem):
                summary.problems += 1

    def result(self) -> Summary:
        self.summary.service_calls = len(self._names)
        self.summary.hosts = list(self._hosts)
        return self.summary


def count_last(capture: Path) -> Summary:
    """The same from the file, from its last `capture` event on."""
    counts = Counts()
    try:
        for event in read_capture(capture):
            if isinstance(event, CaptureStart):
                counts = Counts()
            counts.wrote([event])
    except CaptureError:
        return Counts().result()
    return counts.result()
