"""What a log adds up to: decisions by reason, day and user, a forecast for the day, and ids that are missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

from owskit_generator.webhooks.log_decision import decided
from owskit_generator.webhooks.log_row import LogRow, short_id

DAILY_LIMIT = 10_000
"""Webhook executions per day and user (manual 3.4)."""
WARN_FROM = 0.7
_LEAST = timedelta(hours=1)


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """How often a decision was made for a reason, on a day, for what one user did. A delivery without a decision of
    owskit's counts under its HTTP status."""

    day: str
    user: str
    decision: str
    reason: str
    count: int


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """Deliveries of one user's calls: `today` so far, and `expected` by the end of the day if it goes on so. Where the
    rows do not reach back to midnight (`whole_day` false), both are a lower bound."""

    user: str
    today: int
    expected: int
    limit: int
    whole_day: bool

    @property
    def high(self) -> bool:
        return self.expected > WARN_FROM * self.limit


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Ids between two rows that the log does not show, both inclusive."""

    first: int
    last: int


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    deliveries: int
    decisions: list[Counted]
    forecast: list[Forecast]
    gaps: list[Gap]
    missing: int


def count(shown: Sequence[LogRow], all_rows: Sequence[LogRow], now: datetime, *, whole: bool = False) -> Counts:
    """`shown` are counted; forecast and gaps are of `all_rows`, as every delivery spends the limit, whoever's it is.
    `whole`: there are no rows before these."""
    gaps = [Gap(first=one.id + 1, last=other.id - 1) for one, other in pairwise(all_rows) if other.id - one.id > 1]
    return Counts(
        deliveries=len(shown),
        decisions=_decisions(shown),
        forecast=_forecast(all_rows, now, whole),
        gaps=gaps,
        missing=sum(gap.last - gap.first + 1 for gap in gaps),
    )


def _decisions(rows: Sequence[LogRow]) -> list[Counted]:
    found = Counter(_key(row) for row in rows)
    return [
        Counted(day=day, user=user, decision=decision, reason=reason, count=number)
        for (day, user, decision, reason), number in sorted(found.items())
    ]


def _key(row: LogRow) -> tuple[str, str, str, str]:
    day = row.added.date().isoformat() if row.added else "unknown"
    made = decided(row.response)
    if made:
        return day, short_id(row.user) or "unknown", made.decision, made.reason or ""
    if not row.processed:
        return day, short_id(row.user) or "unknown", "waits", ""
    return day, short_id(row.user) or "unknown", f"HTTP {row.code}" if row.answered else "no answer", ""


def _forecast(rows: Sequence[LogRow], now: datetime, whole: bool) -> list[Forecast]:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    earliest = min((row.added for row in rows if row.added), default=None)
    if earliest is None:
        return []
    whole_day = whole or earliest < midnight
    # Right after midnight a few minutes say little about a day.
    begin = min(midnight, now - _LEAST)
    begin = begin if whole else max(begin, earliest)
    seen = max((now - begin).total_seconds(), 60.0)
    left = (midnight + timedelta(days=1) - now).total_seconds()
    today = _by_user(rows, midnight)
    lately = _by_user(rows, begin)
    return [
        Forecast(
            user=user,
            today=number,
            expected=round(number + lately[user] / seen * left),
            limit=DAILY_LIMIT,
            whole_day=whole_day,
        )
        for user, number in sorted(today.items())
    ]


def _by_user(rows: Sequence[LogRow], begin: datetime) -> Counter[str]:
    return Counter(short_id(row.user) or "unknown" for row in rows if row.added and row.added >= begin)
