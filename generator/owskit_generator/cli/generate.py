"""`owskit generate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from owskit_generator.handlers.project import Generated


@click.command(short_help="Make webhook registrations and a handler project from triggers.yaml.")
@click.argument("triggers", type=click.Path(path_type=Path, readable=False))
@click.option(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=True),
    help="Folder of the project: a new or empty one, or one that was made by this command.",
)
@click.option(
    "--language",
    type=click.Choice(["python", "php"]),
    default="python",
    show_default=True,
    help="Language of the handlers.",
)
@click.option(
    "--catalogue",
    metavar="DIR",
    type=click.Path(path_type=Path, readable=False),
    help="Tell in new handlers which fields this catalogue shows.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 where the project is not what it would be.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def command(
    triggers: Path,
    out: Path,
    language: Literal["python", "php"],
    catalogue: Path | None,
    check: bool,
    as_json: bool,
) -> None:
    """Make webhook registrations and a handler project from triggers.yaml.

    Run it again after a change: your handlers are never touched, and a file of ours that you changed is kept beside the
    new one. Nothing at OTYS is changed.

    \b
    Example:  owskit generate triggers.yaml --out handlers --language python --catalogue catalogue
    """
    from owskit_generator.cli.output import emit_json
    from owskit_generator.handlers.project import generate_project

    made = generate_project(triggers, out, language, check=check, catalogue=catalogue)
    for warning in made.warnings:
        click.echo(f"Warning: {warning}", err=True)
    if as_json:
        emit_json(made)
    elif check:
        _show_differences(made)
    else:
        _show(made)
    if check and made.differs:
        raise click.exceptions.Exit(1)


def _show(made: Generated) -> None:
    click.echo(f"{made.out}: {len(made.written)} files written, {made.unchanged} as they were.")
    for trigger, handler in made.handlers.items():
        state = "new" if handler in made.written else "yours, not touched"
        click.echo(f"  {trigger}: {handler} ({state})")
    click.echo(f"  {made.registrations} registrations: registrations.json, registrations.http")
    for name, kept in made.kept.items():
        click.echo(f"  {name} was changed: your version is now {kept}")
    for name in made.left:
        click.echo(f"  {name} is left as you changed it")
    for name in made.removed:
        click.echo(f"  {name} is no longer needed and was removed")
    for name in made.handlers_without_trigger:
        click.echo(f"  {name} has no trigger any more; it stays until you remove it")
    click.echo(f"Next: set it up, test it and start it as {Path(made.out, 'README.md')} says.")


def _show_differences(made: Generated) -> None:
    for name in sorted({*made.written, *made.kept, *made.removed}):
        click.echo(f"{made.out}: {name} differs")
    if not made.differs:
        click.echo(f"{made.out}: nothing differs.")
