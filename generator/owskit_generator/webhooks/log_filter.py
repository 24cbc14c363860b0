"""Which rows of the log are asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import msgspec

from owskit_addon.errors import OwskitError
from owskit_addon.service_call import short_name
from owskit_generator.webhooks.address import stack_of
from owskit_generator.webhooks.log_decision import decided
from owskit_generator.webhooks.log_row import LogRow, moment

LATE = timedelta(minutes=5)
"""A row that OTYS has not processed for so long counts as failed."""
_AGO = re.compile(r"(?P<number>[0-9]{1,6})\s*(?P<unit>[smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """All that is set must hold. `stack`: an address with that mark; `""` for any mark of owskit's."""

    calls: Sequence[str] = ()
    failed: bool = False
    since: datetime | None = None
    decisions: Sequence[str] = ()
    stack: str | None = None

    def passes(self, row: LogRow, now: datetime) -> bool:
        if self.calls and row.service_call not in {short_name(call) for call in self.calls}:
            return False
        if self.failed and not failed(row, now):
            return False
        if self.since is not None and row.added is not None and row.added < self.since:
            return False
        if self.decisions and ((made := decided(row.response)) is None or made.decision not in self.decisions):
            return False
        if self.stack is not None:
            marked = stack_of(row.address)
            return marked is not None and self.stack in ("", marked)
        return True


def failed(row: LogRow, now: datetime) -> bool:
    """Whether the handler missed it: no answer, an answer that is no success (201 is one, `ows.md` 4.6), or never
    processed by OTYS."""
    if row.processed:
        return not 200 <= (row.code or 0) < 300
    return row.added is not None and now - row.added > LATE


def present(rows: Sequence[LogRow]) -> datetime:
    """The present in the log's own time: where its rows are ahead of UTC, its newest row. So a time that is looked back
    from is never too early, and at worst more rows are shown than were asked for."""
    return max([datetime.now(UTC), *(row.added for row in rows if row.added is not None)])


def since(text: str, now: datetime) -> datetime:
    """`90m`, `2h`, `1d` before now, a day or a time. Raises OwskitError for anything else."""
    at = moment(text)
    if found := _AGO.fullmatch(text.strip()):
        with suppress(OverflowError):
            at = now - timedelta(**{_UNITS[found["unit"]]: int(found["number"])})
    if at is None:
        raise OwskitError("--since is no time.", "Give it as 90m, 2h, 1d, 2026-11-24 or 2026-11-24T09:30.")
    return at
