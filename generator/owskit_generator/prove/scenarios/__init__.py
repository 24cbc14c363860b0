"""The scenarios of loop-guards.md 5, by who acts."""

from __future__ import annotations

from owskit_generator.prove.scenario import Scenario
from owskit_generator.prove.scenarios import chains, faults, foreign, much, people, repeats

ALL: tuple[Scenario, ...] = tuple(
    sorted(
        (
            *people.SCENARIOS,
            *repeats.SCENARIOS,
            *foreign.SCENARIOS,
            *faults.SCENARIOS,
            *chains.SCENARIOS,
            *much.SCENARIOS,
        ),
        key=lambda scenario: scenario.number,
    )
)
