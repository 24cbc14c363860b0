"""The smallest set of calls such that every way makes at least one of them: exact, and the same every time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

MOST_STEPS = 200_000
"""Sets that are looked at. Real recordings need a few hundred; past this the best set so far is given and said so."""


MOST_TIES = 5
_MOST_FOUND = 1000


class Cost(NamedTuple):
    """What is compared, in this order: how many calls; ways that make more than one of them; deliveries too many;
    what `burden` says of the calls (how often they are made for other reasons); names."""

    calls: int
    double: int
    extra: int
    burden: int
    names: tuple[str, ...]


class Cover(NamedTuple):
    """`ties` are other sets of as few calls, the next best first. `exact` is False where the search was cut short."""

    calls: tuple[str, ...]
    cost: Cost
    ties: tuple[Cost, ...] = ()
    exact: bool = True


def smallest_cover(ways: Sequence[frozenset[str]], burden: Mapping[str, int] | None = None) -> Cover:
    """Ways without any call are left out: nothing can cover them. No way at all gives the empty set."""
    rows = [way for way in ways if way]
    search = _Search(rows, burden or {})
    search.go((), frozenset(), list(range(len(rows))))
    ties = sorted(cost for cost in search.found if cost.calls == search.best.calls and cost != search.best)
    return Cover(search.best.names, search.best, tuple(ties[:MOST_TIES]), exact=search.steps <= MOST_STEPS)


def cost_of(calls: frozenset[str], ways: Sequence[frozenset[str]], burden: Mapping[str, int]) -> Cost:
    hits = [len(calls & way) for way in ways]
    return Cost(
        calls=len(calls),
        double=sum(hit > 1 for hit in hits),
        extra=sum(hit - 1 for hit in hits if hit > 1),
        burden=sum(burden.get(call, 0) for call in calls),
        names=tuple(sorted(calls)),
    )


class _Search:
    """Every cover has one of the calls of each way, so it is enough to try those of one way that is still open; the way
    with the fewest, since it leaves the least to try. A call that was tried is not tried again beside its sisters."""

    def __init__(self, rows: list[frozenset[str]], burden: Mapping[str, int]) -> None:
        self._rows = rows
        self._burden = burden
        self.steps = 0
        self.best = cost_of(_greedy(rows), rows, burden)
        self.found: set[Cost] = set()

    def go(self, chosen: tuple[str, ...], refused: frozenset[str], still_open: list[int]) -> None:
        self.steps += 1
        if not still_open:
            cost = cost_of(frozenset(chosen), self._rows, self._burden)
            if cost < self.best:
                self.found.add(self.best)
                self.best = cost
            elif len(self.found) < _MOST_FOUND:
                self.found.add(cost)
            return
        if self.steps > MOST_STEPS or len(chosen) + self._least(still_open, refused) > self.best.calls:
            return
        branch = min(still_open, key=lambda row: (len(self._rows[row] - refused), row))
        for call in sorted(self._rows[branch] - refused):
            self.go((*chosen, call), refused, [row for row in still_open if call not in self._rows[row]])
            refused |= {call}

    def _least(self, still_open: list[int], refused: frozenset[str]) -> int:
        """Ways that share no call need one each."""
        needed, used = 0, set[str]()
        for row in sorted(still_open, key=lambda row: (len(self._rows[row] - refused), row)):
            calls = self._rows[row] - refused
            if used.isdisjoint(calls):
                needed += 1
                used |= calls
        return needed


def _greedy(rows: list[frozenset[str]]) -> frozenset[str]:
    """A cover to begin with."""
    chosen: set[str] = set()
    still_open = list(rows)
    while still_open:
        counts: dict[str, int] = {}
        for row in still_open:
            for call in row:
                counts[call] = counts.get(call, 0) + 1
        chosen.add(min(counts, key=lambda call: (-counts[call], call)))
        still_open = [row for row in still_open if chosen.isdisjoint(row)]
    return frozenset(chosen)
