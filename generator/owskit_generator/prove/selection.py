"""Which scenarios are run, in which modes of delivery."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from owskit_generator.prove.runner import Run
from owskit_generator.prove.scenario import MODES, Mode, Scenario
from owskit_generator.prove.scenarios import ALL
from owskit_generator.prove.stores import Place, redis_server

QUICK: tuple[Mode, ...] = ("async",)
"""What `prove` runs without options: each scenario as OTYS most likely delivers, in half a minute."""


def runs(numbers: Collection[int] = (), modes: Sequence[Mode] = QUICK) -> Iterator[Run]:
    """By number and mode; a scenario that is run in none of the modes is run in its first."""
    for scenario in ALL:
        if not numbers or scenario.number in numbers:
            yield from (Run(scenario, mode) for mode in _of(scenario, modes))


def _of(scenario: Scenario, modes: Sequence[Mode]) -> list[Mode]:
    return [mode for mode in MODES if mode in modes and mode in scenario.modes] or [scenario.modes[0]]


def places(wanted: Place | None, *, whole: bool) -> tuple[list[Place], list[str]]:
    """Which stores, and a sentence for one that is left out."""
    if wanted is not None:
        return [wanted], []
    if not whole:
        return ["sqlite"], []
    if redis_server() is None:
        return ["sqlite"], ["Left out: Redis, as there is no redis-server on this machine."]
    return ["sqlite", "redis"], []
