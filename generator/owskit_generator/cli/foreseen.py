"""The forecast on a terminal: the sentence and the chart, shared by `choose` and `lint`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from owskit_generator.triggers.forecast import Forecast

_WIDEST = 100


def show_forecast(found: Forecast) -> None:
    """On standard output, in block letters where its encoding has them."""
    import shutil

    from owskit_generator.triggers.forecast import chart, sentence

    fancy = "utf" in (sys.stdout.encoding or "").lower()
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    click.echo(click.wrap_text(sentence(found), width))
    click.echo("\n".join(chart(found, width, fancy=fancy)))
