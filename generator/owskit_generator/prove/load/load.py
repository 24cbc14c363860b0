"""Whether a day went as specified: the stages of the budget (loop-guards.md 2, guard 12), and the forecast."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import msgspec

from owskit_addon.errors import ProofError
from owskit_generator.prove.configs import make_project
from owskit_generator.prove.load.day import CALL, Played, play_day
from owskit_generator.prove.load.plan import Plan
from owskit_generator.prove.stage import Stage
from owskit_generator.prove.stores import Place, open_place
from owskit_generator.triggers.forecast import LIMIT, forecast, from_log

PROCESSES, THREADS = 2, 4
LESS, NOTHING = 85, 95
"""Percent of the day's deliveries from which on only essential writes go out, and none."""
NEAR = 0.05


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """One day. `own`: deliveries for the API key's user, of `limit`. `last_write`, `last_essential`: how many there
    were before the last write that could wait, and before the last that could not (None: there was none).
    `expected`: as lint forecasts deliveries from those of the day before, or from what was announced; `happened`:
    those there were, with what was parked or never heard of counted as if it had been written."""

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
    expected: int
    happened: int
    faults: list[str]
    seconds: float


def load(
    project: Path, plan: Plan, folder: Path, place: Place, halt: threading.Event | None = None
) -> Generator[int, None, Loaded]:
    """Gives after each minute how many changes are done. Raises ProofError where the project does not start."""
    began = time.monotonic()
    copy, triggers, environment = make_project(project, plan.config, folder)
    environment["OWSKIT_DAILY_LIMIT"] = str(LIMIT)
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
            daily_limit=LIMIT,
        ) as stage,
    ):
        played, faults = Played(), list[str]()
        try:
            played = yield from play_day(stage, plan)
        except ProofError as error:
            faults.append(error.message)
        own = played.deliveries[stage.sandbox.user_id]
    parked = sum(played.parked.values())
    foreseen = forecast(triggers.triggers, {CALL: float(plan.foreseen)}, "what is known before")
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
        expected=round(foreseen.total),
        happened=played.wanted + len(played.writes) + parked + 2 * played.unheard,
        faults=faults,
        seconds=round(time.monotonic() - began, 1),
    )
    if not faults:
        logged = from_log(triggers.triggers, played.log)
        faults += _verdict(loaded, played, foreseen.stage, logged.total if logged else 0)
    return loaded


def _verdict(loaded: Loaded, played: Played, foreseen: str, logged: float) -> Iterator[str]:
    """A write is let go before it is seen at OTYS; meanwhile those that go at the same time raise the count."""
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
    if foreseen != "lost":
        yield f"the forecast said {foreseen!r} of a day that has more than {LIMIT}"
    if abs(logged - max(played.deliveries.values())) > NEAR * logged:
        yield f"OTYS' log is read as {logged:.0f} deliveries of one user"


def _last(played: Played, *, essential: bool) -> int | None:
    return max((write.used for write in played.writes if write.essential == essential), default=None)
