"""`owskit webhooks remove`."""

from __future__ import annotations

from pathlib import Path

import click

from owskit_generator.cli.webhooks.connection import ca_option


@click.command(short_help="Remove all registrations of a stack.")
@click.argument("triggers", required=False, type=click.Path(path_type=Path, readable=False))
@click.option("--stack", metavar="NAME", help="The stack to remove, where there is no triggers file.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@ca_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
def command(triggers: Path | None, stack: str | None, yes: bool, ca: Path | None, as_json: bool) -> None:
    """Remove all registrations of a stack: those with its mark in their address, and no other.

    OTYS may go on delivering for up to 10 minutes.

    \b
    Example:  owskit webhooks remove triggers.yaml
              owskit webhooks remove --stack acme-production --yes
    """
    from owskit_generator.cli.webhooks.carry_out import carry_out
    from owskit_generator.cli.webhooks.connection import connected
    from owskit_generator.cli.webhooks.stack_option import stack_needed
    from owskit_generator.webhooks.definitions import registry
    from owskit_generator.webhooks.identity import who
    from owskit_generator.webhooks.plan import removal_of

    if triggers is not None and stack is not None:
        raise click.UsageError("Give the triggers file or --stack, not both.")
    wanted = stack_needed(triggers, stack)
    with connected(ca) as ows:
        me = who(ows).user_id
        carry_out(ows, removal_of(registry(ows), wanted, me), me, yes=yes, as_json=as_json)
