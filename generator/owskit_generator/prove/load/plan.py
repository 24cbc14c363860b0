"""What happens on a day: who changes which record when."""

from __future__ import annotations

from random import Random
from typing import Literal, NamedTuple

import msgspec

from owskit_generator.prove.scenario import Config

HOURS = 8
RECRUITERS = 20
OWN = -1
"""The user of the API key, by whom the project writes too."""
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
    `announced`: how many of these there will be, where that is known before."""

    title: str
    changes: list[Change]
    records: int
    essential: int
    config: Config
    announced: int = 0


def working_day() -> Plan:
    """12,000 changes: 20 recruiters and a job board edit titles all day; another integration and, from twelve to one,
    an import share the project's API key, and so its 10,000 deliveries."""
    changes = [
        *_all_day(6500, range(RECRUITERS), "title", records=1750),
        *_all_day(500, [BOARD], "title", records=1750, first=6500),
        *_all_day(1000, [OWN], "location", records=1750),
        *(Change(3 * 3600 + number * 3600 // 4000, OWN, number, "title") for number in range(4000)),
    ]
    return Plan(
        title="a day of 20 recruiters, two integrations and an import",
        changes=sorted(changes),
        records=4000,
        essential=2,
        config="watched",
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
    """Spread evenly over the day, as near as people are even; a record is changed again after two hours."""
    random = Random(number)  # noqa: S311 - the same day each time
    seconds = HOURS * 3600
    return [
        Change(
            min(seconds - 1, each * seconds // number + random.randrange(60)),
            who[each % len(who)],
            (first + each) % records,
            field,
        )
        for each in range(number)
    ]
