"""`owskit generate` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from owskit_generator.cli.generate import command
from owskit_generator.cli.main import COMMANDS, main

TRIGGERS = """version: 1
receiver: https://hooks.example.com/otys
stack: acme
triggers:
  - name: candidate-status
    service_calls: [CandidateService.updateEx]
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "triggers.yaml"
    path.write_text(TRIGGERS, encoding="utf-8")
    return path


def test_its_sentence() -> None:
    assert command.short_help == COMMANDS["generate"][1]


def test_a_file_is_no_folder_for_a_project(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = source.read_bytes()
    with pytest.raises(SystemExit) as stopped:
        main(["generate", str(source), "--out", str(source)])
    assert stopped.value.code == 1
    assert capsys.readouterr().err == f"owskit: {source}: this is a file.\n        Give a folder to --out.\n"
    assert source.read_bytes() == before


def test_says_what_was_made_and_warns_about_the_placeholder(source: Path, tmp_path: Path) -> None:
    shown = CliRunner().invoke(command, [str(source), "--out", str(tmp_path / "project"), "--language", "python"])
    assert shown.exit_code == 0
    assert "candidate-status: handlers/candidate_status.py (new)" in shown.stdout
    assert "1 registrations" in shown.stdout
    assert "placeholder" in shown.stderr
    assert "${OWSKIT_WEBHOOK_SECRET}" in (tmp_path / "project" / "registrations.json").read_text(encoding="utf-8")


def test_a_second_time_the_handler_is_yours(source: Path, tmp_path: Path) -> None:
    arguments = [str(source), "--out", str(tmp_path / "project")]
    CliRunner().invoke(command, arguments)
    shown = CliRunner().invoke(command, arguments)
    assert "0 files written" in shown.stdout
    assert "yours, not touched" in shown.stdout


def test_json(source: Path, tmp_path: Path) -> None:
    shown = CliRunner().invoke(command, [str(source), "--out", str(tmp_path / "project"), "--json"])
    made = json.loads(shown.stdout)
    assert made["handlers"] == {"candidate-status": "handlers/candidate_status.py"}
    assert made["registrations"] == 1
    assert len(made["warnings"]) == 1
    assert "generated/app.py" in made["written"]


def test_check_exits_with_1_where_something_differs(source: Path, tmp_path: Path) -> None:
    arguments = [str(source), "--out", str(tmp_path / "project")]
    assert CliRunner().invoke(command, [*arguments, "--check"]).exit_code == 1
    assert not (tmp_path / "project").exists()
    CliRunner().invoke(command, arguments)
    assert CliRunner().invoke(command, [*arguments, "--check"]).exit_code == 0


def test_a_folder_of_others_is_refused_in_a_sentence(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["generate", str(source), "--out", str(tmp_path.parent)])
    assert stopped.value.code == 1
    assert "left alone" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["triggers.yaml"], ["triggers.yaml", "--out", "x", "--language", "cobol"]])
def test_wrong_usage(arguments: list[str]) -> None:
    assert CliRunner().invoke(command, arguments).exit_code == 2


def test_a_triggers_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["generate", str(tmp_path / "none.yaml"), "--out", str(tmp_path / "project")])
    assert stopped.value.code == 1
    assert "there is no such file" in capsys.readouterr().err
    assert not (tmp_path / "project").exists()
