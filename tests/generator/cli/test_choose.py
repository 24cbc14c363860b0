"""`owskit choose`."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from owskit_addon.errors import TriggersError
from owskit_generator.cli import choosing
from owskit_generator.cli.choose import command
from owskit_generator.triggers import load_triggers

CAPTURE = str(Path(__file__).parents[1] / "catalogue" / "golden" / "capture.jsonl")


def run(*args: str, answer: str | None = None) -> str:
    result = CliRunner().invoke(command, [CAPTURE, *args], input=answer, catch_exceptions=False, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.output


def test_an_action_and_a_call_become_triggers_that_load(tmp_path: Path) -> None:
    out = tmp_path / "new" / "triggers.yaml"
    made = run("--action", "set status", "--call", "WebsiteService.getList", "--stack", "acme", "--out", str(out))
    triggers = load_triggers(out)
    assert triggers.stack == "acme"
    assert [(trigger.name, trigger.service_calls) for trigger in triggers.triggers] == [
        ("set-status-selected-b", ("CandidateService.updateEx",)),
        ("website-get-list", ("WebsiteService.getList",)),
    ]
    assert "WebsiteService.getList is a read call" in made


def test_json(tmp_path: Path) -> None:
    out = tmp_path / "t.yaml"
    made = json.loads(run("--call", "Otys.Services.CandidateService.updateEx", "--out", str(out), "--json"))
    foreseen = made.pop("forecast")
    assert (foreseen["deliveries"], foreseen["own_writes"], foreseen["stage"]) == (960, 0, "fine")
    assert made == {
        "triggers": [
            {
                "name": "candidate-update-ex",
                "service_calls": ["CandidateService.updateEx"],
                "when": [],
                "uid": {"CandidateService.updateEx": "args.1"},
            }
        ],
        "warnings": [],
        "out": str(out),
    }


def test_again_changes_nothing_and_names_what_is_there(tmp_path: Path) -> None:
    out = tmp_path / "t.yaml"
    run("--call", "CandidateService.updateEx", "--out", str(out))
    out.write_text(out.read_text(encoding="utf-8").replace("writes: []", "writes: []   # my note"), encoding="utf-8")
    before = out.read_bytes()
    made = json.loads(run("--call", "CandidateService.updateEx", "--out", str(out), "--json"))
    assert made["triggers"] == []
    assert "was left alone" in made["warnings"][0]
    assert out.read_bytes() == before
    run("--call", "CandidateService.getDetail", "--out", str(out))
    assert "# my note" in out.read_text(encoding="utf-8")
    assert len(load_triggers(out).triggers) == 2


def test_nothing_is_written_when_something_is_not_there(tmp_path: Path) -> None:
    out = tmp_path / "t.yaml"
    with pytest.raises(TriggersError, match="is in no capture") as raised:
        run("--call", "CandidateService.updateEx", "--call", "CandidateService.updatEx", "--out", str(out))
    assert "Nearest: CandidateService.updateEx" in raised.value.hint
    with pytest.raises(TriggersError, match="is in no capture"):
        run("--action", "Hire", "--out", str(out))
    assert not out.exists()


def test_a_file_with_a_fault_stays(tmp_path: Path) -> None:
    out = tmp_path / "t.yaml"
    out.write_text("not triggers", encoding="utf-8")
    with pytest.raises(TriggersError, match=r"t\.yaml:1:1"):
        run("--call", "CandidateService.updateEx", "--out", str(out))
    assert out.read_text(encoding="utf-8") == "not triggers"


def test_a_call_of_an_earlier_capture_is_a_warning(tmp_path: Path) -> None:
    out = tmp_path / "t.yaml"
    out.write_text(
        "version: 1\nreceiver: https://h.example.com\nstack: a\ntriggers:\n"
        "  - name: old\n    service_calls: [CandidateService.updat]\n",
        encoding="utf-8",
    )
    made = json.loads(run("--call", "CandidateService.updateEx", "--out", str(out), "--json"))
    assert made["warnings"] == [
        "old: CandidateService.updat is in none of the captures given. "
        "Nearest: CandidateService.updateEx, CandidateService.getListEx, CandidateService.getDetail."
    ]


def test_without_a_terminal_it_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(TriggersError, match="not said which") as raised:
        run("--out", str(tmp_path / "t.yaml"))
    assert "--action" in raised.value.hint
    assert raised.value.exit_code == 1


def test_on_a_dumb_terminal_it_asks_for_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "on_a_terminal", lambda: True)
    monkeypatch.setenv("TERM", "dumb")
    out = tmp_path / "t.yaml"
    made = run("--out", str(out), answer="7\n1\n")
    assert "1  Set status | *selected* <b>: CandidateService.updateEx" in made
    assert "from 1 to 2" in made
    assert [trigger.name for trigger in load_triggers(out).triggers] == ["set-status-selected-b"]


def test_a_stack_that_cannot_be_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(click.BadParameter):
        run("--stack", "a b", "--call", "CandidateService.updateEx", "--out", str(tmp_path / "t.yaml"))


@pytest.mark.parametrize("number", ["nan", "inf", "-1", "many"])
def test_a_day_that_is_no_number_is_wrong_usage(tmp_path: Path, number: str) -> None:
    out = tmp_path / "t.yaml"
    with pytest.raises(click.BadParameter):
        run("--call", "CandidateService.updateEx", "--per-day", number, "--out", str(out))
    assert not out.exists()


def test_the_forecast_from_the_log(tmp_path: Path) -> None:
    out, log = tmp_path / "t.yaml", tmp_path / "log.json"
    row = {"added": "2026-11-20 09:00:00", "service_call": "CandidateService.updateEx", "user": "7"}
    log.write_text(json.dumps([row] * 8000), encoding="utf-8")
    made = run("--call", "CandidateService.updateEx", "--log", str(log), "--out", str(out))
    assert "About 8,000 deliveries a user and day of 10,000 (80 %): as on 2026-11-20" in " ".join(made.split())
    assert "From 70 % on the handlers warn." in " ".join(made.split())
    with pytest.raises(click.UsageError, match="not both"):
        run("--call", "CandidateService.updateEx", "--log", str(log), "--per-day", "5", "--out", str(out))


def test_a_log_that_cannot_be_read_leaves_the_file_unwritten(tmp_path: Path) -> None:
    out, log = tmp_path / "t.yaml", tmp_path / "log.json"
    log.write_text("<html>", encoding="utf-8")
    with pytest.raises(TriggersError, match="this is not JSON"):
        run("--call", "CandidateService.updateEx", "--log", str(log), "--out", str(out))
    assert not out.exists()
