"""What was ignored in the bar is in nothing that is made of a capture, and is counted."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from owskit_addon.capture.several import IGNORED, IGNORED_CALL
from owskit_generator.cli.main import cli

AT = "2026-11-20T09:30:00.000Z"
STATUS = {"business_event": "Change status", "way": "in bulk"}
CERTAIN = {"at": AT, "sure": "certain"}
SLIP = [["--action", "A slip"], ["--event", "Change status"], ["--call", "VacancyService.delete"]]
EVENTS = [
    {"event": "capture", "format": 1, "values": "tokens"},
    {"event": "action", "id": "a1", "label": "Meant", "how": "gesture", "at": AT},
    {
        "event": "call",
        "id": "1",
        "service_call": "CandidateService.updateEx",
        "action": "a1",
        "at": AT,
        "sure": "certain",
    },
    {"event": "action", "id": "a2", "label": "A slip", "how": "checklist", "at": AT, **STATUS},
    {"event": "call", "id": "2", "service_call": "VacancyService.delete", "action": "a2", **CERTAIN},
    {"event": "action", "id": "a2", "label": "A slip", "how": "checklist", "at": AT, **STATUS, "ignored": True},
]


@pytest.fixture
def capture(tmp_path: Path) -> str:
    path = tmp_path / "c.jsonl"
    path.write_text("".join(json.dumps(event) + "\n" for event in EVENTS), encoding="utf-8")
    return str(path)


def texts(file: Path) -> list[bytes]:
    """What the file says; a workbook is a zip."""
    if not zipfile.is_zipfile(file):
        return [file.read_bytes()]
    with zipfile.ZipFile(file) as book:
        return [book.read(name) for name in book.namelist()]


def test_calls(capture: str) -> None:
    found = json.loads(CliRunner().invoke(cli, ["calls", capture, "--json"]).stdout)
    assert [action["label"] for action in found["actions"]] == ["Meant"]
    assert [call["service_call"] for call in found["service_calls"]] == ["CandidateService.updateEx"]
    assert {"what": IGNORED, "count": 1} in found["problems"]
    assert {"what": IGNORED_CALL, "count": 1} in found["problems"]


def test_catalogue(capture: str, tmp_path: Path) -> None:
    out = tmp_path / "catalogue"
    assert CliRunner().invoke(cli, ["catalogue", capture, "--out", str(out)]).exit_code == 0
    for file in out.iterdir():
        for text in texts(file):
            assert b"VacancyService" not in text, file.name
            assert b"A slip" not in text, file.name
    assert IGNORED in (out / "catalogue.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "option", [["--action", "A slip"], ["--event", "Change status"], ["--call", "VacancyService.delete"]]
)
def test_choose(capture: str, tmp_path: Path, option: list[str]) -> None:
    result = CliRunner().invoke(cli, ["choose", capture, "--out", str(tmp_path / "triggers.yaml"), *option])
    assert result.exit_code != 0
    assert "in no capture" in str(result.exception)
