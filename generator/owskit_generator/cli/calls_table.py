"""The table of `owskit calls`: grouped by action, writes first, nothing cut off."""

from __future__ import annotations

from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from owskit_generator.cli.output import printable
from owskit_generator.overview import ActionView, CallCount, Overview

_KIND, _NUMBER, _SURE = len("telemetry"), len("failed"), len("unattributed")
_GAP = 2
"""Blanks before each of the five columns; a column's width includes them."""

_NARROWEST = 16

_BY_PERSON = frozenset({"gesture", "mark", "checklist"})
_NONE = "no service calls"
_CACHED = "no call (answered from the page's cache?)"
"""Go! keeps answers in memory, so that a second click may send nothing (`ows.md` 9)."""


def show(target: Console, view: Overview) -> None:
    """Prints at the width of the terminal; into a pipe as wide as the longest name, so that it can be searched."""
    names = [entry.service_call for entry in view.service_calls]
    others = 5 * _GAP + _KIND + 2 * _NUMBER + _SURE
    longest = max((len(name) for name in names), default=0)
    if not target.is_terminal:
        target.width = max(target.width, longest + others, *(len(_title(a, target)) for a in view.actions), 0)
    width = max(_NARROWEST, min(max(longest, len("service call")), target.width - others))
    head = _grid(width)
    head.add_row("kind", "service call", "calls", "failed", "how sure", style="dim")
    target.print(head)
    for action in view.actions:
        target.print()
        target.print(Text(_title(action, target), style="bold"))
        place = printable(action.where, target.encoding)
        if place and not printable(action.label, target.encoding).startswith(f"{place} › "):
            target.print(Text(place, style="dim"))
        _show_calls(target, action.calls, width, _none(action))
    for title, entries in (("In the background", view.background), ("Of no known action", view.unattributed)):
        if entries:
            target.print()
            target.print(Text(title, style="bold"))
            _show_calls(target, entries, width)
    _show_sum(target, view)


def _none(action: ActionView) -> str:
    if action.how not in _BY_PERSON:
        return _NONE
    return _CACHED if action.cached else "no call"


def _title(action: ActionView, target: Console) -> str:
    label = printable(action.label, target.encoding) or action.id
    return f"{label}  ({printable(action.how, target.encoding)}, {_clock(action.at)})"


def _clock(at: str) -> str:
    """In the time of the person's own clock."""
    try:
        return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, OverflowError):
        return "no time"


def _show_calls(target: Console, entries: list[CallCount], width: int, none: str = _NONE) -> None:
    if not entries:
        target.print(f"  {none}")
        return
    rows = _grid(width)
    for entry in sorted(entries, key=lambda entry: entry.kind != "write"):
        write = entry.kind == "write"
        rows.add_row(
            Text("WRITE" if write else entry.kind, style="bold yellow" if write else ""),
            Text(_folded(printable(entry.service_call, target.encoding), width), overflow="fold"),
            str(entry.count),
            Text(str(entry.failed) if entry.failed else "-", style="bold red" if entry.failed else "dim"),
            Text(entry.sure, style="dim"),
        )
    target.print(rows)


def _folded(name: str, width: int) -> str:
    """A name that is too long breaks behind its last dot, so that the verb stays whole."""
    service, dot, verb = name.rpartition(".")
    return f"{service}{dot}\n{verb}" if dot and len(name) > width else name


def _grid(width: int) -> Table:
    grid = Table.grid(padding=(0, 0, 0, _GAP), pad_edge=True)
    grid.add_column(width=_GAP + _KIND, no_wrap=True)
    grid.add_column(width=_GAP + width, overflow="fold")
    grid.add_column(width=_GAP + _NUMBER, justify="right", no_wrap=True)
    grid.add_column(width=_GAP + _NUMBER, justify="right", no_wrap=True)
    grid.add_column(width=_GAP + _SURE, no_wrap=True)
    return grid


def _show_sum(target: Console, view: Overview) -> None:
    calls = sum(entry.count for entry in view.service_calls)
    failed = sum(entry.failed for entry in view.service_calls)
    writes = sum(entry.count for entry in view.service_calls if entry.kind == "write")
    target.print()
    target.print(
        f"Calls: {calls}, of them writes: {writes}, failed: {failed}."
        f" Service calls: {len(view.service_calls)}. Actions: {len(view.actions)}."
    )
    if view.problems:
        target.print()
        target.print(Text("Problems", style="bold"))
        for problem in view.problems:
            target.print(Text(f"  {problem.count} x {printable(problem.what, target.encoding)}"))
