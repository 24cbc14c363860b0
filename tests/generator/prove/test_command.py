"""`owskit prove` as a person runs it."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from owskit_generator.cli.main import main
from owskit_generator.prove.proof import holds_for

Make = Callable[..., Path]


@pytest.fixture
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["prove", *arguments])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_a_proof_leaves_three_files_and_holds_for_what_was_proved(
    make_project: Make, capsys: pytest.CaptureFixture[str], no_umask: None
) -> None:
    project = make_project()
    code, out, _ = run(capsys, str(project), "--scenario", "1")
    assert (code, "Passed." in out) == (0, True)
    rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in project.glob("proof.*")}
    assert len(rights) == 3
    assert sys.platform == "win32" or set(rights.values()) == {0o600}, rights
    proof = json.loads((project / "proof.json").read_text(encoding="utf-8"))
    assert (proof["passed"], proof["scenarios"][0]["deliveries"]) == (True, 2)
    page = (project / "proof.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "VacancyService.update" in page
    assert ElementTree.parse(project / "proof.junit.xml").getroot().get("failures") == "0"
    assert holds_for(project) == "it is of some scenarios only"
    beside = project / "handlers" / "rules.py"
    beside.write_text("LIMIT = 3\n", encoding="utf-8")
    assert holds_for(project) == "a handler has changed since"
    beside.unlink()
    assert holds_for(project) == "it is of some scenarios only"
    handler = project / "handlers" / "vacancy.py"
    handler.write_text(handler.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert holds_for(project) == "a handler has changed since"


def test_a_handler_with_a_complaint_is_exit_1(
    make_project: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = make_project(handler="undeclared")
    code, out, _ = run(capsys, str(project), "--scenario", "2", "--out", str(tmp_path / "proof"))
    assert code == 1
    assert "Put this line under vacancy" in out
    assert holds_for(project) == "there is no proof"
    failures = ElementTree.parse(tmp_path / "proof" / "proof.junit.xml").getroot().get("failures")
    assert failures == "1"


def test_guards_that_cannot_be_switched_off_make_a_proof_void(
    make_project: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    project = make_project()
    found = [path for path in (project / "generated").rglob("*.py") if "OWSKIT_GUARDS" in path.read_text("utf-8")]
    for path in found:
        path.write_text(path.read_text("utf-8").replace("OWSKIT_GUARDS", "OWSKIT_NOTHING"), encoding="utf-8")
    code, out, _ = run(capsys, str(project), "--scenario", "34")
    assert (code, bool(found)) == (1, True)
    assert "came to rest after" in out
    assert "So this proves nothing." in out
    proof = json.loads((project / "proof.json").read_text(encoding="utf-8"))
    assert (proof["passed"], len(proof["void"])) == (False, 4)
    assert ElementTree.parse(project / "proof.junit.xml").getroot().get("failures") == "1"


@pytest.mark.parametrize(("folder", "says"), [("", "no owskit.lock"), ("missing", "no owskit.lock")])
def test_a_folder_that_is_no_project_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], folder: str, says: str
) -> None:
    code, _, err = run(capsys, str(tmp_path / folder))
    assert (code, says in err, "Traceback" in err) == (1, True, False)


def test_what_is_wrong_with_the_triggers_is_told_with_the_place_to_mend(
    make_project: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    project = make_project()
    (project / "triggers.yaml").write_text("version: [\n", encoding="utf-8")
    code, _, err = run(capsys, str(project), "--scenario", "34")
    assert (code, f"{project / 'triggers.yaml'}:2:1: this is not YAML" in err) == (1, True)


def test_json_is_the_proof(make_project: Make, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, str(make_project()), "--scenario", "34", "--json")
    assert (code, json.loads(out)["format"]) == (0, 2)


def test_a_place_that_cannot_be_written_is_said_before_anything_runs(
    make_project: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("owskit_generator.prove.prove.prove", lambda *_, **__: pytest.fail("it ran"))
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    code, _, error = run(capsys, str(make_project()), "--out", str(tmp_path / "file" / "proof"))
    assert (code, "the proof cannot be written" in error, "--out" in error) == (1, True, True)
