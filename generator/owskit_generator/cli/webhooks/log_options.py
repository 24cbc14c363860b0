"""The options that say which rows of the log are meant, the same for `logs` and `replay`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

_OPTIONS = (
    click.option("--call", "calls", multiple=True, metavar="NAME", help="Only this service call. Repeatable."),
    click.option("--failed", is_flag=True, help="Only those that no handler answered with success."),
    click.option("--since", metavar="TIME", help="Only from then on: 90m, 2h, 1d, 2026-11-24, 2026-11-24T09:30."),
)


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
