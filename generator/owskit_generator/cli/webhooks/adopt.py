"""`owskit webhooks adopt`."""

from __future__ import annotations

from pathlib import Path

import click

from owskit_generator.cli.webhooks.connection import ca_option


@click.command(short_help="Take registrations that are there into a stack.")
@click.argument("uids", metavar="UID...", nargs=-1, required=True)
@click.option("--stack", metavar="NAME", help="The stack. Without it, triggers.yaml here says.")
@click.option("--force", is_flag=True, help="Take those of another stack and of OTYS' WordPress plugin too.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@ca_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
def command(uids: tuple[str, ...], stack: str | None, force: bool, yes: bool, ca: Path | None, as_json: bool) -> None:
    """Take registrations that are there into a stack, so that plan and apply count them as ours.

    Their addresses get the mark of the stack (owskit=NAME); call, receiver and for whom stay.

    \b
    Example:  owskit webhooks adopt 1017 1018 --stack acme-production
    """
    from owskit_generator.cli.output import emit_json, printable
    from owskit_generator.cli.webhooks.asking import require_yes
    from owskit_generator.cli.webhooks.connection import connected
    from owskit_generator.cli.webhooks.stack_option import stack_needed
    from owskit_generator.webhooks.address import shown
    from owskit_generator.webhooks.adopt import adopt, adoptions
    from owskit_generator.webhooks.definitions import registry
    from owskit_generator.webhooks.identity import who

    wanted = stack_needed(None, stack)
    with connected(ca) as ows:
        found = adoptions(registry(ows), uids, wanted, who(ows).user_id, force=force)
        for one in found:
            state = "gets the mark of" if one.differs else "is already of"
            call, address = printable(one.present.service_call), printable(shown(one.present.address))
            click.echo(f"{one.present.uid}  {call}  {address}: {state} the stack {wanted}", err=as_json)
        changing = [one for one in found if one.differs]
        if changing:
            require_yes("Do this?", yes=yes)
            adopt(ows, found)
            click.echo(f"{len(changing)} adopted. OTYS may go on as before for 10 minutes.", err=as_json)
    if as_json:
        emit_json({"stack": wanted, "adopted": [one.present.uid for one in changing]})
