"""`owskit catalogue`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from owskit_generator.catalogue.notes import Notes


@click.command(short_help="Make the service-call catalogue of one or more captures.")
@click.argument(
    "captures", metavar="CAPTURE...", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False)
)
@click.option("--out", required=True, metavar="DIR", type=click.Path(path_type=Path), help="The folder to write.")
@click.option(
    "--language",
    type=click.Choice(["en", "nl"]),
    default="en",
    show_default=True,
    help="Of catalogue.html, catalogue.md and catalogue.xlsx.",
)
@click.option(
    "--notes",
    "notes_path",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Your own words: title, client, logo, notes, leave-outs. Else DIR/notes.yaml, made the first time.",
)
@click.option(
    "--checklist",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The checklist of the recording: what of it was not tried is said too.",
)
@click.option("--only", multiple=True, metavar="GLOB", help="Only these service calls; may be given several times.")
@click.option("--without", multiple=True, metavar="GLOB", help="Not these service calls; may be given several times.")
@click.option(
    "--without-background/--with-background",
    default=True,
    show_default=True,
    help="Leave out what OTYS Go! only ever calls on its own account.",
)
@click.option("--postman", is_flag=True, help="Make a collection for Postman and Bruno too.")
@click.option(
    "--templates",
    metavar="DIR",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder whose files in catalogue/ take the place of ours.",
)
@click.option("--force", is_flag=True, help="Replace catalogue files that owskit did not make.")
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON.")
def command(
    captures: tuple[Path, ...],
    out: Path,
    language: str,
    notes_path: Path | None,
    checklist: Path | None,
    only: tuple[str, ...],
    without: tuple[str, ...],
    without_background: bool,
    postman: bool,
    templates: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Make the service-call catalogue of one or more captures.

    catalogue.html for the client, catalogue.md, catalogue.xlsx and calls.csv for meetings, catalogue.json and
    openrpc.json for programs. They hold names, kinds and counts, and no value of a record. Made again, they are
    replaced; notes.yaml only gets empty lines for new events and calls.

    \b
    Example:  owskit catalogue session.jsonl --out catalogue
              owskit catalogue session.jsonl --out catalogue --language nl --without 'Mailbox*'
    """
    from owskit_addon.errors import CatalogueError
    from owskit_generator.catalogue.document import document
    from owskit_generator.catalogue.folder import write_catalogue
    from owskit_generator.catalogue.new_notes import add_new
    from owskit_generator.catalogue.notes import NAME, Notes, load_notes, make_notes
    from owskit_generator.catalogue.page import plural
    from owskit_generator.catalogue.publish import Filter, published
    from owskit_generator.cli.learning import learn_captures
    from owskit_generator.cli.output import emit_json

    path = notes_path or out / NAME
    notes = load_notes(path) if path.exists() else Notes()
    asked = _asked(checklist)
    whole = document(learn_captures(captures), asked)
    wanted = Filter(
        only=only,
        without=without,
        background=not without_background,
        left_calls=notes.leave_out_calls,
        left_actions=notes.leave_out_actions,
    )
    catalogue = published(whole, wanted)
    left = catalogue["left_out"]["service_calls"]
    if not catalogue["service_calls"] and (left["chosen"] or left["notes"]):
        hint = "Look at --only, --without and leave_out: in the notes; `owskit calls` lists the names."
        raise CatalogueError("No service call is left, so nothing was made.", hint)
    written = write_catalogue(
        catalogue,
        out,
        wanted=wanted,
        notes=notes,
        language="nl" if language == "nl" else "en",
        with_postman=postman,
        force=force,
        own_templates=templates,
    )
    events = _names(catalogue)
    made_notes = notes_path is None and not path.exists()
    calls = [call["service_call"] for call in catalogue["service_calls"] if call["kind"] in {"write", "unknown"}]
    new = 0
    if made_notes:
        make_notes(path, events, calls)
    elif notes_path is None:
        new = add_new(path, events, calls)
    if as_json:
        emit_json(_summary(catalogue, written))
        return
    for file in written:
        click.echo(f"{file.path}{'  (replaced)' if file.replaced else ''}")
    if made_notes:
        click.echo(f"{path}  (yours: title, client, logo, notes; what you type there stays)")
    if new:
        click.echo(f"{path}  (yours: {plural(new, 'empty line', 'empty lines')} added for what is new, nothing else)")
    _tell(catalogue, notes, events)


def _asked(checklist: Path | None) -> list[Any]:
    if checklist is None:
        return []
    from owskit_addon.checklist import load_checklist
    from owskit_generator.catalogue.learned import WayKey

    return [WayKey(event.name, way.name) for event in load_checklist(checklist).events for way in event.ways]


def _names(catalogue: dict[str, Any]) -> list[str]:
    """What can have a note beside service calls: business events and screens."""
    from owskit_generator.catalogue.html_view import screen_names

    events = [event["name"] for event in catalogue["business_events"]]
    return list(dict.fromkeys([*events, *screen_names(catalogue["actions"])]))


def _summary(catalogue: dict[str, Any], written: list[Any]) -> dict[str, Any]:
    return {
        "files": [{"path": str(file.path), "replaced": file.replaced} for file in written],
        "captures": catalogue["captures"],
        "business_events": [
            {"name": event["name"], "subscribe": event["subscribe"], "ways": len(event["ways"])}
            for event in catalogue["business_events"]
        ],
        "actions": [{key: a[key] for key in ("label", "how", "where", "count")} for a in catalogue["actions"]],
        "service_calls": [
            {key: call[key] for key in ("service_call", "kind", "seen", "failed")}
            for call in catalogue["service_calls"]
        ],
        "left_out": catalogue["left_out"],
        "problems": catalogue["problems"],
    }


def _tell(catalogue: dict[str, Any], notes: Notes, events: list[str]) -> None:
    from owskit_generator.catalogue.markdown import single_line
    from owskit_generator.catalogue.notes import unknown_names
    from owskit_generator.catalogue.page import plural

    left = sum(catalogue["left_out"]["service_calls"].values())
    more = f" {plural(left, 'service call was', 'service calls were')} left out." if left else ""
    calls = plural(len(catalogue["service_calls"]), "service call", "service calls")
    click.echo(f"{calls}, {plural(len(catalogue['actions']), 'action', 'actions')}.{more}")
    for sentence in unknown_names(notes, catalogue, events):
        click.echo(sentence, err=True)
    for problem in catalogue["problems"]:
        times = plural(problem["count"], "time", "times")
        click.echo(f"Could not be read, {times}: {single_line(problem['what'])}", err=True)
