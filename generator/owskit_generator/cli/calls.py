"""`owskit calls`."""

from __future__ import annotations

from pathlib import Path

import click

_NOTHING = (
    "No service calls in this capture yet. Record while you click in OTYS Go! (owskit record CAPTURE), or import a file"
    " of another tool (owskit import FILE --out CAPTURE)."
)

_NO_CHECKLIST = (
    "No checklist was recorded with. Record with one (owskit record CAPTURE --checklist FILE), or name one here:"
    " --checklist FILE."
)


@click.command(short_help="Show the actions of a capture and the service calls behind them.")
@click.argument("captures", metavar="CAPTURE...", nargs=-1, type=click.Path(path_type=Path, readable=False))
@click.option("--action", "actions", multiple=True, metavar="LABEL", help="Only actions whose label has this in it.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(["read", "write", "session", "telemetry", "unknown"]),
    help="Only service calls of this kind; may be given several times.",
)
@click.option(
    "--checklist",
    metavar="[FILE]",
    is_flag=False,
    flag_value="",
    help="By business event and way instead: what each calls every time, and what was not done. With FILE by that "
    "checklist, else by the one that was recorded with.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
def command(
    captures: tuple[Path, ...], actions: tuple[str, ...], kinds: tuple[str, ...], checklist: str | None, as_json: bool
) -> None:
    """Show the actions of a capture and the service calls behind them.

    Several captures are read as one, and what all of them show decides under which action a call stands. Writes, the
    calls that change something at OTYS, stand first under their action.

    \b
    Example:  owskit calls session.jsonl
              owskit calls monday.jsonl tuesday.jsonl --kind write
              owskit calls session.jsonl --checklist
    """
    if checklist and not captures and _is_capture(Path(checklist)):
        captures, checklist = (Path(checklist),), ""  # `--checklist session.jsonl` means the file that follows
    if not captures:
        raise click.UsageError("Missing argument 'CAPTURE...'.")
    if checklist is not None:
        if actions:
            raise click.UsageError("--action goes by what was clicked, --checklist by the checklist: give one of them.")
        _by_checklist(captures, checklist, kinds, as_json)
        return
    from owskit_addon.actions.sharpen import read_sharpened
    from owskit_generator.cli.output import console, emit_json
    from owskit_generator.overview import document, narrowed, overview

    whole = overview(read_sharpened(captures, late=True))
    view = narrowed(whole, actions, kinds)
    if not whole.service_calls:
        click.echo(_NOTHING, err=True)
    elif not view.service_calls:
        click.echo("Nothing in the capture is what --action and --kind ask for; leave one of them out.", err=True)
    if as_json:
        emit_json(document(view))
    elif view.service_calls or view.actions or view.problems:
        from owskit_generator.cli.calls_table import show

        show(console(), view)


def _by_checklist(captures: tuple[Path, ...], checklist: str, kinds: tuple[str, ...], as_json: bool) -> None:
    from owskit_addon.actions.sharpen import read_sharpened
    from owskit_addon.checklist import load_checklist
    from owskit_generator.by_checklist import by_checklist
    from owskit_generator.cli.output import console, emit_json

    asked = load_checklist(checklist) if checklist else None
    view = by_checklist(read_sharpened(captures, late=True), asked, kinds)
    if not view.events:
        click.echo(_NO_CHECKLIST, err=True)
    if as_json:
        emit_json(view)
    elif view.events:
        from owskit_generator.cli.checklist_table import show

        show(console(), view)


def _is_capture(path: Path) -> bool:
    from owskit_addon.looks_like import HEAD, is_capture

    try:
        with path.open("rb") as file:
            return is_capture(file.read(HEAD))
    except OSError:
        return False
