"""Picks rows of the log: by their ids, or by a filter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from owskit_addon.errors import OwsError
from owskit_generator.webhooks.client import OwsClient
from owskit_generator.webhooks.log_fetch import back_to, newest
from owskit_generator.webhooks.log_filter import Filter, present, since
from owskit_generator.webhooks.log_row import LogRow

ROWS = 1000
MANY = 100
"""Fewer rows than these are a log that began not long ago, not one that was cut off."""
NOT_REACHED = "The log does not reach back as far as was asked for."


def by_ids(ows: OwsClient, ids: Sequence[str]) -> list[LogRow]:
    """In the order of the log. Raises OwsError, before anything is sent, for an id that is none or not in the log."""
    wanted = {int(each) for each in ids if each.isascii() and each.isdecimal() and len(each) < 19}
    if len(wanted) != len(set(ids)):
        raise OwsError("An id of the log is a number.", "`owskit webhooks logs` shows them.")
    found = back_to(ows, lambda rows: wanted <= {row.id for row in rows} or rows[0].id < min(wanted) if rows else True)
    rows = [row for row in found.rows if row.id in wanted]
    missing = sorted(wanted - {row.id for row in rows})
    if missing:
        listed = ", ".join(f"#{number}" for number in missing[:10])
        raise OwsError(f"The log does not show {listed}.", "It may be older than what OTYS keeps, or not this key's.")
    return rows


class Selected(msgspec.Struct, frozen=True, kw_only=True):
    """Rows, oldest first; `note` where there may be more of them further back than was looked."""

    rows: list[LogRow]
    note: str | None = None


def by_filter(ows: OwsClient, wanted: Filter, begin: str | None) -> Selected:
    """`begin` is a time as `--since` takes it. Without it, the newest rows are looked through."""
    found = newest(ows, ROWS)
    now = present(found.rows)
    note = (
        None if found.whole else f"Only the newest {ROWS} deliveries were looked through; --since looks further back."
    )
    if begin is not None:
        at = since(begin, now)
        wanted = msgspec.structs.replace(wanted, since=at)
        found = back_to(ows, lambda rows: reaches(rows, at), ROWS)
        note = None if found.reaches or len(found.rows) < MANY else NOT_REACHED
    return Selected(rows=[row for row in found.rows if wanted.passes(row, now)], note=note)


def reaches(rows: Sequence[LogRow], begin: datetime) -> bool:
    """Whether rows go back to before a moment."""
    return any(row.added is not None and row.added < begin for row in rows)
