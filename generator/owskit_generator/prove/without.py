"""The same project with its guards switched off: it must loop, or the proof proves nothing (scenario 36)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec

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


class Looped(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario without guards: how many deliveries there were until it was stopped at `cap`, or came to rest."""

    number: int
    title: str
    deliveries: int
    cap: int = CAP

    @property
    def did(self) -> bool:
        return self.deliveries >= self.cap


def without_guards(project: Path, folder: Path, halt: threading.Event | None = None) -> Iterator[Looped]:
    """Each of the scenarios without guards."""
    copy, triggers, environment = make_project(project, "dedicated", folder, guards="none")
    with (
        open_place("sqlite", copy) as store,
        Stage(copy, triggers, environment=environment, store=store, halt=halt) as stage,
    ):
        for scenario in (each for each in ALL if each.number in VOID):
            deliveries = _deliveries(stage, scenario)
            yield Looped(number=scenario.number, title=scenario.title, deliveries=deliveries)


def _deliveries(stage: Stage, scenario: Scenario) -> int:
    stage.next_day()
    play = Play(stage, "async", cap=CAP)
    scenario.run(play)
    play.end()
    return play.posted
