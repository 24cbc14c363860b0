"""Runs scenarios against a project and holds what happened against the bounds (loop-guards.md 4 and 5)."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from owskit_addon.errors import ProofError
from owskit_generator.prove.configs import make_project
from owskit_generator.prove.course import Step
from owskit_generator.prove.play import Play
from owskit_generator.prove.scenario import Config, Found, Mode, Scenario
from owskit_generator.prove.stage import Stage
from owskit_generator.prove.stores import Place, open_place

WEEK = 7
"""Days for which that is played that never ends, because each turn takes longer than a day."""
A_DAY = 10
"""Writes to one record in 24 hours, whatever happens (loop-guards.md 4)."""
_DAY_MS = 86_400_000


class Run(NamedTuple):
    scenario: Scenario
    mode: Mode


class Ran(NamedTuple):
    """What a run gave, and its course."""

    found: Found
    steps: list[Step]


def run_all(
    project: Path,
    runs: Iterable[Run],
    folder: Path,
    workers: Sequence[int] = (1,),
    place: Place = "sqlite",
    halt: threading.Event | None = None,
) -> Iterator[Ran]:
    """Runs them one after the other; each configuration's project is started once, in `folder`, and works with more
    processes later. Raises ProofError where the project does not start."""
    by_config: dict[Config, list[Run]] = {}
    for run in runs:
        by_config.setdefault(run.scenario.config, []).append(run)
    for config, its_runs in by_config.items():
        copy, triggers, environment = make_project(project, config, folder / config)
        with (
            open_place(place, copy) as store,
            Stage(copy, triggers, workers=workers[0], environment=environment, store=store, halt=halt) as stage,
        ):
            for number in workers:
                stage.work_with(number)
                for run in its_runs:
                    yield play(stage, run, place)


def play(stage: Stage, run: Run, place: Place) -> Ran:
    """One scenario in one mode, on a fresh day and with fresh records. What does not hold is no other run's: the
    project is started anew."""
    stage.next_day()
    began = time.monotonic()
    scenario, days = run.scenario, WEEK if run.mode in run.scenario.endless else 1
    played = Play(stage, run.mode, days=days if days > 1 else None)
    try:
        faults = scenario.run(played)
        faults = [*faults, *(_of_each_day(played) if days > 1 else _verdict(played, scenario))]
    except ProofError as error:
        faults = [error.message]
    most = scenario.most_deliveries + played.extra, scenario.most_writes
    found = Found(
        number=scenario.number,
        title=scenario.title,
        mode=run.mode,
        workers=stage.workers,
        store=place,
        deliveries=played.posted,
        writes=len(played.writes),
        most_deliveries=most[0] if days == 1 else days * 2 * A_DAY + 1 + played.extra,
        most_writes=most[1] if days == 1 else days * A_DAY,
        decisions=dict(sorted(played.decisions().items())),
        faults=faults,
        seconds=round(time.monotonic() - began, 3),
    )
    if faults or days > 1:
        stage.anew()
    return Ran(found, played.steps)


def _of_each_day(played: Play) -> Iterator[str]:
    """It goes on for ever, as somebody answers it for ever; but slowly."""
    times = sorted(made.at for made in played.writes)
    if any(last - first < _DAY_MS for first, last in zip(times, times[A_DAY:], strict=False)):
        yield f"more than {A_DAY} writes within 24 hours"
    yield from _past_the_ledger(played)


def _verdict(played: Play, scenario: Scenario) -> Iterator[str]:
    most = scenario.most_deliveries + played.extra
    if played.posted > most:
        yield f"{played.posted} deliveries, and {most} is the most"
    if len(played.writes) > scenario.most_writes:
        yield f"{len(played.writes)} writes, and {scenario.most_writes} is the most"
    yield from _past_the_ledger(played)
    store = played.stage.store
    rows = store.ledger(played.stage.now)
    silent_calls = sum(made.service_call not in played.stage.subscribed for made in played.stage.gate.made if made.done)
    if len(rows) > scenario.unheard + silent_calls:
        yield f"{len(rows)} rows are left in the ledger ({', '.join(sorted(set(rows)))})"
    jobs = played.jobs()
    if queued := sum(job.state == "queued" for job in jobs):
        yield f"{queued} jobs are still queued"
    parked = [job for job in jobs if job.state == "parked"]
    most_parked = scenario.parked + (played.extra if scenario.parked else 0)
    if len(parked) > most_parked:
        reasons = ", ".join(sorted({job.reason for job in parked}))
        yield f"{len(parked)} jobs are parked ({reasons}), and {most_parked} may be"
    yield from _adding_up(played, len(jobs))


def _past_the_ledger(played: Play) -> Iterator[str]:
    silent = sum(answer.status == 0 for answer in played.stage.relay.answers)
    if silent:
        yield f"{silent} deliveries were not answered"
    unknown = sum(made.announced is False for made in played.stage.gate.made)
    if unknown:
        yield f"{unknown} writes went past the ledger"


def _adding_up(played: Play, jobs: int) -> Iterator[str]:
    """Every delivery has a decision, and every accepted one a job."""
    understood = [answer for answer in played.stage.relay.answers if answer.status == 200]
    undecided = sum("decision" not in answer.body for answer in understood)
    if undecided:
        yield f"{undecided} answers hold no decision"
    accepted = sum(
        each.get("decision") == "accepted"
        for answer in understood
        for each in answer.body.get("triggers") or [answer.body]
    )
    if accepted > jobs:
        yield f"{accepted} deliveries were accepted, and {jobs} jobs are in the store"
