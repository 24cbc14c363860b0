"""What tells the calls of one business event from all other uses of the same calls: the simplest `when` that does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Literal

import msgspec

from owskit_generator.triggers.alike import plainest, same
from owskit_generator.triggers.model import Condition
from owskit_generator.triggers.sample import Kept, Sample

MOST_CONDITIONS = 3
MOST_VALUES = 10
_MOST_TESTS = 40

_CODE = re.compile(
    r"(?:.*(?:status|type|code|kind|state|stage|step)(?:_?(?:id|uid))?|deleted|published)", re.IGNORECASE
)
_OF_CODE = re.compile(r"(?:.*(?:status|type|category|kind|state|stage)[0-9]?)", re.IGNORECASE)
_BARE_ID = re.compile(r"(?:u|ou)?ids?|internalId", re.IGNORECASE)
_RECORD_ID = re.compile(
    r".*(?:candidate|vacancy|relation|contact|person|user|client|customer|file|record|application|procedure|document|"
    r"assignment)_?(?:u|ou)?ids?",
    re.IGNORECASE,
)
_UID = re.compile(r"(?=.*[0-9_-])[A-Za-z0-9_-]{16}")

_Values = Mapping[str, Kept | None]


class Weighed(msgspec.Struct, frozen=True):
    """Arguments, how often a call had them, and whose call that was, in a person's words."""

    sample: Sample
    count: int
    whose: str = ""


class Separation(msgspec.Struct, frozen=True, kw_only=True):
    """`verdict`: `alone` where nothing else makes the call, so that a condition is neither needed nor to be proved;
    `separates` where `when` holds in all `mine` calls and in none of the `others`; else `inseparable`.

    `whose` are all that make the call for other reasons, `like` those whose calls look the same. `aside` are calls of
    this event that are like others', beside one that is not; `unknown` calls that nobody knows whose they were: both
    were left out.
    """

    verdict: Literal["alone", "separates", "inseparable"]
    when: tuple[Condition, ...] = ()
    mine: int = 0
    others: int = 0
    whose: tuple[str, ...] = ()
    like: tuple[str, ...] = ()
    aside: int = 0
    unknown: int = 0


class _Test(msgspec.Struct, frozen=True):
    """`rank`: the lower, the plainer. `lets_in`: which of the others fulfil it too."""

    condition: Condition
    rank: tuple[int, int, str]
    lets_in: frozenset[int]


def separate(mine: Sequence[Weighed], others: Sequence[Weighed], places: Iterable[str] = ()) -> Separation:
    """`places` are where record uids stand (`args.1`): which record it was is no sign of what was done to it."""
    total, beside = sum(one.count for one in mine), sum(one.count for one in others)
    whose = tuple(dict.fromkeys(one.whose for one in others))
    if not mine or not others:
        return Separation(verdict="alone", mine=total, others=beside, whose=whose)
    samples = [dict(one.sample) for one in others]
    tests = _tests([dict(one.sample) for one in mine], samples, tuple(places))
    found = _simplest(tests)
    if found is not None:
        when = tuple(test.condition for test in found)
        return Separation(verdict="separates", when=when, mine=total, others=beside, whose=whose)
    left = frozenset(range(len(others))).intersection(*(test.lets_in for test in tests))
    like = tuple(dict.fromkeys(others[number].whose for number in sorted(left))) or whose
    return Separation(verdict="inseparable", mine=total, others=beside, whose=whose, like=like)


def holds(condition: Condition, values: _Values) -> bool:
    """Whether a call with these arguments fulfils it."""
    if condition.path not in values:
        return False
    if condition.present is not msgspec.UNSET:
        return True
    kept = values[condition.path]
    wanted = condition.one_of if condition.one_of is not msgspec.UNSET else (condition.equals,)
    return kept is not None and any(same(kept.value, one) for one in wanted if one is not msgspec.UNSET)


def _tests(
    mine: list[dict[str, Kept | None]], others: list[dict[str, Kept | None]], places: tuple[str, ...]
) -> list[_Test]:
    """All conditions that every call of mine fulfils and at least one other does not; of equally good ones the
    plainest."""
    best: dict[frozenset[int], _Test] = {}
    for path in set.intersection(*(set(values) for values in mine)):
        for kind, condition in enumerate(_conditions(path, [values[path] for values in mine], places)):
            lets_in = frozenset(n for n, values in enumerate(others) if holds(condition, values))
            if len(lets_in) == len(others):
                continue
            known = _CODE.fullmatch(path.rpartition(".")[2]) is not None
            test = _Test(condition, ((0 if known else 10) + kind, path.count("."), path), lets_in)
            best[lets_in] = min(best.get(lets_in, test), test, key=lambda test: test.rank)
    return sorted(best.values(), key=lambda test: test.rank)


def _conditions(path: str, found: list[Kept | None], places: tuple[str, ...]) -> list[Condition]:
    """That the path is there; and, where its values may be spoken of, which they are."""
    conditions = [Condition(path=path, present=True)]
    kept = [one.value for one in found if one is not None]
    # Null is no record: that a record is taken away from another shows as `vacancyUid: null`.
    none = not any(value is not None for value in kept)
    if len(kept) == len(found) and (none or not _is_record(path, kept, places)):
        values = plainest(kept)
        if len(values) == 1:
            conditions.append(Condition(path=path, equals=values[0]))
        elif len(values) <= MOST_VALUES:
            conditions.append(Condition(path=path, one_of=tuple(values)))
    return conditions


def _is_record(path: str, values: Iterable[object], places: tuple[str, ...]) -> bool:
    """Whether the value says which record it was, and so another thing the next time (`ows.md` 6)."""
    above, _, name = path.rpartition(".")
    if any((path + ".").startswith(f"{place}.") for place in places):
        return True
    if any(isinstance(value, str) and _UID.fullmatch(value) for value in values):
        return True
    bare = _BARE_ID.fullmatch(name) is not None and not _OF_CODE.fullmatch(above.rpartition(".")[2])
    return bare or (_RECORD_ID.fullmatch(name) is not None and not _CODE.fullmatch(name))


def _simplest(tests: list[_Test]) -> tuple[_Test, ...] | None:
    """The fewest conditions, of these the plainest, that let none of the others in."""
    for number in range(1, MOST_CONDITIONS + 1):
        fits = [
            group
            for group in combinations(tests[:_MOST_TESTS], number)
            if not frozenset.intersection(*(test.lets_in for test in group))
        ]
        if fits:
            return min(fits, key=lambda group: tuple(test.rank for test in group))
    return None
