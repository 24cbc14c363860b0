"""Which scenarios are run, in which modes of delivery."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from owskit_generator.prove.runner import Run
from owskit_generator.prove.scenario import MODES, Mode, Scenario
from owskit_generator.prove.scenarios import ALL

QUICK: tuple[Mode, ...] = ("async",)
"""What `prove` runs without options: each scenario as OTYS most likely delivers, in half a minute."""


def runs(numbers: Collection[int] = (), modes: Sequence[Mode] = QUICK) -> Iterator[Run]:
    """By number and mode; a scenario that makes sense in none of the modes is run in its first."""
    for scenario in ALL:
        if not numbers or scenario.number in numbers:
            yield from (Run(scenario, mode) for mode in _of(scenario, modes))


def _of(scenario: Scenario, modes: Sequence[Mode]) -> list[Mode]:
    return [mode for mode in MODES if mode in modes and mode in scenario.modes] or [scenario.modes[0]]
