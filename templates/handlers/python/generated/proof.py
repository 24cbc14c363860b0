"""Which guards are on: all of them, but in a proof, which shows what each is there for (docs/guards.md, 8)."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

_ON: frozenset[str] | None = (
    frozenset(os.environ["OWSKIT_GUARDS"].split(","))
    if os.environ.get("OWSKIT_CLOCK_URL") and os.environ.get("OWSKIT_GUARDS")
    else None
)
"""None: all. Less needs both: a clock that is not the machine's, and a list."""

# The kill switch is always on.
_NAMES = {
    "echo": "ledger",
    "session_echo": "session",
    "duplicate": "dedupe",
    "own_user": "actor",
    "unwatched": "watch",
    "depth": "depth",
    "compared": "compare",
    "budget": "budget",
    "quarantined": "oscillation",
    "oscillation": "oscillation",
    "breaker_open": "breaker",
    "too_many_arrivals": "breaker",
    "too_many_writes": "breaker",
}


def is_on(guard: Callable[..., Any]) -> bool:
    """Whether a guard counts."""
    name = _NAMES.get(guard.__name__)
    return _ON is None or name is None or name in _ON
