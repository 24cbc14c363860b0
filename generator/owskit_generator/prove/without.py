"""The same project with its guards switched off: it must loop, or the proof proves nothing (scenario 36)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from owskit_generator.prove.configs import make_project
from owskit_generator.prove.play import Play
from owskit_generator.prove.scenario import Scenario
from owskit_generator.prove.scenarios import ALL
from owskit_generator.prove.stage import Stage
from owskit_generator.prove.stores import open_place

CAP = 40
"""Deliveries after which it loops: nearly twice as many as any of these scenarios may have."""

VOID = (1, 7, 11, 27)
"""Scenarios that end only because of guards (loop-guards.md 5, 36)."""


def not_looping(project: Path, folder: Path) -> Iterator[str]:
    """A sentence for each scenario that does not reach the cap without guards."""
    copy, triggers, environment = make_project(project, "dedicated", folder, guards="none")
    with open_place("sqlite", copy) as store, Stage(copy, triggers, environment=environment, store=store) as stage:
        for scenario in (each for each in ALL if each.number in VOID):
            reached = _deliveries(stage, scenario)
            if reached < CAP:
                yield f"Without guards, {scenario.title!r} came to rest after {reached} deliveries."


def _deliveries(stage: Stage, scenario: Scenario) -> int:
    stage.next_day()
    play = Play(stage, "async", cap=CAP)
    scenario.run(play)
    play.end()
    return play.posted
