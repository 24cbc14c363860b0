"""`owskit sandbox`: thin; the sandbox itself is `owskit_sandbox`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click


@click.command(short_help="Run the emulated OWS and its small Go! on their own.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8443, show_default=True, help="Port; 0 takes a free one."
)
@click.option("--bind", default="127.0.0.1", show_default=True, help="IP address to listen on.")
@click.option("--plain-http", is_flag=True, help="HTTP instead of HTTPS with a certificate of its own.")
@click.option("--seed", type=int, default=2, show_default=True, help="The same number makes the same people and jobs.")
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder that keeps the certificate authority, so that it has to be trusted only once.",
)
@click.option(
    "--cache-seconds",
    type=click.FloatRange(min=0),
    default=600,
    show_default=True,
    help="How long a change to webhooks may stay unseen.",
)
@click.option(
    "--delivery",
    type=click.Choice(["async", "inside"]),
    default="async",
    show_default=True,
    help="Deliver webhooks after the call is answered, or before.",
)
@click.option(
    "--daily-limit", type=click.IntRange(min=0), default=10_000, show_default=True, help="Deliveries per user and day."
)
@click.option(
    "--mask-session",
    type=click.Choice(["null", "mask", "drop", "keep"]),
    default="null",
    show_default=True,
    help="What stands in a delivery instead of the session.",
)
@click.option(
    "--result",
    "result_form",
    type=click.Choice(["wrapped", "bare"]),
    default="wrapped",
    show_default=True,
    help="Deliver results of batched calls as {status, data}, or as they are.",
)
@click.option(
    "--rate-per-minute",
    type=click.IntRange(min=0),
    default=350,
    show_default=True,
    help="Requests per API key and minute; 0 for no limit.",
)
@click.option(
    "--fail-rate",
    type=click.FloatRange(0, 1),
    default=0,
    show_default=True,
    help="Share of service calls that are refused, from 0 to 1.",
)
@click.option("--refuse", multiple=True, metavar="CALL", help="A call that the API key has no right to. Repeatable.")
@click.option(
    "--spelling",
    type=click.Choice(["plugin", "manual"]),
    default="plugin",
    show_default=True,
    help="How webhooks' fields are called: as OTYS' own plugin reads them, or as the manual writes them.",
)
@click.option(
    "--with-wordpress-plugin",
    "wordpress_plugin",
    is_flag=True,
    help="Begin with the 14 registrations of OTYS' WordPress plugin.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON line when it is ready, and nothing else.")
def command(
    port: int, bind: str, plain_http: bool, seed: int, state: Path | None, as_json: bool, result_form: str, **rules: Any
) -> None:
    """Run the emulated OWS and its small Go! on their own, until Ctrl-C.

    It listens on this machine only, over HTTPS with a certificate of its own, and holds made-up people and jobs. Its
    log-in names are new each time.

    \b
    Example:  owskit sandbox --port 8443
              owskit sandbox --port 0 --cache-seconds 0 --json
    """
    import ipaddress

    import msgspec

    from owskit_addon.errors import OwskitError
    from owskit_generator.cli.stopping import until_stopped
    from owskit_sandbox import CannotListen, PortInUse, Rules, Sandbox

    try:
        address = ipaddress.ip_address(bind)
    except ValueError:
        raise click.BadParameter(
            "give an IP address of this machine, such as 127.0.0.1.", param_hint="--bind"
        ) from None
    if not address.is_loopback:
        click.echo(f"Warning: everybody who can reach {bind} can reach this sandbox.", err=True)
    sandbox = Sandbox(
        port=port,
        bind=bind,
        plain_http=plain_http,
        seed=seed,
        state=state,
        rules=msgspec.convert({"result": result_form, **rules}, Rules),
    )
    with until_stopped() as stopped:
        try:
            sandbox.start()
        except PortInUse as error:
            raise OwskitError(
                f"Port {port} of {bind} is in use by another program.",
                "Choose another one with --port, or let --port 0 take a free one.",
            ) from error
        except CannotListen as error:
            raise OwskitError(
                f"The sandbox cannot listen on port {port} of {bind}.",
                "Choose a --port above 1023, and for --bind an address that this machine has.",
            ) from error
        except OSError as error:
            raise OwskitError(
                f"The sandbox cannot write its certificate to {state or 'the temporary folder'}.",
                "Choose a folder that you may write to with --state.",
            ) from error
        try:
            _say(sandbox.ready(), as_json)
            # In steps: on Windows a wait without end hears no Ctrl-C.
            while not stopped.wait(0.5):
                pass
        finally:
            sandbox.stop()


def _say(ready: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(ready))
        return
    go = f"{ready['url']}/us/modular.html"
    click.echo(f"The sandbox is ready.  Ctrl-C ends it.\n\n  Go!        {go}")
    click.echo(f"  sign in    {ready['recruiter']['username']}   {ready['recruiter']['password']}")
    click.echo(f"  OWS        {ready['url']}/jservice.php")
    click.echo(f"  API key    {ready['api_key']}   (user {ready['user_id']}, client {ready['client_id']})")
    if ready["ca"]:
        host = ready["url"].partition("://")[2]
        click.echo(f"  CA         {ready['ca']}\n")
        click.echo(f"Record it:  owskit record session.jsonl --open {go} --host {host} --ca {ready['ca']}")
