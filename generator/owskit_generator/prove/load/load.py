"""Whether a day went as specified: the stages of the budget (loop-guards.md 2, guard 12), and the forecast."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from owskit_addon.errors import ProofError
from owskit_generator.prove.configs import make_project
from owskit_generator.prove.load.day import CALL, Played, play_day
from owskit_generator.prove.load.plan import Plan
from owskit_generator.prove.scenario import Config
from owskit_generator.prove.stage import Stage
from owskit_generator.prove.stores import Place, open_place
from owskit_generator.triggers.forecast import LIMIT, Forecast, forecast, from_log, times

PROCESSES, THREADS = 2, 4
LESS, NOTHING = 85, 95
"""Percent of the day's deliveries from which on only essential writes go out, and none."""
NEAR = 0.05
_NOTHING_LOGGED = Forecast(by_call={}, own=0.0, basis="an empty log")


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """One day. `own`: deliveries for the API key's user, of `limit`. `last_write`, `last_essential`: how many there
    were before the last write that could wait, and before the last that could not (None: there was none).
    `expected`: deliveries for that user as lint forecasts them from OTYS' log of the day before, or of what was
    `announced`; `happened`: those there were, and those there would have been of what was parked or never heard of."""

    title: str
    store: str
    changes: int
    deliveries: int
    own: int
    limit: int
    unheard: int
    writes: int
    parked: int
    last_write: int | None
    last_essential: int | None
    announced: bool
    expected: int
    happened: int
    faults: list[str]
    seconds: float


def load(
    project: Path, plan: Plan, folder: Path, place: Place, halt: threading.Event | None = None
) -> Generator[int, None, Loaded]:
    """Gives after each minute how many changes are done. Raises ProofError where the project does not start."""
    began = time.monotonic()
    faults = list[str]()
    before = None if plan.announced else (yield from _log_before(project, plan, folder / "before", place, halt, faults))
    with _stage(project, plan.config, folder, place, halt, LIMIT) as stage:
        played = yield from _played(stage, plan, faults)
        triggers, own = stage.triggers.triggers, played.deliveries[stage.sandbox.user_id]
    if before is None:
        foreseen = forecast(triggers, {CALL: float(plan.announced)}, "as announced")
    else:
        foreseen = times(from_log(triggers, before, LIMIT // plan.part) or _NOTHING_LOGGED, plan.part)
    parked = sum(played.parked.values())
    loaded = Loaded(
        title=plan.title,
        store=place,
        changes=len(plan.changes),
        deliveries=sum(played.deliveries.values()),
        own=own,
        limit=LIMIT,
        unheard=played.unheard,
        writes=len(played.writes),
        parked=parked,
        last_write=_last(played, essential=False),
        last_essential=_last(played, essential=True),
        announced=before is None,
        expected=round(foreseen.total),
        happened=played.asked + len(played.writes) + parked + played.unheard,
        faults=faults,
        seconds=round(time.monotonic() - began, 1),
    )
    if not faults:
        faults += _verdict(loaded, played, foreseen, from_log(triggers, played.log, LIMIT) or _NOTHING_LOGGED)
    return loaded


def _log_before(
    project: Path, plan: Plan, folder: Path, place: Place, halt: threading.Event | None, faults: list[str]
) -> Generator[int, None, list[dict[str, Any]]]:
    """OTYS' log of the day before, on which the limit was as much smaller as the day. None of its changes is told."""
    earlier = msgspec.structs.replace(plan, changes=plan.before, records=plan.records // plan.part)
    with _stage(project, plan.config, folder, place, halt, LIMIT // plan.part) as stage:
        playing = _played(stage, earlier, faults)
        while True:
            try:
                next(playing)
            except StopIteration as ended:
                log: list[dict[str, Any]] = ended.value.log
                return log
            yield 0


@contextmanager
def _stage(
    project: Path, config: Config, folder: Path, place: Place, halt: threading.Event | None, limit: int
) -> Iterator[Stage]:
    copy, triggers, environment = make_project(project, config, folder)
    environment["OWSKIT_DAILY_LIMIT"] = str(limit)
    with (
        open_place(place, copy) as store,
        Stage(
            copy,
            triggers,
            workers=PROCESSES,
            threads=THREADS,
            environment=environment,
            store=store,
            halt=halt,
            daily_limit=limit,
        ) as stage,
    ):
        yield stage


def _played(stage: Stage, plan: Plan, faults: list[str]) -> Generator[int, None, Played]:
    try:
        return (yield from play_day(stage, plan))
    except ProofError as error:
        faults.append(error.message)
        return Played()


def _verdict(loaded: Loaded, played: Played, foreseen: Forecast, logged: Forecast) -> Iterator[str]:
    """A write is let go before it is seen at OTYS; meanwhile those that go at the same time raise the count.
    `logged`: what OTYS' log of the day tells of it afterwards, at least where some were not delivered."""
    at_once = PROCESSES * THREADS
    for what, last, percent in (
        ("a write that can wait", loaded.last_write, LESS),
        ("an essential write", loaded.last_essential, NOTHING),
    ):
        stage = LIMIT * percent // 100
        if last is not None and not stage - at_once - 1 <= last <= stage + at_once:
            yield f"the last time that {what} went out, {last} deliveries were spent, not {stage}"
    if loaded.own > LIMIT or (loaded.unheard and loaded.own != LIMIT):
        yield f"{loaded.own} deliveries for the API key's user, of {LIMIT}"
    if not played.warnings:
        yield "nobody was warned at 70 percent"
    if set(played.parked) - {"budget"}:
        yield f"jobs are parked for {', '.join(sorted(played.parked))}"
    if played.kept < played.wanted:
        yield f"{played.wanted} deliveries were to be handled, and {played.kept} are done or parked"
    if played.again:
        yield f"{played.again} writes were made a second time"
    if played.wrong > loaded.parked + loaded.unheard:
        yield f"{played.wrong} records are not right, and only {loaded.parked + loaded.unheard} of them are known"
    if played.unanswered:
        yield f"{played.unanswered} deliveries have no decision"
    if played.queued or played.ledger:
        yield f"{played.queued} jobs are still queued, {played.ledger} rows are left in the ledger"
    if abs(loaded.expected - loaded.happened) > NEAR * loaded.happened:
        yield f"{loaded.expected} deliveries were forecast, and it came to {loaded.happened}"
    if foreseen.stage != "lost":
        yield f"the forecast said {foreseen.stage!r} of a day that has more than {LIMIT}"
    if loaded.unheard and not logged.at_least:
        yield f"{loaded.unheard} deliveries were not made, and the log is read as if it had all"
    short = loaded.happened - logged.total
    if short < -NEAR * loaded.happened or (short > NEAR * loaded.happened and not logged.at_least):
        yield f"OTYS' log is read as {logged.total:.0f} deliveries, and it came to {loaded.happened}"


def _last(played: Played, *, essential: bool) -> int | None:
    return max((write.used for write in played.writes if write.essential == essential), default=None)
