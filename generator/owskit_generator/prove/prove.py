"""The whole proof of one project: scenarios against its guards, its own handlers, and the counter-proof."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from owskit_generator.prove.own.handlers import Proved, prove_own
from owskit_generator.prove.project import copy_whole
from owskit_generator.prove.proof import Proof, make_proof
from owskit_generator.prove.runner import Run, run_all
from owskit_generator.prove.scenario import Found
from owskit_generator.prove.stage import Stage
from owskit_generator.prove.stores import Place, open_place
from owskit_generator.prove.without import not_looping


class Progress(NamedTuple):
    """What is being done, and how much of all."""

    what: str
    done: int
    of: int


def prove(
    project: Path,
    runs: Sequence[Run],
    *,
    workers: Sequence[int] = (1,),
    place: Place = "sqlite",
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Proof:
    """Copies the project and leaves it as it is. Raises ProofError where it cannot be started or does not end."""
    at, total = time.time(), len(runs) * len(workers) + 2
    scenarios: list[Found] = []
    with TemporaryDirectory(prefix="owskit-prove-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        own: list[Proved] = []
        on_progress(Progress("the project's own handlers", 0, total))
        triggers = copy_whole(project, folder / "own")
        with open_place(place, folder / "own") as store, Stage(folder / "own", triggers, store=store) as stage:
            own = list(prove_own(stage))
        on_progress(Progress("the project without its guards", 1, total))
        void = list(not_looping(project, folder / "without"))
        for number in workers:
            for found in run_all(project, runs, folder / f"workers-{number}", number, place):
                scenarios.append(found)
                on_progress(Progress(f"{found.number} {found.title} ({found.mode})", len(scenarios) + 2, total))
        return make_proof(project, place, scenarios, own, void, at)
