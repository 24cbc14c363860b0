"""`owskit record --checklist`: what is said before anything starts, and at the end. The proxy is not started here."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from owskit_addon.capture.events import Action, Way
from owskit_addon.checklist import parse_checklist
from owskit_addon.errors import ChecklistError, MapFileError
from owskit_addon.progress import Progress
from owskit_generator.cli.checklist_table import show_progress
from owskit_generator.cli.main import cli

AT = "2026-11-20T09:30:00.000Z"
LIST = "events:\n  - event: Change status\n    times: 1\n    ways: [from the detail, in bulk, from a workflow]\n"


@pytest.mark.parametrize(
    ("option", "text", "error"),
    [("--checklist", "events: []\n", ChecklistError), ("--names", "names: [a]\n", MapFileError)],
)
def test_a_fault_in_a_file_is_said_before_a_proxy_starts(
    tmp_path: Path, option: str, text: str, error: type[Exception]
) -> None:
    file = tmp_path / "file.yaml"
    file.write_text(text, encoding="utf-8")
    capture = tmp_path / "c.jsonl"
    result = CliRunner().invoke(cli, ["record", str(capture), option, str(file), "--no-browser"])
    assert isinstance(result.exception, error)
    assert "file.yaml:1:" in str(result.exception)
    assert not capture.exists()


def test_progress_names_what_was_done_skipped_and_left() -> None:
    progress = Progress(parse_checklist(LIST, "list.yaml"))
    status = {"business_event": "Change status", "at": AT}
    progress.saw(Action(id="a1", label="x", how="checklist", way="from the detail", **status))
    progress.saw(Way(way="in bulk", state="skipped", reason="nobody does it", **status))
    out = io.StringIO()
    show_progress(Console(file=out, width=100, markup=False), progress)
    assert [" ".join(line.split()) for line in out.getvalue().splitlines() if line.strip()] == [
        "Checklist: 1 of 3 ways done, 1 skipped, 1 not done.",
        "Change status",
        "done from the detail (1 of 1 times)",
        "skipped in bulk (nobody does it)",
        "NOT DONE from a workflow (0 of 1 times)",
    ]
