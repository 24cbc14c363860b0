"""`owskit lint`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from owskit_generator.cli.foreseen import PER_DAY, foresee

if TYPE_CHECKING:
    from owskit_generator.triggers.forecast import Forecast
    from owskit_generator.triggers.lint import Finding
    from owskit_generator.triggers.listed import Registered
    from owskit_generator.triggers.model import Triggers
    from owskit_generator.triggers.uses import Uses

_FILE = click.Path(path_type=Path, readable=False)


@click.command(short_help="Find loops and other problems of triggers.yaml before anything runs.")
@click.argument("triggers", type=_FILE, required=False)
@click.option("--explain", "code", metavar="CODE", help="Say what a code means (OWK001 …) and what to do.")
@click.option("--capture", "captures", multiple=True, type=_FILE, help="Hold it against this capture. Repeatable.")
@click.option(
    "--registered", metavar="FILE|live", help="Hold it against the webhooks at OTYS: a saved list, or ask OTYS now."
)
@click.option("--project", metavar="DIR", type=_FILE, help="The handler project. Without it, the folder of TRIGGERS.")
@click.option("--per-day", type=PER_DAY, metavar="N", help="Calls by people, per user and day.")
@click.option("--log", metavar="FILE", type=_FILE, help="OTYS' webhook log, saved as JSON, to forecast from.")
@click.option("--user", "users", multiple=True, metavar="ID", help="The user of the API key. Else OTYS_USER_ID.")
@click.option("--graph", metavar="FILE", type=_FILE, help="Write the graph of triggers and calls as SVG too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
def command(
    triggers: Path | None,
    code: str | None,
    captures: tuple[Path, ...],
    registered: str | None,
    project: Path | None,
    per_day: float | None,
    log: Path | None,
    users: tuple[str, ...],
    graph: Path | None,
    as_json: bool,
) -> None:
    """Find loops and other problems of triggers.yaml before anything runs.

    Prints each problem with its line and its cure, then which trigger wakes which. Exits with 1 where there is an
    error; warnings and notes leave it at 0.

    \b
    Example:  owskit lint triggers.yaml --capture session.jsonl --per-day 500
              owskit lint triggers.yaml --registered live --graph triggers.svg
              owskit lint --explain OWK002
    """
    from owskit_generator.cli.output import emit_json
    from owskit_generator.triggers.lint import Subject, lint
    from owskit_generator.triggers.load import parse_triggers, read_text

    if code is not None:
        _explain(code)
        return
    if triggers is None:
        raise click.UsageError("Name a triggers file, or a code with --explain.")
    text = read_text(triggers)
    given = parse_triggers(text, str(triggers))
    uses, warnings = _captured(captures, given)
    foreseen, more = foresee(given.triggers, uses.spans if uses is not None else (), per_day, log)
    warnings += more
    found = lint(
        Subject(
            triggers=given,
            text=text,
            name=str(triggers),
            uses=uses,
            forecast=foreseen,
            registered=_registered(registered) if registered is not None else None,
            project=_project(triggers, project),
            own_users=frozenset(users or filter(None, [os.environ.get("OTYS_USER_ID", "")])),
            environment=os.environ,
        )
    )
    if graph is not None:
        _draw(graph, given)
    if as_json:
        emit_json(_as_json(given, found, warnings, foreseen))
    else:
        _show(given, found, warnings, foreseen, text, str(triggers))
    if any(finding.level == "error" for finding in found):
        raise click.exceptions.Exit(1)


def _explain(code: str) -> None:
    from owskit_generator.triggers.lint import CODES

    found = CODES.get(code.strip().upper())
    if found is None:
        raise click.BadParameter(f"There are {', '.join(CODES)}.", param_hint="--explain")
    click.echo(f"{code.strip().upper()}: {found.title}\n\n{click.wrap_text(found.why)}\n")
    click.echo(click.wrap_text(f"What to do: {found.cure}"))


def _captured(captures: tuple[Path, ...], given: Triggers) -> tuple[Uses | None, list[str]]:
    """What the captures show, and a sentence for each call and each path that is not in them or can never be."""
    from owskit_generator.triggers.lint.paths import deaf_calls, unseen_paths

    deaf = list(deaf_calls(given.triggers))
    if not captures:
        return None, deaf
    from owskit_generator.cli.learning import capture_uses
    from owskit_generator.triggers.load import unseen_calls

    found = capture_uses(captures)
    unseen = unseen_calls(given, list(found.learned.calls))
    return found.uses, [*deaf, *unseen, *unseen_paths(given.triggers, found.learned)]


def _registered(where: str) -> list[Registered]:
    from owskit_generator.triggers.listed import read_rows, registered

    return registered(_live_rows() if where == "live" else read_rows(Path(where)))


def _live_rows() -> list[dict[str, Any]]:
    """What OTYS has registered now. Raises OwsError."""
    from owskit_generator.cli.webhooks.connection import connected
    from owskit_generator.triggers.listed import rows

    with connected(None) as ows:
        return rows(ows.call("WebhooksService.getList"))


def _project(triggers: Path, project: Path | None) -> Path | None:
    """As said; else where the file lies, if that is a project of ours."""
    from owskit_addon.errors import GenerateError
    from owskit_generator.triggers.lint.project import LOCK

    if project is not None:
        if not project.is_dir():
            raise GenerateError(f"{project}: there is no such folder.", "Give the folder that `owskit generate` made.")
        return project
    return triggers.parent if (triggers.parent / LOCK).is_file() else None


def _draw(graph: Path, given: Triggers) -> None:
    """An earlier picture is replaced, and that is said; raises GenerateError for any other file."""
    from owskit_addon.errors import GenerateError
    from owskit_generator.files import make_folder, write_whole
    from owskit_generator.triggers.lint.drawing import START, as_svg

    there = graph.exists()
    if there and not "".join(_lines(str(graph))[:1]).startswith(START):
        raise GenerateError(f"{graph} is there already and is no picture.", "Name another file with --graph.")
    make_folder(graph.parent)
    write_whole(graph, as_svg(given.triggers))
    click.echo(f"{graph}: {'replaced' if there else 'new'}: the graph", err=True)


def _as_json(given: Triggers, found: list[Finding], warnings: list[str], foreseen: Forecast | None) -> dict[str, Any]:
    from owskit_generator.triggers.forecast import as_json
    from owskit_generator.triggers.lint.graph import edges

    return {
        "findings": found,
        "warnings": warnings,
        "edges": [edge._asdict() for edge in edges(given.triggers)],
        "forecast": as_json(foreseen) if foreseen is not None else None,
    }


def _show(
    given: Triggers, found: list[Finding], warnings: list[str], foreseen: Forecast | None, text: str, name: str
) -> None:
    from owskit_generator.cli.foreseen import show_forecast
    from owskit_generator.cli.output import printable
    from owskit_generator.triggers.lint.graph import as_text

    lines = {name: text.splitlines()}
    for finding in found:
        place = f":{finding.line}:{finding.column}" if finding.line else ""
        click.echo(printable(f"{finding.file}{place}: {finding.level} {finding.code}: {finding.what}"))
        if finding.line and finding.file not in lines:
            lines[finding.file] = _lines(finding.file)
        if 0 < finding.line <= len(lines.get(finding.file, [])):
            click.echo(printable(f"{finding.line:>6} | {lines[finding.file][finding.line - 1].rstrip()}"))
        click.echo(printable(f"       cure: {finding.cure}"))
    for sentence in warnings:
        click.echo(printable(f"{name}: warning: {sentence}"))
    click.echo("")
    click.echo("\n".join(as_text(given.triggers)))
    if foreseen is not None:
        click.echo("")
        show_forecast(foreseen)
    counts = {level: sum(finding.level == level for finding in found) for level in ("error", "warning", "note")}
    said = [f"{count} {level}{'s' if count > 1 else ''}" for level, count in counts.items() if count]
    click.echo(f"\n{name}: {', '.join(said) or 'no problem found'}.")
    if found:
        click.echo(f"More on a code:  owskit lint --explain {found[0].code}")


def _lines(file: str) -> list[str]:
    """Of a handler or a file of settings; none where it has gone since."""
    try:
        return Path(file).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
