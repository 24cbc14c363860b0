"""The forecast of `choose` and `lint`: from what it is made, and on a terminal the sentence and the chart."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from owskit_generator.triggers.forecast import Forecast
    from owskit_generator.triggers.model import Trigger
    from owskit_generator.triggers.uses import Span

_WIDEST = 100


class _Number(click.FloatRange):
    """`nan` and `inf` are floats too, and no number of calls."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is no number of calls.", param, ctx)
        return number


PER_DAY = _Number(min=0, max=1e9)


def foresee(
    triggers: Sequence[Trigger], spans: Sequence[Span], per_day: float | None, log: Path | None
) -> tuple[Forecast | None, list[str]]:
    """From what the person says, else from OTYS' log, else from recordings; and a sentence where it cannot be made
    from what they gave. Raises TriggersError for a log that cannot be read."""
    from owskit_generator.triggers import forecast
    from owskit_generator.triggers.listed import read_rows

    if per_day is not None and log is not None:
        raise click.UsageError("Give --per-day or --log, not both.")
    if per_day is not None:
        return forecast.per_day(triggers, per_day, spans), []
    if log is None:
        return forecast.from_recordings(triggers, spans), []
    found = forecast.from_log(triggers, read_rows(log))
    if found is not None:
        return found, []
    return None, [f"{log} has no delivery of a call of these triggers, so nothing is forecast from it."]


def show_forecast(found: Forecast) -> None:
    """On standard output, in block letters where its encoding has them."""
    import shutil

    from owskit_generator.triggers.forecast import chart, sentence

    fancy = "utf" in (sys.stdout.encoding or "").lower()
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    click.echo(click.wrap_text(sentence(found), width))
    click.echo("\n".join(chart(found, width, fancy=fancy)))
