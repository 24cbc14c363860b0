"""`loop: guarded` is registered where the project's proof shows it, and only there (loop-guards.md 2, guard 0)."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.generator.webhooks.otys import Otys, owskit, triggers_yaml, written

from owskit_generator.handlers.project import generate_project
from owskit_generator.prove.proof import make_proof, write_json
from owskit_generator.prove.runner import Ran
from owskit_generator.prove.scenario import Found
from owskit_generator.prove.scenarios import ALL
from owskit_generator.triggers import parse_triggers
from owskit_generator.webhooks.readiness import need_proof

A = "CandidateService.updateEx"
GUARDED = f"    writes: [{A}]\n    loop: guarded\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of the real generator in a folder of its own, not proved."""
    source = tmp_path / "source.yaml"
    source.write_text(triggers_yaml(A, more=GUARDED), encoding="utf-8")
    generate_project(source, tmp_path / "project", "python")
    return tmp_path / "project"


def prove(project: Path, *, faults: tuple[str, ...] = (), leave_out: int = 0) -> None:
    """The proof that `owskit prove` would write of these outcomes."""
    found = [
        Found(
            number=scenario.number,
            title=scenario.title,
            mode="async",
            workers=1,
            store="sqlite",
            deliveries=1,
            writes=0,
            most_deliveries=scenario.most_deliveries,
            most_writes=scenario.most_writes,
            decisions={},
            faults=list(faults),
            seconds=0,
        )
        for scenario in ALL[leave_out:]
    ]
    write_json(make_proof(project, [Ran(each, []) for each in found], None, [], [], 0), project)


def refused(otys: Otys, *args: str) -> str:
    """What plan and apply say, which must be the same; nothing is registered."""
    plan = owskit("webhooks", "plan", *args, "--json")
    assert (plan.code, plan.json()["unproved"]["triggers"]) == (1, ["one"])
    ran = owskit("webhooks", "apply", *args, "--yes")
    assert (ran.code, otys.definitions()) == (1, [])
    assert ran.err.splitlines()[-2:] == plan.err.splitlines()[-2:]
    return ran.err


def test_without_a_proof_plan_and_apply_say_what_to_run(otys: Otys, project: Path) -> None:
    path = str(project / "triggers.yaml")
    said = refused(otys, path)
    assert "there is no proof" in said
    assert f"Run `owskit prove {project}`" in said


def test_a_proof_beside_the_file_is_enough(otys: Otys, project: Path) -> None:
    prove(project)
    path = str(project / "triggers.yaml")
    assert owskit("webhooks", "plan", path, "--json").json()["unproved"] is None
    assert owskit("webhooks", "apply", path, "--yes").code == 0
    assert [each["serviceCall"] for each in otys.definitions()] == [A]


def test_a_project_elsewhere_is_named(otys: Otys, project: Path, tmp_path: Path) -> None:
    path = written(tmp_path, triggers_yaml(A, more=GUARDED))
    prove(project)
    assert "is no handler project" in refused(otys, path)
    assert owskit("webhooks", "apply", path, "--project", str(project), "--yes").code == 0


def test_what_does_not_hold(otys: Otys, project: Path) -> None:
    path = str(project / "triggers.yaml")
    prove(project, faults=("5 deliveries, not 2",))
    assert "it did not pass" in refused(otys, path)
    prove(project, leave_out=1)
    assert "it is of some scenarios only" in refused(otys, path)
    prove(project)
    handler = project / "handlers" / "one.py"
    handler.write_text(handler.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert "a handler has changed since" in refused(otys, path)
    prove(project)
    proof = json.loads((project / "proof.json").read_text(encoding="utf-8"))
    proof["hashes"]["scenarios"] = "0" * 64
    (project / "proof.json").write_text(json.dumps(proof), encoding="utf-8")
    assert "it was made with the scenarios of another owskit" in refused(otys, path)
    (project / "proof.json").write_text("{", encoding="utf-8")
    assert "proof.json cannot be read" in refused(otys, path)


def test_a_proof_of_other_triggers_shows_nothing(otys: Otys, project: Path, tmp_path: Path) -> None:
    prove(project)
    path = written(tmp_path, triggers_yaml(A, "VacancyService.update", more=GUARDED))
    assert "was made of other triggers" in refused(otys, path, "--project", str(project))


def test_another_receiver_or_stack_does_not_change_what_was_proved(otys: Otys, project: Path, tmp_path: Path) -> None:
    prove(project)
    path = written(tmp_path, triggers_yaml(A, more=GUARDED, receiver="https://a.nl/b", stack="other"))
    assert owskit("webhooks", "apply", path, "--project", str(project), "--yes").code == 0


def test_force_insists(otys: Otys, project: Path) -> None:
    assert owskit("webhooks", "apply", str(project / "triggers.yaml"), "--yes", "--force").code == 0
    assert len(otys.definitions()) == 1


@pytest.mark.parametrize("broken", ["owskit.lock", "triggers.yaml"])
def test_a_project_that_cannot_be_read_is_said(otys: Otys, project: Path, tmp_path: Path, broken: str) -> None:
    prove(project)
    path = written(tmp_path, triggers_yaml(A, more=GUARDED))
    (project / broken).write_text("{", encoding="utf-8")
    ran = owskit("webhooks", "apply", path, "--project", str(project), "--yes")
    assert (ran.code, broken in ran.err, "Traceback" in ran.err, otys.definitions()) == (1, True, False, [])
    shutil.rmtree(project)
    assert owskit("webhooks", "apply", path, "--project", str(project), "--yes").code == 1


@pytest.mark.parametrize(
    ("more", "needed"),
    [
        ("", []),
        (f"    writes: [{A}]\n", []),  # an error of lint's, which no proof cures
        (GUARDED, ["one"]),
        ("    profile: mirror\n    loop: guarded\n", []),
        (f"    profile: mirror\n    loop: guarded\n    reads: [{A}]\n", ["one"]),
        ("    profile: mirror\n    loop: guarded\n    reads: [CandidateService.getDetail]\n", []),
        ("    loop: guarded\n", ["one"]),
    ],
)
def test_what_needs_a_proof(more: str, needed: list[str]) -> None:
    assert need_proof(parse_triggers(triggers_yaml(A, more=more), "triggers.yaml")) == needed
