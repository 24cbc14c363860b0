"""The load of a day: its plan, and a small day with real processes whose limit is reached as the large one's is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator
from pathlib import Path

import msgspec
import pytest

from owskit_generator.prove.load import load as loads
from owskit_generator.prove.load.plan import BOARD, OWN, RECRUITERS, Plan, large_import, working_day
from owskit_generator.triggers import forecast

Make = Callable[..., Path]


def result[T](running: Generator[object, None, T]) -> T:
    while True:
        try:
            next(running)
        except StopIteration as ended:
            found: T = ended.value
            return found


def smaller(plan: Plan, share: int) -> Plan:
    """Every so-manieth change of a day, and as many of the day before."""
    before = plan.before[:: share // plan.part]
    return msgspec.structs.replace(
        plan, changes=plan.changes[::share], before=before, part=1, announced=plan.announced // share
    )


@pytest.fixture
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loads, "LIMIT", 200)
    monkeypatch.setattr(forecast, "LIMIT", 200)


def test_a_day_has_12000_changes_by_20_recruiters_two_integrations_and_an_import() -> None:
    plan = working_day()
    by = Counter((change.who, change.field) for change in plan.changes)
    assert len(plan.changes) == 12_000
    assert sum(number for (who, _), number in by.items() if 0 <= who < RECRUITERS) == 6500
    assert (by[BOARD, "title"], by[OWN, "location"], by[OWN, "title"]) == (500, 1000, 4000)
    assert plan.changes == sorted(plan.changes)
    assert plan == working_day(), "the same each time"
    hours = Counter(change.at // 3600 for change in plan.changes if change.who != OWN)
    assert sorted(hours, key=lambda hour: -hours[hour])[:2] == [5, 1], "an afternoon and a morning"
    assert hours[3] * 3 < hours[1], "a pause at noon"
    minutes = Counter(change.at // 60 for change in plan.changes if (change.who, change.field) == (OWN, "title"))
    assert set(minutes.values()) == {200}, "the import comes within twenty minutes"


def test_the_day_before_had_other_numbers_at_other_times() -> None:
    plan = working_day()
    kinds = {(change.who, change.field) for change in plan.changes}
    assert {(change.who, change.field) for change in plan.before} == kinds
    now, before = (Counter((change.who, change.field) for change in day) for day in (plan.changes, plan.before))
    assert all(before[kind] * plan.part != now[kind] for kind in kinds)
    assert len(plan.before) * plan.part != len(plan.changes)
    moments = [{change.at for change in day if change.who == 0} for day in (plan.changes, plan.before)]
    assert not moments[1] <= moments[0]


def test_scenario_32_has_the_real_limit() -> None:
    plan = large_import()
    assert (len(plan.changes), plan.announced, forecast.LIMIT) == (12_000, 12_000, 10_000)


@pytest.mark.usefixtures("small_limit")
@pytest.mark.parametrize(("language", "day"), [("python", working_day), ("php", large_import)])
def test_a_small_day_goes_through_all_stages(
    make_project: Make, tmp_path: Path, language: str, day: Callable[[], Plan]
) -> None:
    found = result(loads.load(make_project(language), smaller(day(), 50), tmp_path / "day", "sqlite"))
    assert found.faults == []
    assert found.last_write is not None
    assert (found.changes, found.parked > 20, abs(found.last_write - 170) < 10) == (240, True, True)


@pytest.mark.usefixtures("small_limit")
def test_a_day_whose_budget_does_not_hold_is_said(make_project: Make, tmp_path: Path) -> None:
    project = make_project()
    guards = project / "generated" / "guards.py"
    text = guards.read_text(encoding="utf-8")
    stages = "WARN, ONLY_ESSENTIAL, NOTHING = 70, 85, 95"
    assert stages in text
    guards.write_text(text.replace(stages, stages.replace("85", "75")), encoding="utf-8")
    plan = smaller(working_day(), 50)
    half = msgspec.structs.replace(plan, before=plan.before[::2])
    found = result(loads.load(project, half, tmp_path / "day", "sqlite"))
    assert any("a write that can wait went out" in fault for fault in found.faults)
    assert any("deliveries were forecast, and it came to" in fault for fault in found.faults), "the day before had less"


@pytest.mark.usefixtures("small_limit")
def test_a_day_on_which_writes_are_made_twice_is_said(make_project: Make, tmp_path: Path) -> None:
    project = make_project()
    writes = project / "generated" / "writes.py"
    text = writes.read_text(encoding="utf-8")
    call = "self._line.call(call.service_call, call.filled)"
    assert f"return {call}" in text
    writes.write_text(text.replace(f"return {call}", f"{call}; return {call}"), encoding="utf-8")
    plan = msgspec.structs.replace(smaller(working_day(), 50), before=[])
    found = result(loads.load(project, plan, tmp_path / "day", "sqlite"))
    assert any("made a second time" in fault for fault in found.faults)
