"""How long things last, the same for every store (docs/guards.md of owskit)."""

from __future__ import annotations

from generated.clock import DAY, MINUTE, SECOND

DUPLICATE = 30 * SECOND
LIFE = 15 * MINUTE
LONGEST_LIFE = DAY
RETENTION = 14 * DAY
SWING_DAYS = 14 * DAY
UNDECIDED = 10_000
"""Milliseconds after which a delivery without a decision has lost its process."""


def life(longest_echo: int) -> int:
    """How long a row waits for its echo: three times the slowest one seen."""
    return max(LIFE, min(3 * longest_echo, LONGEST_LIFE))
