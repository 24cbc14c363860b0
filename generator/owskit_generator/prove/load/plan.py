"""What happens on a day: who changes which record when."""

from __future__ import annotations

from bisect import bisect_right
from random import Random
from typing import Literal, NamedTuple

import msgspec

from owskit_generator.prove.scenario import Config

BY_HOUR = (6, 19, 17, 5, 10, 20, 15, 8)
"""Percent of a day's edits in each hour from nine to five: a morning and an afternoon, with a pause at noon."""
RECRUITERS = 20
OWN = -1
"""The user of the API key, by whom the project writes too."""
IMPORT = 10_200
"""When it begins, in seconds from nine o'clock."""
PART = 10
"""The day before is played with so much less of everything, also of the limit; what its log tells is so much more."""
DAY_ENDS = len(BY_HOUR) * 3600 - 1
BOARD = RECRUITERS
"""The other integration, which has a user of its own."""


class Change(NamedTuple):
    """`at` in seconds from nine o'clock; `who` a recruiter by number, BOARD or OWN; `record` by number."""

    at: int
    who: int
    record: int
    field: Literal["title", "location"]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A day. Of its `records` each `essential`-th has a handler whose write must not wait; 0 for none. Whatever sets a
    title wakes the handler, which then wants to write it, unless the API key's user did and `config` is not shared.
    `before`: an earlier day, of which the log is known: each `part`-th of a day like it. `announced`: how many changes
    a person was told of, where nothing like it was before."""

    title: str
    changes: list[Change]
    records: int
    essential: int
    config: Config
    before: list[Change] = []
    part: int = 1
    announced: int = 0


def working_day() -> Plan:
    """12,000 changes: 20 recruiters and a job board edit titles in the morning and in the afternoon; another
    integration and, within twenty minutes before noon, an import share the project's API key, and so its 10,000
    deliveries. The day before had other numbers at other times, as days have."""
    return Plan(
        title="a day of 20 recruiters, two integrations and an import",
        changes=_changes(people=6500, board=500, others=1000, imported=4000, records=4000),
        records=4000,
        essential=2,
        config="watched",
        before=_day_before(),
        part=PART,
    )


def _day_before() -> list[Change]:
    random = Random(6500)  # noqa: S311 - the same day each time

    def about(number: int) -> int:
        return random.randrange(number * 9 // PART // 10, number * 11 // PART // 10 + 1)

    people = sum(about(325) for _ in range(RECRUITERS))
    return _changes(people=people, board=about(500), others=about(1000), imported=about(4000), records=4000 // PART)


def _changes(*, people: int, board: int, others: int, imported: int, records: int) -> list[Change]:
    edited = records * 7 // 16
    return sorted(
        [
            *_all_day(people, range(RECRUITERS), "title", records=edited),
            *_all_day(board, [BOARD], "title", records=edited, first=people),
            *_all_day(others, [OWN], "location", records=edited),
            *(Change(IMPORT + number * 1200 // imported, OWN, number % records, "title") for number in range(imported)),
        ]
    )


def large_import() -> Plan:
    """Scenario 32 with the real limit: 12,000 records within two hours, imported with the project's API key."""
    changes = [Change(number * 7200 // 12_000, OWN, number, "title") for number in range(12_000)]
    return Plan(
        title="an import of 12,000 records",
        changes=changes,
        records=12_000,
        essential=0,
        config="watched-shared",
        announced=12_000,
    )


def _all_day(
    number: int, who: range | list[int], field: Literal["title", "location"], records: int, first: int = 0
) -> list[Change]:
    """More of them in some hours than in others; a record is changed again after an hour at the earliest."""
    random = Random(number)  # noqa: S311 - the same day each time
    starts = [sum(BY_HOUR[:hour]) for hour in range(len(BY_HOUR) + 1)]

    def at(each: int) -> int:
        share = each * 100 / number
        hour = bisect_right(starts, share) - 1
        return int(3600 * (hour + (share - starts[hour]) / BY_HOUR[hour]))

    return [
        Change(min(DAY_ENDS, at(each) + random.randrange(60)), who[each % len(who)], (first + each) % records, field)
        for each in range(number)
    ]
