"""Which argument takes what another call gave: the same id, or the same token, stood in a result before.

Tokens of two captures differ, so values are gathered for one recording and only the numbers are kept. Memory is
bounded: of too many values a sample is taken by their hash, the same one at every place, so that what is equal is still
found.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from zlib import crc32

import msgspec

MOST_VALUES = 100_000
MOST_SOURCES = 3
LIST, MAP = "[]", "{key}"
"""The segment of a path for what a list, or a map, holds."""

Path = tuple[str, ...]
"""Service call, `args` or `result`, then segment by segment. Empty: nobody asks where values are from."""


class Values(msgspec.Struct):
    """The ids at each place of one recording; `level` times halved by hash."""

    places: dict[Path, set[str]] = {}
    level: int = 0

    def add(self, path: Path, values: Iterable[str]) -> None:
        found = self.places.get(path)
        if found is None:
            found = self.places[path] = set()
        found.update(values)

    def shrink(self) -> None:
        """Halves what is kept until it fits. What is left depends on all values together, not on their order."""
        while sum(map(len, self.places.values())) > MOST_VALUES:
            if self.level and self._sample():
                continue
            self.level += 1
            self._sample()

    def _sample(self) -> int:
        mask, dropped = (1 << self.level) - 1, 0
        for path, values in self.places.items():
            kept = {value for value in values if not crc32(value.encode("utf-8", "replace")) & mask}
            dropped += len(values) - len(kept)
            self.places[path] = kept
        return dropped

    def settle(self) -> None:
        """Everything at one level: what was added after the last halving is thinned as well."""
        if self.level:
            self._sample()
        self.shrink()


class Taken(msgspec.Struct):
    """At one place of the arguments: how many different `values` it took, and how many of them each place gave."""

    values: int = 0
    given: dict[Path, int] = {}


Links = dict[Path, Taken]


def links(values: Values) -> Links:
    """What one recording shows. A call is not the source of what it was given itself: `getDetail` echoes its uid."""
    values.settle()
    taken = {path: kept for path, found in values.places.items() if path[1] == "args" and (kept := _telling(found))}
    own: dict[str, set[str]] = {}
    for path, found in taken.items():
        own.setdefault(path[0], set()).update(found)
    wanted: set[str] = set().union(*taken.values())
    givers: dict[str, list[Path]] = {}
    for path, found in values.places.items():
        if path[1] == "result":
            for value in (found & wanted) - own.get(path[0], set()):
                givers.setdefault(value, []).append(path)
    made: Links = {}
    for path, found in taken.items():
        made[path] = entry = Taken(len(found))
        for value in found:
            for giver in givers.get(value, ()):
                if giver[0] != path[0]:
                    entry.given[giver] = entry.given.get(giver, 0) + 1
    return made


def _telling(values: set[str]) -> set[str]:
    """Without what is equal by chance: small numbers, words, session ids and secrets."""
    return {
        value
        for value in values
        if (value.startswith("tok:") and not value.startswith(("tok:se", "tok:deep", "tok:boolean")))
        or (len(value) > 3 and value.isdecimal())
    }


def merge_links(into: Links, other: Links) -> None:
    """The numbers of both, in `into`."""
    for path, taken in other.items():
        entry = into.setdefault(path, Taken())
        entry.values += taken.values
        for giver, count in taken.given.items():
            entry.given[giver] = entry.given.get(giver, 0) + count


class Source(NamedTuple):
    """A place of a result, and how many of the values it gave."""

    path: Path
    values: int


def sources(taken: Taken) -> list[Source]:
    """The places that gave most, at most three and no more than one of a call; none below half of the values."""
    found: dict[str, Source] = {}
    for path, count in sorted(taken.given.items(), key=lambda item: (-item[1], len(item[0]), item[0])):
        if count * 2 >= taken.values:
            found.setdefault(path[0], Source(path, count))
    return list(found.values())[:MOST_SOURCES]
