"""`owskit webhooks check`."""

from __future__ import annotations

from pathlib import Path

import click

from owskit_generator.cli.webhooks.connection import ca_option


@click.command(short_help="Say who the API key is and what works.")
@ca_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
def command(ca: Path | None, as_json: bool) -> None:
    """Say who the API key is and what works. Nothing is changed. Exit code 1 where something does not work.

    The user number is what OTYS_USER_ID of a handler project wants.

    \b
    Example:  owskit webhooks check
    """
    from owskit_generator.cli.output import emit_json, printable
    from owskit_generator.cli.webhooks.connection import connected
    from owskit_generator.webhooks.check import check

    with connected(ca) as ows:
        found = check(ows)
    if as_json:
        emit_json(found)
    else:
        if who := found.identity:
            click.echo(f"user    {printable(who.user_id or 'not told')}  {printable(who.name or '')}")
            click.echo(f"client  {printable(who.client_id or 'not told')}  {printable(who.client or '')}")
        for probe in found.probes:
            click.echo(f"{'ok    ' if probe.works else 'FAILS '}  {probe.what}: {printable(probe.says)}")
    if not found.works:
        raise click.exceptions.Exit(1)
