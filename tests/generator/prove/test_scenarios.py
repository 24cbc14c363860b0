"""The scenarios against real projects; and that they can fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from owskit_generator.prove.runner import Run, run_all
from owskit_generator.prove.scenario import Mode
from owskit_generator.prove.scenarios import ALL
from owskit_generator.prove.selection import runs
from owskit_generator.prove.without import not_looping

Make = Callable[..., Path]


def test_every_scenario_of_the_specification_is_there() -> None:
    assert {scenario.number for scenario in ALL} | {36} == set(range(1, 37))


@pytest.mark.parametrize("language", ["python", "php"])
def test_all_hold_as_otys_most_likely_delivers(make_project: Make, tmp_path: Path, language: str) -> None:
    found = list(run_all(make_project(language), runs(), tmp_path / "runs"))
    assert {(each.number, each.title): each.faults for each in found if each.faults} == {}
    assert len(found) >= len(ALL)


@pytest.mark.parametrize("mode", ["inside", "late", "duplicated", "reordered"])
def test_the_first_holds_however_otys_delivers(make_project: Make, tmp_path: Path, mode: Mode) -> None:
    [found] = run_all(make_project(), runs((1,), (mode,)), tmp_path / "runs", workers=2)
    assert found.faults == []


@pytest.mark.parametrize("language", ["python", "php"])
def test_the_last_edit_counts_in_whichever_order_otys_delivers(
    make_project: Make, tmp_path: Path, language: str
) -> None:
    found = list(run_all(make_project(language), runs((19,), ("duplicated", "reordered")), tmp_path / "runs"))
    assert [(each.mode, each.faults) for each in found] == [("duplicated", []), ("reordered", [])]


@pytest.mark.parametrize("language", ["python", "php"])
def test_without_its_guards_a_project_loops(make_project: Make, tmp_path: Path, language: str) -> None:
    assert list(not_looping(make_project(language), tmp_path / "without")) == []


def test_a_project_whose_guards_were_taken_out_does_not_hold(make_project: Make, tmp_path: Path) -> None:
    project = make_project()
    guards = project / "generated" / "guards.py"
    text = guards.read_text(encoding="utf-8")
    guards.write_text(text.replace('return "echo" if', 'return "echo" if False and'), encoding="utf-8")
    [scenario] = [each for each in ALL if each.number == 8]
    [found] = run_all(project, [Run(scenario, "async")], tmp_path / "runs")
    assert any("is the most" in fault for fault in found.faults)
