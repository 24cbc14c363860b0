"""What `owskit calls --checklist` prints, and how far a checklist is at the end of `owskit record`."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from owskit_addon.progress import Progress, WayProgress
from owskit_generator.by_checklist import ByChecklist, WayView
from owskit_generator.cli.output import printable

_STATES = {"done": "done", "begun": "begun", "open": "NOT DONE", "skipped": "skipped"}
_STYLES = {"done": "green", "begun": "yellow", "open": "bold red", "skipped": "dim"}


def show(target: Console, view: ByChecklist) -> None:
    """A heading an event, a line a way, and under it its calls: those of every time first."""
    names = [call.service_call for event in view.events for way in event.ways for call in way.calls]
    if not target.is_terminal:  # into a pipe as wide as needed, so that it can be searched
        ways = [_line(target, way).cell_len for event in view.events for way in event.ways]
        target.width = max([target.width, *ways, *(len(name) + 70 for name in names)])
    for event in view.events:
        target.print()
        target.print(Text(printable(event.business_event, target.encoding), style="bold underline"))
        for way in event.ways:
            _show_way(target, way)
    target.print()
    target.print(_sentence(view.counts))


def show_progress(target: Console, progress: Progress) -> None:
    """What was done, skipped and left, without calls."""
    target.print()
    target.print(f"Checklist: {_sentence(progress.counts())}")
    event = ""
    for entry in progress.ways():
        if entry.business_event != event:
            event = entry.business_event
            target.print(Text(printable(event, target.encoding), style="bold"))
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True, width=2 + max(map(len, _STATES.values())))
        table.add_column(overflow="fold")
        state = Text(f"  {_STATES[entry.state]}", style=_STYLES[entry.state])
        line = Text(printable(entry.way, target.encoding))
        line.append(f"  ({printable(_how(entry), target.encoding)})", style="dim")
        table.add_row(state, line)
        target.print(table)


def _line(target: Console, way: WayView) -> Text:
    line = Text("  ")
    line.append(_STATES[way.state], style=_STYLES[way.state])
    line.append(f"  {printable(way.way, target.encoding)}", style="bold")
    line.append(f"  ({printable(_how(way), target.encoding)})", style="dim")
    return line


def _show_way(target: Console, way: WayView) -> None:
    target.print()
    target.print(_line(target, way))
    if way.without_calls:
        word = "time" if way.without_calls == 1 else "times"
        target.print(Text(f"    {way.without_calls} {word} without any call", style="dim"))
    if not way.calls:
        return
    seen = way.done - way.without_calls
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for _ in range(4):
        grid.add_column(no_wrap=True)
    for call in way.calls:
        grid.add_row(
            Text(
                "    WRITE" if call.kind == "write" else f"    {call.kind}",
                style="yellow" if call.kind == "write" else "",
            ),
            Text(printable(call.service_call, target.encoding), style="bold" if call.core else "dim"),
            Text("every time" if call.core else f"{call.seen_in} of {max(seen, call.seen_in)} times"),
            Text(f"{call.count} calls" if call.count != 1 else "1 call"),
            Text(f"{call.failed} failed" if call.failed else "", style="red"),
            Text(call.sure, style="dim"),
        )
    target.print(grid)


def _how(way: WayView | WayProgress) -> str:
    """`2 of 3 times`, the reason where it was skipped, and whether the list had it."""
    told = [f"{way.done} of {way.times} times"] if way.done or way.state != "skipped" else []
    if way.state == "skipped" and way.reason:
        told.insert(0, way.reason)
    if not way.listed:
        told.append("added")
    return ", ".join(told)


def _sentence(counts: dict[str, int]) -> str:
    parts = [f"{counts['done']} of {counts['ways']} ways done"]
    parts += [
        f"{counts[state]} {said}" for state, said in (("begun", "begun"), ("skipped", "skipped")) if counts[state]
    ]
    if counts["open"]:
        parts.append(f"{counts['open']} not done")
    return ", ".join(parts) + "."
