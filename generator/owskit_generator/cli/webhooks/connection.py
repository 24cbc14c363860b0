"""How the commands reach OWS: the address and the secrets from the environment, or asked for on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from owskit_generator.webhooks.client import OwsClient
    from owskit_generator.webhooks.secret import Secret

WEBHOOK_SECRET = "OWSKIT_WEBHOOK_SECRET"  # noqa: S105 - the name of a variable


def ca_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--ca`, for an OWS with a certificate of its own making, such as the sandbox."""
    return click.option(
        "--ca",
        type=click.Path(path_type=Path, dir_okay=False, readable=False),
        help="Certificate (PEM) to trust, such as the sandbox's; SSL_CERT_FILE does the same.",
    )(command)


@contextmanager
def connected(ca: Path | None) -> Iterator[OwsClient]:
    """A client that is logged in as the user of OTYS_API_KEY, and logs out at the end."""
    from owskit_generator.webhooks.client import DEFAULT_URL, OwsClient
    from owskit_generator.webhooks.pace import Pace

    url = os.environ.get("OTYS_OWS_URL", "").strip() or DEFAULT_URL
    pace = Pace(tell=lambda text: click.echo(text, err=True))
    with OwsClient(url, verify=True if ca is None else str(ca), pace=pace) as ows:
        ows.login_by_uid(secret("OTYS_API_KEY", "the API key"))
        yield ows


def secret(variable: str, what: str) -> Secret:
    """From the environment, or asked for on a terminal without being shown. OwsError where there is neither."""
    from owskit_addon.errors import OwsError
    from owskit_generator.webhooks.secret import Secret

    given = os.environ.get(variable, "").strip()
    if not given and on_a_terminal():
        given = click.prompt(f"{variable} ({what})", hide_input=True, err=True, default="", show_default=False).strip()
    if not given:
        raise OwsError(f"{variable} is not set.", f"Set it to {what}; it is never an argument.")
    if not given.isprintable():  # half a character of another encoding is not
        raise OwsError(f"{variable} has characters that no secret has.", f"Set it to {what}.")
    return Secret(given)


def optional_secret(variable: str) -> Secret | None:
    """From the environment only; None where it is not set. OwsError where it is no text."""
    return secret(variable, "a secret") if os.environ.get(variable, "").strip() else None


def on_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
