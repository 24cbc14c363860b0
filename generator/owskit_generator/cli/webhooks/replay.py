"""`owskit webhooks replay`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from owskit_generator.cli.webhooks.connection import ca_option
from owskit_generator.cli.webhooks.log_options import filter_options

if TYPE_CHECKING:
    from owskit_generator.webhooks.log_row import LogRow
    from owskit_generator.webhooks.replay import Sent


@click.command(short_help="Send deliveries of the log to a handler again.")
@click.argument("ids", metavar="[ID...]", nargs=-1)
@click.option("--to", required=True, metavar="URL", help="The handler, without the secret: http://localhost:8000/otys.")
@filter_options
@click.option(
    "--stack", metavar="NAME", help="With filters: deliveries of this stack. Without it, triggers.yaml here says."
)
@click.option("--again", is_flag=True, help="With filters: also what was replayed with success before, from here.")
@click.option("--allow-remote", is_flag=True, help="Send to a host that is not this machine, over https.")
@ca_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines: one a delivery.")
def command(
    ids: tuple[str, ...],
    to: str,
    calls: tuple[str, ...],
    failed: bool,
    since: str | None,
    stack: str | None,
    again: bool,
    allow_remote: bool,
    ca: Path | None,
    as_json: bool,
) -> None:
    """Send deliveries of OTYS' log to a handler again, oldest first, byte for byte where the log has the bytes.

    By their ids, or by filters: --failed --since 2h for what a handler missed while it was down. Each is marked
    X-Owskit-Replay with its id. OWSKIT_WEBHOOK_SECRET becomes the last part of the address, as OTYS has it. Exit code 1
    where one was not answered with success.

    \b
    Example:  owskit webhooks replay 48213 48214 --to http://localhost:8000/otys
              owskit webhooks replay --failed --since 2h --to https://hooks.acme.nl/otys --allow-remote
    """
    from owskit_addon.errors import OwsError
    from owskit_generator.cli.webhooks.connection import WEBHOOK_SECRET, connected, optional_secret
    from owskit_generator.cli.webhooks.stack_option import stack_given
    from owskit_generator.webhooks.identity import who
    from owskit_generator.webhooks.log_filter import Filter
    from owskit_generator.webhooks.log_select import by_filter, by_ids
    from owskit_generator.webhooks.replay import HEADER, Target
    from owskit_generator.webhooks.replayed import Replayed

    filtered = bool(calls or failed or since)
    if bool(ids) == filtered:
        raise click.UsageError("Give either ids or filters such as --failed --since 2h.")
    target = Target(to, optional_secret(WEBHOOK_SECRET), remote=allow_remote)
    with target, connected(ca) as ows:
        replayed = Replayed(ows.host, who(ows).client_id)
        if ids:
            rows = by_ids(ows, ids)
        else:
            # Without any stack, every one of owskit's: never what was meant for somebody else's program.
            wanted = Filter(calls=calls, failed=failed, stack=stack_given(None, stack) or "")
            found = by_filter(ows, wanted, since)
            rows = [row for row in found.rows if again or row.id not in replayed]
            if len(rows) < len(found.rows):
                click.echo(f"{len(found.rows) - len(rows)} were replayed before; --again sends them too.", err=True)
            if found.note:
                click.echo(f"Warning: {found.note}", err=True)
        missed = 0
        for row in rows:
            sent = target.send(row, HEADER)
            _show(row, sent, as_json)
            if sent.succeeded:
                replayed.add([row.id])
            missed += not sent.succeeded
    if not rows:
        click.echo("No delivery in the log is what was asked for.", err=True)
    elif not as_json:
        click.echo(f"{len(rows) - missed} of {len(rows)} were answered with success.", err=True)
    if missed:
        raise OwsError(
            f"{missed} of {len(rows)} were not answered with success.", "Look at the handler, then replay them."
        )


def _show(row: LogRow, sent: Sent, as_json: bool) -> None:
    import msgspec

    from owskit_generator.cli.output import printable

    if as_json:
        made = msgspec.to_builtins(sent.decided) if sent.decided else {"decision": None, "reason": None}
        line = {"event": "replay", "id": row.id, "service_call": row.service_call, "code": sent.code, **made}
        click.echo(json.dumps({**line, "as_posted": row.as_posted}))
    else:
        click.echo(printable(f"#{row.id}  {row.service_call or 'a body that is no call'}  {sent.says}"))
