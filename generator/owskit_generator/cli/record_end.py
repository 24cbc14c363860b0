"""What `owskit record` says at the end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from owskit_addon.progress import Progress
    from owskit_addon.recorder.summary import Summary


def say_end(capture: Path, summary: Summary, checklist: Path | None, as_json: bool) -> None:
    """The summary and how far the checklist is, for a person or as one line of JSON."""
    progress = _progress(capture, checklist)
    if as_json:
        import msgspec

        done = {"checklist": progress.counts()} if progress else {}
        line = {"event": "summary", "capture": str(capture), **msgspec.to_builtins(summary), **done}
        click.echo(json.dumps(line))
        return
    from rich.table import Table

    from owskit_generator.cli.output import console

    table = Table(title=None, show_header=False, box=None)
    table.add_column(justify="right")
    table.add_column()
    rows = [
        (summary.actions, _counted(summary.actions, "action")),
        (summary.calls, f"{_counted(summary.calls, 'call')}, {summary.background} of them in the background"),
        (summary.service_calls, _counted(summary.service_calls, "different service call")),
        (summary.failed, f"{_counted(summary.failed, 'call')} without success"),
        (summary.problems, _counted(summary.problems, "problem")),
        (summary.lost, f"{_counted(summary.lost, 'call')} lost"),
    ]
    for number, what in rows:
        table.add_row(str(number), what)
    out = console()
    out.print(f"\nRecorded into {capture}:")
    out.print(table)
    if not summary.hosts and not summary.calls:
        out.print("No service calls: nothing came through the proxy. Is the browser set to use it?", soft_wrap=True)
    elif not summary.calls:
        seen = ", ".join(summary.hosts)
        out.print(f"No service calls: nothing like OWS went by. These hosts were seen: {seen}", soft_wrap=True)
        out.print("If OTYS Go! is on another host, add it with --host.")
    else:
        out.print(f"See them with: owskit calls {capture}", soft_wrap=True)
    if progress is not None:
        from owskit_generator.cli.checklist_table import show_progress

        show_progress(out, progress)
        out.print(f"The calls of each: owskit calls {capture} --checklist", soft_wrap=True)


def _counted(number: int, what: str) -> str:
    return what if number == 1 else f"{what}s"


def _progress(capture: Path, checklist: Path | None) -> Progress | None:
    """How far the checklist is, all recordings into this capture together; None without one."""
    if checklist is None:
        return None
    from owskit_addon.capture.reader import read_without_calls
    from owskit_addon.progress import Progress

    progress = Progress()  # the capture says itself what was asked for, also if the file was changed meanwhile
    for event in read_without_calls(capture):
        progress.saw(event)
    return progress
