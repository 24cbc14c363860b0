from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from owskit_addon.capture.events import Action, Call, CaptureStart, Event, Problem
from owskit_addon.errors import CaptureError, NewerFormat, NotACapture, OwskitError
from owskit_generator.cli.calls_table import show
from owskit_generator.cli.main import cli
from owskit_generator.overview import overview

LONG = "CandidateStandardDocumentGenerationSettingsService.getSomethingForEveryoneAndAll"
START = {"event": "capture", "format": 1, "values": "tokens"}
AT = "2026-11-20T09:30:00.000Z"


def written(folder: Path, *events: Any, name: str = "c.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(event) + "\n" for event in (START, *events)), encoding="utf-8")
    return path


def call(service_call: str, action: str | None, **more: Any) -> dict[str, Any]:
    return {"event": "call", "id": "1", "service_call": service_call, "action": action, "at": AT, **more}


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, ["calls", *map(str, args)])


def table(width: int, *events: Event) -> str:
    target = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None, markup=False, emoji=False)
    show(target, overview(events))
    out = target.file
    assert isinstance(out, io.StringIO)
    return out.getvalue()


def event(service_call: str, outcome: Any = "ok") -> Call:
    return Call(id="1", service_call=service_call, action="a1", sure="probable", at=AT, outcome=outcome)


def action(label: str = "Save", **more: Any) -> Action:
    return Action(id="a1", label=label, how="mark", at=AT, **more)


def test_actions_with_their_calls_writes_first_and_marked(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"event": "action", "id": "a1", "label": "Change status", "how": "mark", "where": "Candidates", "at": AT},
        call("CandidateService.getListEx", "a1"),
        call("CandidateService.updateEx", "a1"),
        call("CandidateService.updateEx", "a1", outcome="failed"),
        call("PhoenixModuleService.processStatistics", None, sure="background"),
    )
    result = run(path)
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    title = next(number for number, line in enumerate(lines) if line.startswith("Change status (mark, 2026-11-"))
    assert lines[title + 1 : title + 4] == [
        "Candidates",
        "WRITE CandidateService.updateEx 2 1 unattributed",
        "read CandidateService.getListEx 1 - unattributed",
    ]
    assert "In the background" in lines
    assert "Calls: 4, of them writes: 2, failed: 1. Service calls: 3. Actions: 1." in lines


def test_json_is_the_overview(tmp_path: Path) -> None:
    result = run(written(tmp_path, call("A.getX", None)), "--json")
    assert result.exit_code == 0
    assert list(json.loads(result.stdout)) == ["actions", "background", "unattributed", "service_calls", "problems"]


def test_several_captures_are_one(tmp_path: Path) -> None:
    event = {"event": "action", "id": "a1", "label": "Save", "how": "mark", "at": AT}
    paths = [written(tmp_path, event, call("A.getX", "a1"), name=name) for name in ("a.jsonl", "b.jsonl")]
    told = json.loads(run(*paths, "--json").stdout)
    assert [a["id"] for a in told["actions"]] == ["a1", "2:a1"]
    assert told["service_calls"][0]["count"] == 2


