"""How commands print: JSON for machines, rich for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console


def emit_json(data: Any) -> None:
    """One JSON document on standard output, ASCII only so that every terminal and pipe can carry it."""
    import json

    import msgspec

    click.echo(json.dumps(msgspec.to_builtins(data), indent=2))


def console(*, stderr: bool = False) -> Console:
    """A rich console that interprets no markup: names from traffic are text, never instructions."""
    from rich.console import Console

    return Console(stderr=stderr, markup=False, highlight=False, emoji=False)


def printable(text: str, encoding: str = "utf-8") -> str:
    """A text of traffic or of a file for a terminal: no control or direction characters, which could move the cursor or
    forge lines, and nothing that the output's encoding cannot carry."""
    import unicodedata

    shown = "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(c)[0] == "C" else c for c in text)
    return shown.encode(encoding, "replace").decode(encoding)
