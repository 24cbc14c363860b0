"""Requests of a page's workers, which no page script tags: known by the worker's address, their referrer.

A page tells when it made a worker or gave it something, and by what gesture. A request is put down to that only where
nothing else can have led to it; where several can, all are named and what is learnt decides; else it stays without.
"""

from __future__ import annotations

from collections import deque

import msgspec

from owskit_addon.actions.gestures import SKEW
from owskit_addon.actions.tags import Cause, Tag

_LONGEST = 10.0
"""Seconds after which a request is no longer put down to what a worker was given."""

_STARTING = 3.0
"""Seconds after which a worker's making no longer explains what it does: it may have been given something since."""

_AHEAD = 0.05
"""Seconds by which a page's clock, or its telling, may be behind the proxy's."""

_WORKERS, _TOLD = 256, 64


class _Told(msgspec.Struct, frozen=True):
    worker: tuple[str, int]
    at: float
    causes: tuple[Cause, ...]

    def counts(self, sent: float) -> bool:
        made = any(cause.sure in {"inherited", "navigation"} for cause in self.causes)
        return sent - (_STARTING if made else _LONGEST) < self.at <= sent + _AHEAD


class Workers:
    """The last workers that pages told of; bounded."""

    def __init__(self) -> None:
        self._told: dict[str, deque[_Told]] = {}

    def told(
        self,
        worker: tuple[str, int],
        url: str,
        at: float,
        causes: tuple[Cause, ...],
        received: float,
        *,
        free: bool = False,
    ) -> None:
        """That a `worker` (its tab, and its number there) was made from `url`, or given something, at `at` (seconds).
        `free`: it had answered all that it was given before, so that this is all that it works on."""
        told = self._told.pop(url, None) or deque(maxlen=_TOLD)
        if free:
            told = deque((each for each in told if each.worker != worker), maxlen=_TOLD)
        told.append(_Told(worker, at if abs(at - received) <= SKEW else received, causes))
        self._told[url] = told
        if len(self._told) > _WORKERS:
            del self._told[next(iter(self._told))]

    def tag(self, referrer: str, sent: float) -> Tag | None:
        """What a tag would say of a request, or None where nobody can know."""
        told = [each for each in self._told.get(referrer, ()) if each.counts(sent)]
        if not told or len({each.worker[0] for each in told}) > 1:
            return None
        causes: dict[int, Cause] = {}
        for each in told:
            for cause in each.causes:
                causes.setdefault(cause.gesture, cause)
                if cause.sure == "probable":  # it was given something since it was made
                    causes[cause.gesture] = cause
        return Tag("", told[0].worker[0], 0, tuple(causes.values()))
