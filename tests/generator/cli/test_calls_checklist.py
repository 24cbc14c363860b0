from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from owskit_addon.errors import ChecklistError
from owskit_generator.cli.main import cli

AT = "2026-11-20T09:30:00.000Z"
STATUS = {"business_event": "Change status", "at": AT}
EVENTS: list[dict[str, Any]] = [
    {"event": "capture", "format": 1, "values": "tokens"},
    {"event": "way", **STATUS, "way": "from the detail", "state": "listed", "times": 2},
    {"event": "way", **STATUS, "way": "in bulk", "state": "listed", "times": 2},
    {"event": "way", **STATUS, "way": "from a workflow", "state": "listed", "times": 2},
    {"event": "action", "id": "a1", "label": "x", "how": "checklist", **STATUS, "way": "from the detail"},
    {
        "event": "call",
        "id": "1",
        "service_call": "CandidateService.updateEx",
        "action": "a1",
        "at": AT,
        "sure": "certain",
    },
    {"event": "call", "id": "2", "service_call": "CandidateService.getDetail", "action": "a1", "at": AT},
    {"event": "action", "id": "a2", "label": "x", "how": "checklist", **STATUS, "way": "from the detail"},
    {
        "event": "call",
        "id": "3",
        "service_call": "CandidateService.updateEx",
        "action": "a2",
        "at": AT,
        "sure": "certain",
    },
    {"event": "action", "id": "a3", "label": "x", "how": "checklist", **STATUS, "way": "in bulk", "ignored": True},
    {"event": "call", "id": "4", "service_call": "CandidateService.updateBulk", "action": "a3", "at": AT},
    {"event": "way", **STATUS, "way": "in bulk", "state": "skipped", "reason": "nobody does it"},
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "c.jsonl"
    path.write_text("".join(json.dumps(event) + "\n" for event in EVENTS), encoding="utf-8")
    return path


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, ["calls", *map(str, args)])


@pytest.mark.parametrize("before", [True, False])
def test_events_ways_and_calls(path: Path, before: bool) -> None:
    result = run("--checklist", path) if before else run(path, "--checklist")
    assert result.exit_code == 0, result.output
    lines = [" ".join(line.split()) for line in result.stdout.splitlines() if line.strip()]
    assert lines == [
        "Change status",
        "done from the detail (2 of 2 times)",
        "WRITE CandidateService.updateEx every time 2 calls certain",
        "read CandidateService.getDetail 1 of 2 times 1 call unattributed",
        "skipped in bulk (nobody does it)",
        "NOT DONE from a workflow (0 of 2 times)",
        "1 of 3 ways done, 1 skipped, 1 not done.",
    ]


def test_by_a_checklist_of_a_file(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "list.yaml"
    other.write_text("events:\n  - event: Change Status\n    ways: [by fax, from the detail]\n", encoding="utf-8")
    found = json.loads(run(path, "--checklist", other, "--json").stdout)
    ways = [(way["way"], way["state"], way["listed"]) for event in found["events"] for way in event["ways"]]
    assert ways == [("by fax", "open", True), ("from the detail", "begun", True)]


def test_json_says_what_is_core_and_what_was_skipped(path: Path) -> None:
    found = json.loads(run(path, "--checklist", "--json", "--kind", "write").stdout)
    (event,) = found["events"]
    assert event["business_event"] == "Change status"
    assert event["ways"][0]["calls"] == [
        {
            "service_call": "CandidateService.updateEx",
            "kind": "write",
            "core": True,
            "seen_in": 2,
            "count": 2,
            "failed": 0,
            "sure": "certain",
        }
    ]
    assert event["ways"][1]["reason"] == "nobody does it"
    assert found["counts"] == {"ways": 3, "open": 1, "begun": 0, "done": 1, "skipped": 1}


def test_without_any_checklist_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps(EVENTS[0]) + "\n", encoding="utf-8")
    result = run(path, "--checklist")
    assert result.exit_code == 0
    assert "No checklist was recorded with." in result.stderr


def test_wrong_use_and_a_checklist_with_a_fault(path: Path, tmp_path: Path) -> None:
    assert run().exit_code == 2
    assert run("--checklist").exit_code == 2
    assert run(path, "--checklist", "--action", "x").exit_code == 2
    bad = tmp_path / "list.yaml"
    bad.write_text("evnts: []\n", encoding="utf-8")
    assert isinstance(run(path, "--checklist", bad).exception, ChecklistError)


def test_hostile_names_steer_no_terminal(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    way = {"event": "way", "business_event": "[red]\x1b[2J", "way": "\x1b]0;x\x07\u202e", "at": AT, "state": "listed"}
    path.write_text("".join(json.dumps(event) + "\n" for event in (EVENTS[0], way)), encoding="utf-8")
    shown = run(path, "--checklist").stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[red]" in shown


def test_into_a_pipe_each_way_is_one_line(tmp_path: Path) -> None:
    way = "with the switch on the vacancy, once all the fields that are needed for it are filled in"
    path = tmp_path / "long.jsonl"
    led = {"event": "way", **STATUS, "way": way}
    events = [EVENTS[0], {**led, "state": "listed"}, {**led, "state": "skipped", "reason": "this client has none"}]
    path.write_text("".join(json.dumps(event) + "\n" for event in events), encoding="utf-8")
    assert f"  skipped  {way}  (this client has none)" in run(path, "--checklist").stdout.splitlines()
