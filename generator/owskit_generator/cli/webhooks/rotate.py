"""`owskit webhooks rotate`."""

from __future__ import annotations

from pathlib import Path

import click

from owskit_generator.cli.webhooks.connection import ca_option


@click.command(short_help="Change the secret in the addresses, with two that are accepted for 20 minutes.")
@click.argument("triggers", type=click.Path(path_type=Path, readable=False))
@click.option("--no-probe", is_flag=True, help="Do not ask the receiver whether it accepts both secrets.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--wait", "waits", is_flag=True, help="Watch the log until a delivery with the new one comes, or 10 minutes."
)
@click.option("--force", is_flag=True, help="Also for an address that is http or of this machine, and again too soon.")
@ca_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for other programs.")
def command(
    triggers: Path, no_probe: bool, yes: bool, waits: bool, force: bool, ca: Path | None, as_json: bool
) -> None:
    """Change the secret in the addresses of a stack, with two that are accepted for 20 minutes.

    \b
    1. Make a new one:  python -c "import secrets; print(secrets.token_urlsafe(32))"
    2. Start the handlers with it as OWSKIT_WEBHOOK_SECRET and with the present one as OWSKIT_WEBHOOK_SECRET_PREVIOUS.
    3. Run this with the new one as OWSKIT_WEBHOOK_SECRET. It first asks the handlers whether they accept both.
    4. After 20 minutes start the handlers without OWSKIT_WEBHOOK_SECRET_PREVIOUS.

    The present secret stands in the addresses at OTYS; none is kept in a file.

    \b
    Example:  owskit webhooks rotate triggers.yaml
    """
    from datetime import UTC, datetime

    from owskit_generator.cli.webhooks.carry_out import carry_out
    from owskit_generator.cli.webhooks.connection import connected, optional_secret
    from owskit_generator.cli.webhooks.planning import Planning
    from owskit_generator.webhooks.definitions import registry
    from owskit_generator.webhooks.identity import who
    from owskit_generator.webhooks.probe import require_accepted
    from owskit_generator.webhooks.readiness import require_ready
    from owskit_generator.webhooks.rotate import (
        TWO_LIVE,
        key_of,
        note,
        require_previous,
        require_time,
        rotation_of,
    )

    planning = Planning(triggers)
    require_ready(planning.triggers, force=force)
    with connected(ca) as ows:
        me = who(ows)
        stack = planning.triggers.stack
        rotation = rotation_of(planning.wanted, registry(ows), stack, me.user_id)
        key = key_of(ows.host, me.client_id, stack)
        if rotation.plan.differs:
            require_previous(optional_secret("OWSKIT_WEBHOOK_SECRET_PREVIOUS"), rotation)
            if not force:
                require_time(key, rotation, datetime.now(UTC))
            if not no_probe:
                unsure = require_accepted(planning.triggers.receiver, planning.secret, rotation.old)
                if unsure:
                    click.echo(f"Warning: {unsure}", err=True)
        done = carry_out(
            ows,
            rotation.plan,
            me.user_id,
            yes=yes,
            as_json=as_json,
            waits=waits,
            begun=lambda: note(key, datetime.now(UTC)),
        )
    if done.cached_until is not None:
        at = (datetime.now(UTC) + TWO_LIVE).astimezone().strftime("%H:%M:%S")
        click.echo(f"Keep the secret before it as OWSKIT_WEBHOOK_SECRET_PREVIOUS until {at}.", err=as_json)
