"""The command line as a whole: every command is there, says what it does, and errors come out in one way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from owskit_addon.errors import NotACapture, OwskitError
from owskit_generator.cli.main import COMMANDS, cli, main

ROOT = Path(__file__).parents[3]


def command(name: str) -> click.Command:
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example_and_the_short_help_is_the_commands_own(name: str) -> None:
    assert command(name).short_help == COMMANDS[name][1]
    shown = CliRunner().invoke(cli, [name, "--help"])
    assert shown.exit_code == 0
    assert "Example" in shown.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    silent = [p.name for p in command(name).params if isinstance(p, click.Option) and not p.help and not p.hidden]
    assert not silent


def test_an_unknown_command_is_wrong_usage_and_names_the_nearest() -> None:
    shown = CliRunner().invoke(cli, ["cals"])
    assert shown.exit_code == 2
    assert "Did you mean 'calls'?" in shown.output


def test_errors_say_what_and_what_next(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_extra: object) -> None:
        raise NotACapture("notes.txt is a text, not a capture.", "Give a file that `owskit record` made.")

    monkeypatch.setattr(cli, "main", fail)
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 1
    assert capsys.readouterr().err == (
        "owskit: notes.txt is a text, not a capture.\n        Give a file that `owskit record` made.\n"
    )


def test_a_fault_of_ours_shows_its_place_and_no_value(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("a name of somebody's")

    monkeypatch.setattr(cli, "main", broken)
    with pytest.raises(SystemExit) as ended:
        main(["calls", "x.jsonl"])
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert "A fault in owskit (KeyError in cli/main.py:" in said
    assert "somebody" not in said
    monkeypatch.setenv("OWSKIT_TRACEBACK", "1")
    with pytest.raises(KeyError):
        main(["calls", "x.jsonl"])


def test_an_error_steers_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["calls", "no\x1b[31m\u202esuch\x07.jsonl"])
    assert stopped.value.code == 1
    shown = capsys.readouterr().err
    assert "such" in shown
    assert not {letter for letter in shown if not letter.isprintable()} - {"\n"}


@pytest.mark.parametrize("arguments", [["calls"], ["catalogue", "--out", "x"], ["choose"], ["generate", "--out", "x"]])
def test_a_file_that_may_not_be_read_failed_and_is_no_wrong_usage(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine").write_text("{}", encoding="utf-8")

    given = Path.open

    def refuse(self: Path, *args: Any, **extra: Any) -> Any:
        if self.name == "mine":
            raise PermissionError(13, "Permission denied")
        return given(self, *args, **extra)

    monkeypatch.setattr(os, "access", lambda *_args, **_extra: False)  # what click asks
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SystemExit) as stopped:
        main([*arguments, "mine"])
    assert stopped.value.code == 1
    assert "owskit: mine" in capsys.readouterr().err
    assert not Path("x").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is a device of Linux")
@pytest.mark.parametrize("json", [["--json"], []])
def test_output_that_cannot_be_written_is_an_error_with_a_sentence(json: list[str]) -> None:
    capture = ROOT / "tests" / "generator" / "catalogue" / "golden" / "capture.jsonl"
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        code = "from owskit_generator.cli import main; main()"
        command_line = [sys.executable, "-c", code, "calls", str(capture), *json]
        ended = subprocess.run(command_line, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 1
    assert "owskit: The output cannot be read or written: No space left on device." in ended.stderr
    assert "Traceback" not in ended.stderr


def test_help_does_not_import_the_commands() -> None:
    code = (
        "import sys, owskit_generator.cli as c\n"
        "try: c.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'rich', 'mitmproxy', 'httpx', 'jinja2', 'ruamel', 'starlette', 'msgspec', 'cryptography'}\n"
        "sys.exit(','.join(sorted(heavy & {m.split('.')[0] for m in sys.modules})) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_every_error_stands_in_the_tree() -> None:
    import owskit_addon.errors as errors

    tree = errors.__doc__ or ""
    for name, value in vars(errors).items():
        if isinstance(value, type) and issubclass(value, OwskitError):
            assert name in tree
