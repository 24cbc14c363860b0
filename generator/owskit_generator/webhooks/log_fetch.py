"""Reads OTYS' webhook log as far back as is needed; `getLogs` gives the newest n rows and no others (`ows.md` 4.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from owskit_generator.webhooks.client import OwsClient
from owskit_generator.webhooks.log_row import LogRow, UnreadRow, read_row
from owskit_generator.webhooks.spelling import rows

MOST = 50_000
_FIRST = 100
_LEAST = 30
_SPARE = 20
"""Known rows that a look must see, for those between that show up late."""
_TIMES = 4
_REMEMBERED = 20_000


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """Rows by id, oldest first. `whole`: OTYS gave fewer than were asked for, so these are all. `reaches`: they go back
    as far as was asked for."""

    rows: list[LogRow]
    unread: list[UnreadRow]
    whole: bool
    reaches: bool = True


def newest(ows: OwsClient, count: int) -> Fetched:
    """At most `count` rows, or as many as OTYS gives."""
    read = [read_row(row) for row in rows(ows.call("WebhooksService.getLogs", count))]
    found = {row.id: row for row in read if isinstance(row, LogRow)}
    return Fetched(
        rows=[found[number] for number in sorted(found)],
        unread=[row for row in read if isinstance(row, UnreadRow)],
        whole=len(read) < count,
    )


def back_to(ows: OwsClient, enough: Callable[[Sequence[LogRow]], bool], first: int = _FIRST) -> Fetched:
    """Asks for more and more rows until there is `enough`, or OTYS has no more of them to give."""
    count = first
    found = newest(ows, count)
    while not enough(found.rows):
        had = len(found.rows) + len(found.unread)
        if had < count or count >= MOST:
            # Fewer than asked for: the beginning of the log, or the most that OTYS gives. Nobody can tell.
            return msgspec.structs.replace(found, reaches=False)
        count = min(count * _TIMES, MOST)
        more = newest(ows, count)
        if len(more.rows) + len(more.unread) <= had:
            return msgspec.structs.replace(more, reaches=False)
        found = more
    return found


class Tail:
    """What is new in the log since `floor`, each row once, also where rows show up out of order."""

    def __init__(self, ows: OwsClient, floor: int, handled: Iterable[int] = ()) -> None:
        self._ows = ows
        self.floor = floor
        self._handled = dict.fromkeys(handled)
        self._first = _LEAST
        self.reaches = True
        """Whether the last look went back to what was known; if not, rows may have been missed."""

    def new_rows(self) -> list[LogRow]:
        """Oldest first. The same again at the next call, until each is told as `handled`."""
        found = back_to(self._ows, self._meets, self._first)
        self.reaches = not found.rows or self.floor <= 0 or any(map(self._is_known, found.rows))
        new = [row for row in found.rows if not self._is_known(row)]
        # Rows are whole requests and answers: no more of them than the next look is likely to need.
        self._first = min(_LEAST + 2 * len(new), _FIRST * _TIMES)
        return new

    def handled(self, number: int) -> None:
        self._handled[number] = None
        if len(self._handled) > _REMEMBERED:
            kept = sorted(self._handled)[_REMEMBERED // 2 :]
            self.floor = kept[0] - 1
            self._handled = dict.fromkeys(kept)

    def _meets(self, found: Sequence[LogRow]) -> bool:
        """Whether rows reach back to what is known, with some to spare for those that came late."""
        if not found:
            return True
        known = sum(map(self._is_known, found))
        return known >= _SPARE or found[0].id <= self.floor

    def _is_known(self, row: LogRow) -> bool:
        return row.id <= self.floor or row.id in self._handled


def floor_of(ows: OwsClient) -> int:
    """The newest id in the log, 0 where there is none."""
    return max((row.id for row in newest(ows, 10).rows), default=0)
