"""What happened in a run, step by step, for the diagram; and which of many runs is the worst."""

from __future__ import annotations

from typing import Literal

import msgspec


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened. `at`: seconds from the beginning. Names of calls and decisions only."""

    at: float
    who: Literal["person", "otys", "handler"]
    to: Literal["otys", "handler"]
    what: str


def nearness(deliveries: int, most_deliveries: int, writes: int, most_writes: int) -> tuple[float, int, int]:
    """How near a run came to its bounds, and how much it was: the largest is the worst."""
    shares = (
        used / most if most else float(used) for used, most in ((deliveries, most_deliveries), (writes, most_writes))
    )
    return max(shares), deliveries, writes
