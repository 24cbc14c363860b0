"""A clock that is set back, set forward, or stands still while the laptop sleeps: what was marked holds its calls."""

from __future__ import annotations

from itertools import pairwise

import pytest

from owskit_addon.actions import Actions
from owskit_addon.actions.clock import Clock

T = 1_800_000_000.0


class Machine:
    """`sleep`: the steady clock of Linux and macOS stands still meanwhile."""

    def __init__(self) -> None:
        self.wall, self.steady = T, 50.0

    def wait(self, seconds: float) -> float:
        self.wall, self.steady = self.wall + seconds, self.steady + seconds
        return self.wall

    def sleep(self, seconds: float) -> float:
        self.wall += seconds
        return self.wall

    def set(self, seconds: float) -> float:
        self.wall += seconds
        return self.wall

    def clock(self) -> Clock:
        return Clock(lambda: self.wall, lambda: self.steady)


@pytest.mark.parametrize("jumps", [[-3600], [-3600, 3600], [7200, -3600, -3600], [-0.2, -0.2], [-90, -90, 86_400]])
def test_the_line_never_goes_back(jumps: list[float]) -> None:
    machine = Machine()
    clock = machine.clock()
    line = [clock(machine.wall)]
    for jump in jumps:
        machine.set(jump)
        line.append(clock(machine.wait(1)))
        line.append(clock(machine.wait(5)))
    assert all(before < after for before, after in pairwise(line))


def test_sleep_is_time_that_has_passed() -> None:
    machine = Machine()
    clock = machine.clock()
    before = clock(machine.wall)
    assert clock(machine.sleep(600)) - before == 600


@pytest.mark.parametrize("jump", [-3600.0, 3600.0])
def test_a_mark_holds_its_calls_when_the_clock_is_set(jump: float) -> None:
    machine = Machine()
    actions = Actions(clock=machine.clock())
    first = actions.mark("first", machine.wall)
    assert actions.place(machine.wait(3), 10).action == first.id
    machine.set(jump)
    assert actions.place(machine.wait(3), 10).action == first.id
    second = actions.mark("second", machine.wait(5))
    assert actions.place(machine.wait(1), 10).action == second.id
    actions.end(machine.wait(5))
    machine.set(-jump)
    assert actions.place(machine.wait(1), 10).action not in {first.id, second.id}


def test_an_answer_that_comes_after_the_clock_was_set_back_belongs_to_when_it_was_asked() -> None:
    machine = Machine()
    actions = Actions(clock=machine.clock())
    first = actions.mark("first", machine.wall)
    sent = machine.wait(3)
    machine.set(-3600)
    actions.mark("second", machine.wait(5))
    assert actions.place(sent, 10).action == first.id


def test_what_a_page_asks_for_as_the_laptop_wakes_is_a_step_of_its_own() -> None:
    machine = Machine()
    actions = Actions(clock=machine.clock())
    before = actions.place(machine.wait(1), 10)
    after = actions.place(machine.sleep(600), 10)
    assert after.new is not None
    assert after.action != before.action
