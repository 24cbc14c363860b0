"""The machine's clock as a line that never goes back, so that what was marked first stays first."""

from __future__ import annotations

import time
from collections.abc import Callable

STEP = 0.5
"""Seconds. Less is a clock that is being trimmed."""


class Clock:
    """Called with a time of the machine's clock, gives its place on the line, both in seconds.

    A clock that is set back goes on where it was; one that is set forward, or a machine that slept, jumps ahead: that
    much time has passed for the person. `wall` and `steady` are the machine's.
    """

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._wall, self._steady = wall, steady
        self._last = wall(), steady()
        self._ahead = self._before = 0.0

    def __call__(self, at: float) -> float:
        wall, steady = self._wall(), self._steady()
        step = (wall - self._last[0]) - (steady - self._last[1])
        self._last = wall, steady
        if step < -STEP:
            self._before, self._ahead = self._ahead, self._ahead - step
        # What is still to come is from before the clock was set back.
        return at + (self._before if at > wall + STEP else self._ahead)
