"""From a real recording of the sandbox to triggers: the three ways to a candidate's status that the manual names."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from owskit_addon.recorder.session import RecordingSession
from owskit_generator.cli import choose, lint
from owskit_generator.demo import actions
from owskit_generator.demo.scripted import ScriptedRecruiter
from owskit_generator.triggers import Condition, load_triggers
from owskit_sandbox import Sandbox


@pytest.fixture(scope="module")
def capture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recording") / "session.jsonl"
    with Sandbox() as sandbox:
        host = urlsplit(sandbox.url).hostname or ""
        with RecordingSession(path, hosts=[host], extra_ca=sandbox.ca) as session:
            recruiter = ScriptedRecruiter(
                sandbox.url,
                **sandbox.recruiter,
                proxy=f"http://127.0.0.1:{session.port}",
                ca=session.ca_certificate,
            )
            actions.work_through(recruiter, session.mark, lambda _: None)
            recruiter.leave()
    return path


def test_two_calls_cover_the_three_ways(capture: Path, tmp_path: Path) -> None:
    out = tmp_path / "triggers.yaml"
    asked = [part for action in actions.STATUS_ACTIONS for part in ("--action", action)]
    made = CliRunner().invoke(
        choose.command, [str(capture), *asked, "--name", "Status changed", "--out", str(out), "--explain", "--json"]
    )
    assert made.exit_code == 0, made.output
    found = json.loads(made.stdout)
    (trigger,) = load_triggers(out).triggers
    assert trigger.service_calls == ("CandidateService.updateEx", "CandidateService.updateBulk")
    assert trigger.uid == {"CandidateService.updateEx": "args.1", "CandidateService.updateBulk": "args.1"}
    assert found["reasoning"][0]["uid"]["CandidateService.updateBulk"] == {"path": "args.1", "several": True}
    assert (found["reasoning"][0]["double"], found["reasoning"][0]["uncovered"]) == ({}, [])
    assert any("WorkflowService.executeStep may change something too" in warning for warning in found["warnings"])
    assert "so short a recording" in found["forecast"]["basis"]


def test_lint_holds_the_result_against_the_same_recording(capture: Path, tmp_path: Path) -> None:
    out = tmp_path / "triggers.yaml"
    run = CliRunner()
    assert not run.invoke(choose.command, [str(capture), "--action", actions.FROM_DETAIL, "--out", str(out)]).exit_code
    made = run.invoke(lint.command, [str(out), "--capture", str(capture), "--per-day", "10", "--json"])
    assert (made.exit_code, json.loads(made.stdout)["findings"]) == (0, [])


def test_a_publication_is_told_from_a_new_title(capture: Path, tmp_path: Path) -> None:
    """The recording has no second use of VacancyService.updateEx, so a line of another recording is added."""
    other = tmp_path / "other.jsonl"
    lines = [json.loads(line) for line in capture.read_text(encoding="utf-8").splitlines()]
    publish = next(line for line in lines if line.get("service_call") == "VacancyService.updateEx")
    retitled = {**publish, "action": "a1", "args": [*publish["args"][:2], {"title": "tok:text:9:00000000ab"}]}
    action = {"event": "action", "id": "a1", "label": "Change the title", "how": "mark", "at": publish["at"]}
    other.write_text("".join(json.dumps(line) + "\n" for line in (lines[0], action, retitled)), encoding="utf-8")
    out = tmp_path / "triggers.yaml"
    made = CliRunner().invoke(
        choose.command, [str(capture), str(other), "--action", actions.PUBLISH, "--out", str(out)]
    )
    assert made.exit_code == 0, made.output
    assert load_triggers(out).triggers[0].when == (Condition(path="args.2.published", present=True),)
    assert 'in 0 of 1 others ("Change the title")' in out.read_text(encoding="utf-8")
