"""Runs scenarios against a project and holds what happened against the bounds (loop-guards.md 4 and 5)."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from owskit_addon.errors import ProofError
from owskit_generator.prove.configs import make_project
from owskit_generator.prove.play import Play
from owskit_generator.prove.scenario import Config, Found, Mode, Scenario
from owskit_generator.prove.stage import Stage
from owskit_generator.prove.stores import Place, open_place


class Run(NamedTuple):
    scenario: Scenario
    mode: Mode


def run_all(
    project: Path, runs: Iterable[Run], folder: Path, workers: int = 1, place: Place = "sqlite"
) -> Iterator[Found]:
    """Runs them one after the other; each configuration's project is started once, in `folder`. Raises ProofError where
    the project does not start."""
    with ExitStack() as open_stages:
        stages: dict[Config, Stage] = {}
        for run in runs:
            config = run.scenario.config
            if config not in stages:
                copy, triggers, environment = make_project(project, config, folder / config)
                store = open_stages.enter_context(open_place(place, copy))
                stages[config] = open_stages.enter_context(
                    Stage(copy, triggers, workers=workers, environment=environment, store=store)
                )
            yield play(stages[config], run)


def play(stage: Stage, run: Run) -> Found:
    """One scenario in one mode, on a fresh day and with fresh records."""
    stage.next_day()
    began = time.monotonic()
    scenario, played = run.scenario, Play(stage, run.mode)
    try:
        faults = scenario.run(played)
        faults = [*faults, *_verdict(played, scenario)]
    except ProofError as error:
        faults = [error.message]
    return Found(
        number=scenario.number,
        title=scenario.title,
        mode=run.mode,
        workers=stage.workers,
        deliveries=played.posted,
        writes=len(played.writes),
        most_deliveries=scenario.most_deliveries + played.extra,
        most_writes=scenario.most_writes,
        decisions=dict(sorted(played.decisions().items())),
        faults=faults,
        seconds=round(time.monotonic() - began, 3),
    )


def _verdict(played: Play, scenario: Scenario) -> Iterator[str]:
    most = scenario.most_deliveries + played.extra
    if played.posted > most:
        yield f"{played.posted} deliveries, and {most} is the most"
    if len(played.writes) > scenario.most_writes:
        yield f"{len(played.writes)} writes, and {scenario.most_writes} is the most"
    silent = sum(answer.status == 0 for answer in played.stage.relay.answers)
    if silent:
        yield f"{silent} deliveries were not answered"
    unknown = sum(made.announced is False for made in played.stage.gate.made)
    if unknown:
        yield f"{unknown} writes went past the ledger"
    store = played.stage.store
    rows = store.ledger(played.stage.now)
    silent_calls = sum(made.service_call not in played.stage.subscribed for made in played.stage.gate.made if made.done)
    if len(rows) > scenario.unheard + silent_calls:
        yield f"{len(rows)} rows are left in the ledger ({', '.join(sorted(set(rows)))})"
    jobs = store.jobs(played.began)
    if queued := sum(job.state == "queued" for job in jobs):
        yield f"{queued} jobs are still queued"
    parked = [job for job in jobs if job.state == "parked"]
    if len(parked) > scenario.parked:
        reasons = ", ".join(sorted({job.reason for job in parked}))
        yield f"{len(parked)} jobs are parked ({reasons}), and {scenario.parked} may be"
    yield from _adding_up(played, len(jobs))


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
