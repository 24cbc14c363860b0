"""The whole proof of one project: scenarios against its guards, its own handlers, and the counter-proof."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from itertools import batched
from pathlib import Path
from typing import NamedTuple

from owskit_generator.prove.course import nearness
from owskit_generator.prove.lanes import Task, in_lanes
from owskit_generator.prove.load.load import Loaded, load
from owskit_generator.prove.load.plan import Plan
from owskit_generator.prove.own.handlers import Proved, merge, prove_own
from owskit_generator.prove.progress import Progress
from owskit_generator.prove.project import copy_whole
from owskit_generator.prove.proof import Proof, make_proof
from owskit_generator.prove.runner import Ran, Run, run_all
from owskit_generator.prove.scenario import Mode
from owskit_generator.prove.stage import Stage
from owskit_generator.prove.stores import Place, open_place
from owskit_generator.prove.temporary import temporary_folder
from owskit_generator.prove.without import Looped, without_guards

_TELL = 100
AT_ONCE = 40
"""Runs in one lane before the next part of a configuration is for whichever lane is free."""


def prove(
    project: Path,
    runs: Sequence[Run],
    *,
    modes: Sequence[Mode] = ("async",),
    workers: Sequence[int] = (1,),
    places: Sequence[Place] = ("sqlite",),
    days: Sequence[Plan] = (),
    left_out: Sequence[str] = (),
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Proof:
    """Copies the project and leaves it as it is. `modes` are those in which its own handlers are woken, `workers` from
    few to many, `days` what is played with the real limit, `left_out` sentences for the report. Raises ProofError where
    it cannot be started or does not end.
    """
    at = time.time()
    ran: list[Ran] = []
    own: list[Proved] = []
    void: list[Looped] = []
    loaded: list[Loaded] = []
    with temporary_folder("owskit-prove-") as folder:
        tasks = [*_days(project, days, places, folder), *_tasks(project, runs, modes, workers, places, folder)]
        of_days = sum(len(plan.changes) for plan in days) * len(places) // _TELL
        done, total = 0, len(runs) * len(workers) * len(places) + of_days
        on_progress(Progress("the project's own handlers", 0, total))
        with closing(in_lanes(tasks)) as lanes:
            for each in lanes:
                done += isinstance(each, Ran | _Told)
                if isinstance(each, Ran):
                    ran.append(each)
                    found = each.found
                    on_progress(Progress(f"{found.number} {found.title} ({found.mode})", done, total))
                elif isinstance(each, _Told):
                    on_progress(Progress(each.what, done, total))
                elif isinstance(each, Loaded):
                    loaded.append(each)
                elif isinstance(each, Proved):
                    own.append(each)
                elif isinstance(each, Looped):
                    void.append(each)
        ran.sort(key=lambda each: _place_of(each, runs))
        large = {run.scenario.title for run in runs if run.scenario.config == "budget"}  # many records, once each
        worst = max((each for each in ran if each.found.title not in large), key=_nearness, default=None)
        return make_proof(project, ran, worst, merge(own), void, at, left_out, loaded)


class _Told(NamedTuple):
    """So many more changes of a day are done."""

    what: str


def _days(project: Path, days: Sequence[Plan], places: Sequence[Place], folder: Path) -> Iterator[Task]:
    def play(halt: threading.Event, plan: Plan, place: Place, number: int) -> Generator[object]:
        told = 0
        day = load(project, plan, folder / f"day-{number}-{place}", place, halt)
        while True:
            try:
                done = next(day)
            except StopIteration as ended:
                yield ended.value
                return
            while told < done // _TELL:
                told += 1
                yield _Told(plan.title)

    for place in places:
        for number, plan in enumerate(days):
            yield lambda halt, plan=plan, place=place, number=number: play(halt, plan, place, number)  # type: ignore[misc]


def _tasks(
    project: Path,
    runs: Sequence[Run],
    modes: Sequence[Mode],
    workers: Sequence[int],
    places: Sequence[Place],
    folder: Path,
) -> Iterator[Task]:
    """The longest first."""
    parts = [
        (place, list(part))
        for place in places
        for config in dict.fromkeys(run.scenario.config for run in runs)
        for part in batched((run for run in runs if run.scenario.config == config), AT_ONCE)
    ]

    def own(halt: threading.Event, place: Place) -> Iterator[object]:
        copy = folder / f"own-{place}" / "project"
        triggers = copy_whole(project, copy)
        with open_place(place, copy) as store, Stage(copy, triggers, workers=workers[0], store=store, halt=halt) as it:
            for number in workers:
                it.work_with(number)
                yield from prove_own(it, modes, place)

    def some(halt: threading.Event, place: Place, part: list[Run], number: int) -> Iterator[object]:
        yield from run_all(project, part, folder / f"part-{number}", workers, place, halt)

    for place in places:
        yield lambda halt, place=place: own(halt, place)  # type: ignore[misc]
    for number, (place, part) in sorted(enumerate(parts), key=lambda part: -len(part[1][1])):
        yield lambda halt, place=place, part=part, number=number: some(halt, place, part, number)  # type: ignore[misc]
    yield lambda halt: without_guards(project, folder / "without", halt)


def _place_of(ran: Ran, runs: Sequence[Run]) -> tuple[int, int, int]:
    """As they were asked for, whichever lane was faster."""
    found = ran.found
    run = next(n for n, run in enumerate(runs) if (run.scenario.title, run.mode) == (found.title, found.mode))
    return run, found.workers, len(found.store)


def _nearness(ran: Ran) -> tuple[bool, tuple[float, int, int]]:
    found = ran.found
    return bool(found.faults), nearness(found)
