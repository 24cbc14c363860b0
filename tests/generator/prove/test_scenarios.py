"""The scenarios against real projects; and that they can fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from owskit_generator.prove.play import Play
from owskit_generator.prove.runner import Run, run_all
from owskit_generator.prove.scenario import MODES, Mode
from owskit_generator.prove.scenarios import ALL
from owskit_generator.prove.selection import runs
from owskit_generator.prove.without import without_guards

Make = Callable[..., Path]


def test_every_scenario_of_the_specification_is_there() -> None:
    assert {scenario.number for scenario in ALL} | {36} == set(range(1, 37))


@pytest.mark.parametrize("language", ["python", "php"])
def test_all_hold_as_otys_most_likely_delivers(make_project: Make, tmp_path: Path, language: str) -> None:
    found = [ran.found for ran in run_all(make_project(language), runs(), tmp_path / "runs")]
    assert {(each.number, each.title): each.faults for each in found if each.faults} == {}
    assert len(found) >= len(ALL)


@pytest.mark.parametrize("mode", ["inside", "late", "duplicated", "reordered"])
def test_the_first_holds_however_otys_delivers(make_project: Make, tmp_path: Path, mode: Mode) -> None:
    [one, two] = run_all(make_project(), runs((1,), (mode,)), tmp_path / "runs", workers=(1, 2))
    assert (one.found.faults, two.found.faults) == ([], [])


@pytest.mark.parametrize("language", ["python", "php"])
def test_the_last_edit_counts_in_whichever_order_otys_delivers(
    make_project: Make, tmp_path: Path, language: str
) -> None:
    ran = run_all(make_project(language), runs((19,), ("duplicated", "reordered")), tmp_path / "runs")
    assert [(each.mode, each.faults) for each, _ in ran] == [("duplicated", []), ("reordered", [])]


@pytest.mark.parametrize("language", ["python", "php"])
def test_without_its_guards_a_project_loops(make_project: Make, tmp_path: Path, language: str) -> None:
    found = list(without_guards(make_project(language), tmp_path / "without"))
    assert [(each.number, each.did) for each in found] == [(number, True) for number in (1, 7, 11, 27)]


def test_a_project_whose_guards_were_taken_out_does_not_hold(make_project: Make, tmp_path: Path) -> None:
    project = make_project()
    guards = project / "generated" / "guards.py"
    text = guards.read_text(encoding="utf-8")
    guards.write_text(text.replace('return "echo" if', 'return "echo" if False and'), encoding="utf-8")
    [scenario] = [each for each in ALL if each.number == 8]
    [ran] = run_all(project, [Run(scenario, "async")], tmp_path / "runs")
    assert any("is the most" in fault for fault in ran.found.faults)


def test_what_is_left_out_of_the_matrix_has_a_reason() -> None:
    assert [scenario.title for scenario in ALL if (scenario.modes != MODES) != bool(scenario.not_run)] == []


def test_what_never_ends_is_played_for_a_week_and_held_to_ten_writes_a_day(make_project: Make, tmp_path: Path) -> None:
    [scenario] = [each for each in ALL if each.number == 8]
    slow, fast = Run(scenario, "late"), Run(msgspec.structs.replace(scenario, run=_without_an_end), "late")
    one, other, after = run_all(make_project(), [slow, fast, Run(scenario, "async")], tmp_path / "runs")
    assert (one.found.faults, one.found.decisions) == ([], {"done/handled": 6})
    assert other.found.faults == ["more than 10 writes within 24 hours"]
    assert (after.found.faults, after.found.deliveries) == ([], 2), "what one left undone is no other's"


def _without_an_end(play: Play) -> list[str]:
    for _ in range(12):
        uid = play.vacancy("stamp", title="start")
        play.person(uid, {"title": "BAKER"})
    play.settle()
    return []
