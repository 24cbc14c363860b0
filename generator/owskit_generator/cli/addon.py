"""`owskit addon`."""

from __future__ import annotations

import click


@click.command(short_help="Print the path of the mitmproxy addon, for mitmweb -s.")
def command() -> None:
    """Print the path of the mitmproxy addon, for mitmweb -s.

    \b
    Example:  mitmweb -s "$(owskit addon)" --set owskit_capture=session.jsonl
    """
    from owskit_addon.recorder import script_path

    click.echo(script_path())