def test_without_calls_it_says_what_to_do(tmp_path: Path) -> None:
    result = run(written(tmp_path), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["actions"] == []
    assert "owskit record" in result.stderr


def test_filters_that_leave_nothing_say_so(tmp_path: Path) -> None:
    result = run(written(tmp_path, call("A.getX", None)), "--kind", "write")
    assert result.exit_code == 0
    assert "--kind" in result.stderr


def test_a_torn_line_is_among_the_problems(tmp_path: Path) -> None:
    path = written(tmp_path, call("A.getX", None))
    path.write_text(path.read_text(encoding="utf-8") + '{"event":"ca', encoding="utf-8")
    assert "The last line is torn" in run(path).stdout


@pytest.mark.parametrize(
    ("data", "error"),
    [('{"log":{"entries":[]}}', NotACapture), ('{"event":"capture","format":2}', NewerFormat), (None, CaptureError)],
)
def test_wrong_files_are_errors(tmp_path: Path, data: str | None, error: type[OwskitError]) -> None:
    path = tmp_path / "given"
    if data is not None:
        path.write_text(data, encoding="utf-8")
    assert isinstance(run(path).exception, error)


def test_names_are_never_cut_on_80_columns() -> None:
    lines = table(80, CaptureStart(), action(), event(LONG), event("CandidateService.updateEx")).splitlines()
    assert max(map(len, lines)) <= 80
    assert not any("…" in line for line in lines)
    middle = "".join(line[13:50].strip() for line in lines)
    assert LONG in middle
    assert any(line.strip() == "getSomethingForEveryoneAndAll" for line in lines)


def test_a_pipe_has_every_name_on_one_line(tmp_path: Path) -> None:
    assert f" {LONG} " in run(written(tmp_path, call(LONG, None))).stdout


def test_what_traffic_says_is_text_and_commands_no_terminal() -> None:
    shown = table(80, action("[red]Save[/red]\x1b[2J\u202e :smile:"), event("A.getX"), Problem(what="[bold]"))
    assert "[red]Save[/red]\ufffd[2J\ufffd :smile:" in shown
    assert "\x1b" not in shown
    assert "1 x [bold]" in shown


def test_an_output_that_knows_few_characters_is_no_fault() -> None:
    raw = io.BytesIO()
    target = Console(file=io.TextIOWrapper(raw, encoding="ascii"), width=80, markup=False)
    show(target, overview([action("Candidates › Status", where="é"), event("A.getX")]))
    target.file.flush()
    assert b"Candidates ? Status" in raw.getvalue()


def test_an_action_without_calls_says_so_and_a_page_without_is_only_that() -> None:
    cached = "no call (answered from the page's cache?)"
    look = Action(id="a2", label="Look", how="gesture", at=AT)
    for again in (msgspec.structs.replace(look, target="button"), msgspec.structs.replace(action(), id="a2")):
        assert cached in table(80, action(), event("A.getX"), again)
    for target in ("", "checkbox", "opener"):
        shown = table(80, action(), event("A.getX"), msgspec.structs.replace(look, target=target))
        assert "  no call\n" in shown
        assert cached not in shown
    opened = table(80, event("A.getX"), Action(id="a2", label="Page", how="navigation", at=AT))
    assert "no service calls" in opened


def test_what_the_rest_of_the_capture_shows_decides_where_a_call_stands(tmp_path: Path) -> None:
    both = {"exchange": "e1", "args": ["s", 1], "causes": [["a1", "inherited"], [None, "background"]]}
    idle = {"sure": "background", "args": ["s", 1]}
    path = written(
        tmp_path,
        {"event": "action", "id": "a1", "label": "Save", "how": "gesture", "at": AT},
        call("CandidateService.updateEx", None, **both),
        call("MailboxService.getUnreadCount", None, **both),
        call("MailboxService.getUnreadCount", None, exchange="e2", **idle),
        call("MailboxService.getUnreadCount", None, exchange="e3", **idle),
    )
    view = json.loads(run(path, "--json").stdout)
    (saved,) = view["actions"]
    assert [(each["service_call"], each["sure"]) for each in saved["calls"]] == [
        ("CandidateService.updateEx", "probable")
    ]
    assert [(each["service_call"], each["count"]) for each in view["background"]] == [
        ("MailboxService.getUnreadCount", 3)
    ]
    assert view["unattributed"] == []


def test_a_step_that_was_only_the_background_is_not_shown() -> None:
    assert "Step 1" not in table(80, event("A.getX"), Action(id="a2", label="Step 1", how="gap", at=AT))


def test_a_place_that_the_label_begins_with_stands_once() -> None:
    label = "Candidates › list › Status"
    lines = [line.strip() for line in table(100, action(label, where="Candidates › list")).splitlines()]
    assert any(line.startswith(label) for line in lines)
    assert "Candidates › list" not in lines
    assert "Candidates › list" in table(100, action("Status", where="Candidates › list")).splitlines()
