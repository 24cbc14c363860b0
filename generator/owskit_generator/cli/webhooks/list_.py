"""`owskit webhooks list`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from owskit_generator.cli.webhooks.connection import ca_option

if TYPE_CHECKING:
    from owskit_generator.webhooks.listing import Listing


@click.command("list", short_help="Show all registrations: whose, which call, where to, conflicts.")
@click.argument("triggers", required=False, type=click.Path(path_type=Path, readable=False))
@click.option("--stack", metavar="NAME", help="What counts as ours. Without it, TRIGGERS or triggers.yaml here says.")
@ca_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
def command(triggers: Path | None, stack: str | None, ca: Path | None, as_json: bool) -> None:
    """Show all registrations at OTYS: whose, which call, where to, for whom, and which get in each other's way.

    Ours are those with the mark of the stack in their address; without any stack given, those of every stack. Secrets
    in addresses are masked.

    \b
    Example:  owskit webhooks list triggers.yaml
    """
    from owskit_generator.cli.output import emit_json
    from owskit_generator.cli.webhooks.connection import connected
    from owskit_generator.cli.webhooks.stack_option import stack_given
    from owskit_generator.webhooks.definitions import registry
    from owskit_generator.webhooks.identity import who
    from owskit_generator.webhooks.listing import listing

    wanted = stack_given(triggers, stack)
    with connected(ca) as ows:
        found = listing(registry(ows), wanted, who(ows).user_id)
    if as_json:
        emit_json(found)
    else:
        _show(found)


def _show(found: Listing) -> None:
    from owskit_generator.cli.output import printable
    from owskit_generator.cli.webhooks.show_plan import show_conflicts

    if not found.webhooks:
        click.echo("Nothing is registered.")
    for one in found.webhooks:
        whose = "everyone" if one.everyone else f"user {one.user or 'not told'} only"
        owner = one.owner if one.owner == "unknown" else f"{one.owner}, {one.who}"
        click.echo(printable(f"{one.uid}  {one.service_call}  ({whose})  {owner}"))
        click.echo(printable(f"    {one.address}"))
    show_conflicts(found.conflicts)
    for note in found.notes:
        click.echo(f"Note: {printable(note)}")
