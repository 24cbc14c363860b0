"""What a scenario is: who acts, what the handler would write, what must happen, and how much at most
(loop-guards.md 5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from owskit_generator.prove.play import Play

Mode = Literal["async", "inside", "1s", "700s", "late", "duplicated", "reordered"]
"""How OTYS delivers: after the call, inside it, so much later, past every expiry, each twice, later ones first."""

MODES: tuple[Mode, ...] = ("async", "inside", "1s", "700s", "late", "duplicated", "reordered")
FAST: tuple[Mode, ...] = ("async", "inside", "1s")

Config = Literal["dedicated", "shared", "reads", "budget", "watched", "watched-shared"]
"""Which project a scenario runs against: by `actor`, with a trigger on a read, a low daily limit, or a `when`."""


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """`most_deliveries` and `most_writes` hold in mode `async`; each delivery that OTYS made twice adds one.

    `run` acts and then says what is wrong, if anything: sentences. `parked`: how many jobs may stay parked at the end;
    `unheard`: how many rows may stay in the ledger, of writes that never came to OTYS and so have no echo.
    `not_run` says why it is not run in the other modes. `endless`: modes in which each turn takes longer than anything
    is remembered, so that it never ends, and what holds is a bound for each day: played for a week.
    """

    number: int
    title: str
    must: str
    most_deliveries: int
    most_writes: int
    run: Callable[[Play], list[str]]
    config: Config = "dedicated"
    modes: tuple[Mode, ...] = MODES
    not_run: str = ""
    endless: tuple[Mode, ...] = ()
    parked: int = 0
    unheard: int = 0


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of a scenario gave. `decisions` counts `decision/reason`; `faults` is empty where it held."""

    number: int
    title: str
    mode: Mode
    workers: int
    store: str
    deliveries: int
    writes: int
    most_deliveries: int
    most_writes: int
    decisions: dict[str, int]
    faults: list[str]
    seconds: float
