"""`owskit diff`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from owskit_addon.errors import CatalogueError, NewerFormat, TriggersError
from owskit_generator.cli import main

CAPTURE = Path(__file__).parents[1] / "catalogue" / "golden" / "capture.jsonl"
TRIGGERS = "version: 1\nreceiver: https://hooks.example.com/otys\nstack: acme\ntriggers:\n"


def run(*args: Any) -> Result:
    from owskit_generator.cli.diff import command

    return CliRunner().invoke(command, [str(arg) for arg in args])


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The field `note` of an update gone, a type changed, a read without a field."""
    text = CAPTURE.read_text(encoding="utf-8").replace(
        '{"statusId":5,"note":"tok:text:40:000000f001"}', '{"statusId":5}'
    )
    path = tmp_path / "later.jsonl"
    path.write_text(text.replace('"totalCount"', '"total"').replace('{"statusId":"5"}', '{"statusId":true}'), "utf-8")
    return path


def test_captures_and_catalogues_and_folders_are_the_same(tmp_path: Path, later: Path) -> None:
    from owskit_generator.cli.catalogue import command

    out = tmp_path / "catalogue"
    assert CliRunner().invoke(command, [str(CAPTURE), "--out", str(out)]).exit_code == 0
    whole = run(CAPTURE, later)
    assert whole.exit_code == 0
    assert whole.output == run(out, later).output == run(out / "catalogue.json", later).output
    assert run(CAPTURE, out).output == "Nothing is different.\n"


def test_text_says_what_breaks_first(later: Path) -> None:
    text = run(CAPTURE, later).output
    assert text.splitlines() == [
        "Breaking:",
        "  CandidateService.getListEx: field result.totalCount was not seen this time",
        "  CandidateService.updateEx: arguments.2.statusId was whole number or text and is yes or no or whole number",
        "Harmless:",
        "  CandidateService.getListEx: new field result.total",
        "  CandidateService.updateEx: field arguments.2.note was not seen this time",
        "4 changes, 2 breaking.",
    ]


def test_json_and_exit_codes(later: Path) -> None:
    made = json.loads(run(CAPTURE, later, "--json").output)
    assert made["breaking"] == 2
    assert made["changes"][1] == {
        "what": "type_changed",
        "breaking": True,
        "service_call": "CandidateService.updateEx",
        "part": "arguments",
        "path": ["2", "statusId"],
        "before": ["integer", "string"],
        "after": ["boolean", "integer"],
        "event": "",
        "way": "",
    }
    assert run(CAPTURE, later, "--fail-on", "breaking").exit_code == 1
    assert run(CAPTURE, later, "--fail-on", "breaking", "--json").exit_code == 1
    assert run(CAPTURE, CAPTURE, "--fail-on", "any").exit_code == 0


def test_triggers_say_what_can_break(tmp_path: Path, later: Path) -> None:
    triggers = tmp_path / "triggers.yaml"
    triggers.write_text(f"{TRIGGERS}  - name: a\n    service_calls: [VacancyService.update]\n", encoding="utf-8")
    assert run(CAPTURE, later, "--triggers", triggers, "--fail-on", "breaking").exit_code == 0
    triggers.write_text(
        f"{TRIGGERS}  - name: a\n    service_calls: [VacancyService.update]\n    reads: [CandidateService.getListEx]\n",
        encoding="utf-8",
    )
    made = run(CAPTURE, later, "--triggers", triggers, "--fail-on", "breaking")
    assert made.exit_code == 1
    assert made.output.splitlines()[1] == "  CandidateService.getListEx: field result.totalCount was not seen this time"
    triggers.write_text("triggers: x", encoding="utf-8")
    assert isinstance(run(CAPTURE, later, "--triggers", triggers).exception, TriggersError)


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("{}", CatalogueError, "no catalogue"),
        ("notes", CatalogueError, "no catalogue"),
        ('{"owskit": "9", "catalogue": 99}', CatalogueError, "format 99"),
        ('{"owskit": "0", "catalogue": 1}', CatalogueError, "not whole"),
        (
            '{"owskit": "0", "catalogue": 1, "service_calls": [{"x": 1}], "actions": [], "captures": [],'
            ' "business_events": []}',
            CatalogueError,
            "not whole",
        ),
        ('{"event":"capture","format":99}\n', NewerFormat, "format 99"),
    ],
)
def test_what_is_neither(tmp_path: Path, text: str, error: type[Exception], said: str) -> None:
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")
    result = run(CAPTURE, path)
    assert isinstance(result.exception, error)
    assert said in str(result.exception)
    assert isinstance(run(CAPTURE, tmp_path / "nothing").exception, CatalogueError)
    assert isinstance(run(CAPTURE, tmp_path).exception, CatalogueError)


def test_names_from_traffic_steer_no_terminal(tmp_path: Path) -> None:
    evil = tmp_path / "evil.jsonl"
    evil.write_text(CAPTURE.read_text("utf-8").replace('"totalCount"', '"\\u001b[31m\\n\\u202ex"'), encoding="utf-8")
    output = run(CAPTURE, evil).output
    assert not set("\x1b\u202e") & set(output)
    assert len(output.splitlines()) == 5


def test_the_command_is_known() -> None:
    assert "diff" in main.__globals__["COMMANDS"]


def test_the_background_is_no_difference(tmp_path: Path) -> None:
    from owskit_generator.cli.catalogue import command

    out = tmp_path / "catalogue"
    assert CliRunner().invoke(command, [str(CAPTURE), "--out", str(out), "--with-background"]).exit_code == 0
    assert run(out, CAPTURE).output == "Nothing is different.\n"
