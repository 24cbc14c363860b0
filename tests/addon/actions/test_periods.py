"""Polls keep step in spite of jitter and gaps; people do not."""

from __future__ import annotations

import random

import pytest

from owskit_addon.actions.periods import JITTER, LEAST, is_due, period_of


def polls(period: float, jitter: float, number: int, seed: int, missing: float = 0.0) -> list[float]:
    clock = random.Random(seed)
    at, times = 0.0, []
    for _ in range(number):
        at += period * clock.uniform(1 - jitter, 1 + jitter)
        if clock.random() >= missing:
            times.append(at)
    return times


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("period", [0.7, 15.0, 60.0])
def test_a_poll_is_known_and_when_it_is_due(seed: int, period: float) -> None:
    times = polls(period, 0.15, 12, seed)
    found = period_of(times)
    assert found == pytest.approx(period, rel=0.15)
    assert found is not None
    assert is_due(times, found, times[-1] + period)
    assert not is_due(times, found, times[-1] + period * 0.4)


@pytest.mark.parametrize("seed", range(20))
def test_some_may_be_missing(seed: int) -> None:
    assert period_of(polls(15.0, 0.05, 24, seed, missing=0.15)) is not None


def test_too_few_or_too_fast_are_none() -> None:
    assert period_of(polls(15.0, 0.0, LEAST - 1, 1)) is None
    assert period_of(polls(15.0, 0.0, LEAST, 1)) is not None
    assert period_of(polls(0.2, 0.0, 50, 1)) is None
    assert period_of([]) is None


def test_two_at_once_are_one() -> None:
    times = [time + apart for time in polls(15.0, 0.1, 8, 3) for apart in (0.0, 0.01)]
    assert period_of(times) == pytest.approx(15.0, rel=0.1)


def test_a_person_keeps_no_step() -> None:
    found = 0
    for seed in range(200):
        clock, at, times = random.Random(seed), 0.0, []
        for _ in range(12):
            at += clock.lognormvariate(2.0, 0.9)
            times.append(at)
        found += period_of(times) is not None
    assert found <= 4


def test_before_the_first_the_next_one_tells() -> None:
    times = [100.0 + 15 * number for number in range(6)]
    assert is_due(times, 15.0, 85.0)
    assert not is_due(times, 15.0, 92.0)
    assert is_due(times, 15.0, 85.0 + JITTER * 14)
