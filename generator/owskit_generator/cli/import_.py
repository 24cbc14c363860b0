"""`owskit import`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from owskit_generator.cli.host_option import checked

if TYPE_CHECKING:
    from owskit_generator.importing import ImportReport

_PATIENCE = 1.0
"""Seconds before a progress bar is shown."""


@click.command(short_help="Make a capture from files of other tools (.mitm, .har, .zhar, .saz).")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="CAPTURE", help="The capture to write.")
@click.option(
    "--host",
    "hosts",
    multiple=True,
    callback=checked,
    metavar="NAME",
    help="Take this host too, besides OTYS' own (or *.example.com).",
)
@click.option(
    "--values",
    type=click.Choice(["tokens", "plain"]),
    default="tokens",
    show_default=True,
    help="plain keeps personal values (never secrets).",
)
@click.option("--force", is_flag=True, help="Replace CAPTURE if it exists.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
def command(
    files: tuple[Path, ...],
    out: Path,
    hosts: tuple[str, ...],
    values: Literal["tokens", "plain"],
    force: bool,
    as_json: bool,
) -> None:
    """Make a capture from files of other tools: mitmproxy (.mitm), browsers (.har, .zhar), Fiddler (.saz).

    What a file is, its first bytes say. Secrets are never written; personal values become tokens.

    \b
    Example:  owskit import session.har --out session.jsonl
              owskit import *.saz --out week.jsonl --host go.example.com
    """
    from owskit_generator.cli.output import emit_json
    from owskit_generator.importing import import_files

    if values == "plain":
        click.echo(
            "WARNING: --values plain writes names, addresses and other personal data of candidates into the capture."
            " Keep it to yourself and delete it when you are done.",
            err=True,
        )
    with _bar(len(files)) as progress:
        report = import_files(files, out, hosts=hosts, values=values, force=force, progress=progress)
    if as_json:
        emit_json(report)
    else:
        _tell(report)


def _tell(report: ImportReport) -> None:
    from owskit_addon.sources import WORDS
    from owskit_generator.cli.output import printable

    for file in report.files:
        why = f" (by its first bytes; the name says {WORDS[file.by_name]})" if file.by_name else ""
        click.echo(f"{printable(file.file)}: {WORDS[file.kind]}{why}")
        click.echo(f"  exchanges: {file.exchanges}, of them with OWS: {file.ows}. Service calls: {file.service_calls}.")
        for problem in file.problems:
            click.echo(f"  {problem.count} x {problem.what}")
    click.echo(
        f"{printable(report.capture)}: {report.service_calls} calls in {report.actions} actions."
        f" See them: owskit calls {printable(report.capture)}"
    )


@contextmanager
def _bar(files: int) -> Iterator[Callable[[Path, float], None]]:
    """A progress bar on a terminal, once it has taken longer than a second."""
    import time

    from owskit_generator.cli.output import console, printable

    target = console(stderr=True)
    if not target.is_terminal:
        yield lambda file, part: None
        return
    from rich.markup import escape
    from rich.progress import Progress

    shown = Progress(console=target, transient=True)
    task = shown.add_task("", total=1.0)
    begun, started = time.monotonic(), False
    done: dict[Path, float] = {}

    def progress(file: Path, part: float) -> None:
        nonlocal started
        done[file] = part
        if not started and time.monotonic() - begun > _PATIENCE:
            started = True
            shown.start()
        if started:
            before = sum(done.values()) / files
            shown.update(task, completed=before, description=escape(printable(file.name)))

    try:
        yield progress
    finally:
        if started:
            shown.stop()
