"""What happened in a run, step by step, for the diagram; and which of many runs is the worst."""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened. `at`: seconds from the beginning. Names of calls and decisions only."""

    at: float
    who: Literal["person", "otys", "handler"]
    to: Literal["otys", "handler"]
    what: str


class Bounded(Protocol):
    """A run, and the most that there may be in it."""

    @property
    def deliveries(self) -> int: ...
    @property
    def most_deliveries(self) -> int: ...
    @property
    def writes(self) -> int: ...
    @property
    def most_writes(self) -> int: ...


def nearness(run: Bounded) -> tuple[float, int, int]:
    """How near a run came to its bounds, and how much it was: the largest is the worst."""
    shares = (
        used / most if most else float(used)
        for used, most in ((run.deliveries, run.most_deliveries), (run.writes, run.most_writes))
    )
    return max(shares), run.deliveries, run.writes
