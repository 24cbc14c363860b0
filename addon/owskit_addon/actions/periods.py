"""Whether something happens by the clock: the same again and again, at about the same distance."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

LEAST = 5
"""Times that are needed. A person who does the same thing five times in step is rare; a poll is there soon."""

JITTER = 0.25
"""How far one distance may be off. Pages spread their polls by a tenth or two, and wait for the answer in between."""

_TOGETHER = 0.05
"""Seconds. Closer ones are one: two parts of a page may ask at once."""

_SHORTEST = 0.5
_MISSED = 4
"""So many in a row may be missing, for they went with something else or the tab was asleep."""

_CLEAN, _IN_STEP = 0.6, 0.8
"""The parts of all distances that must be one period, and a whole number of them."""


def period_of(times: Sequence[float], least: int = LEAST) -> float | None:
    """The period in seconds of times in order, None where they keep no step."""
    gaps = [gap for before, after in pairwise(times) if (gap := after - before) > _TOGETHER]
    if len(gaps) < least - 1:
        return None
    typical = sorted(gaps)[len(gaps) // 2]
    if typical < _SHORTEST:
        return None
    steps = [_steps(gap, typical) for gap in gaps]
    clean, in_step = sum(step == 1 for step in steps), sum(step > 0 for step in steps)
    return typical if clean >= _CLEAN * len(gaps) and in_step >= _IN_STEP * len(gaps) else None


def is_due(times: Sequence[float], period: float, at: float) -> bool:
    """Whether `at` is in step with the last time before it, or where there is none with the first after it."""
    before = [time for time in times if time < at - _TOGETHER]
    if before:
        return _steps(at - before[-1], period) > 0
    after = [time for time in times if time > at + _TOGETHER]
    return bool(after) and _steps(after[0] - at, period) > 0


def _steps(gap: float, period: float) -> int:
    """How many periods a distance is; 0 for none, or for more than what may be missed."""
    number = max(1, round(gap / period))
    return number if number <= _MISSED and abs(gap - number * period) <= JITTER * period else 0
