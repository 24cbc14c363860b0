"""`owskit diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from owskit_generator.catalogue.changes import Change, InUse


@click.command(short_help="Say what changed between two catalogues or captures.")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--triggers",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="What can break is what these triggers and their handlers use.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["breaking", "any"]),
    help="End with exit code 1 where there is such a change.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
@click.pass_context
def command(
    context: click.Context, old: Path, new: Path, triggers: Path | None, fail_on: str | None, as_json: bool
) -> None:
    """Say what changed between two catalogues or captures: OLD and NEW are each a capture, a catalogue.json or its
    folder.

    Record the same checklist again after a release of OTYS, and see which calls, fields and ways are others now.

    A change is breaking where a program that uses the call can fail or miss something: a call or a field that is gone,
    a field that can be of another type or is not always there any more, a way that makes other calls. A field that was
    there now and then and may be missing by chance is not. With --triggers only the calls that they use can break.

    \b
    Example:  owskit diff catalogue-2026-11 session.jsonl --triggers triggers.yaml --fail-on breaking
    """
    from owskit_addon.errors import CatalogueError
    from owskit_generator.catalogue.changes import changes
    from owskit_generator.cli.output import emit_json

    in_use = _in_use(triggers)
    try:
        found = changes(_catalogue(old), _catalogue(new), in_use)
    except (KeyError, TypeError, AttributeError):
        hint = "Make it again from its captures."
        raise CatalogueError(f"{old} or {new}: this catalogue was edited and is not whole.", hint) from None
    breaking = sum(change.breaking for change in found)
    if as_json:
        emit_json({"old": str(old), "new": str(new), "breaking": breaking, "changes": list(map(_said, found))})
    else:
        _show(found, breaking)
    if (fail_on == "breaking" and breaking) or (fail_on == "any" and found):
        context.exit(1)


def _catalogue(path: Path) -> dict[str, Any]:
    """Without the background, which comes and goes with time."""
    from owskit_addon.looks_like import HEAD, is_capture
    from owskit_generator.catalogue.document import document
    from owskit_generator.catalogue.load import load_catalogue
    from owskit_generator.catalogue.publish import Filter, published
    from owskit_generator.cli.learning import learn_captures

    try:
        with path.open("rb") as file:
            capture = is_capture(file.read(HEAD))
    except OSError:
        capture = False
    return published(document(learn_captures([path])) if capture else load_catalogue(path), Filter())


def _in_use(path: Path | None) -> InUse | None:
    if path is None:
        return None
    from owskit_generator.catalogue.changes import InUse
    from owskit_generator.triggers import load_triggers

    triggers = load_triggers(path).triggers
    triggering = frozenset(call for trigger in triggers for call in trigger.service_calls)
    needed = frozenset(call for trigger in triggers for call in (*trigger.writes, *trigger.reads))
    return InUse(triggering, triggering | needed)


def _said(change: Change) -> dict[str, Any]:
    """With all members, so that nobody has to ask whether one is there."""
    import msgspec

    return {field: msgspec.to_builtins(getattr(change, field)) for field in change.__struct_fields__}


def _show(found: list[Change], breaking: int) -> None:
    from owskit_generator.catalogue.change_words import alike, sentence
    from owskit_generator.catalogue.sentences import Say

    for title, some in (("Breaking", True), ("Harmless", False)):
        lines = [sentence(each, Say("en")) for each in alike(found) if each.change.breaking is some]
        if lines:
            click.echo(f"{title}:")
            for line in lines:
                click.echo(f"  {line}")
    if not found:
        click.echo("Nothing is different.")
    else:
        click.echo(f"{len(found)} {'change' if len(found) == 1 else 'changes'}, {breaking} breaking.")
