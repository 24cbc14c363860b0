"""Before something at OTYS changes: the plan on the screen, and a yes."""

from __future__ import annotations

import click

from owskit_generator.cli.webhooks.connection import on_a_terminal


def require_yes(question: str, *, yes: bool) -> None:
    """Returns where the person agrees: by --yes, or by answering. Raises OwsError for a no, and where nobody can be
    asked."""
    from owskit_addon.errors import OwsError

    if yes:
        return
    if not on_a_terminal():
        raise OwsError("Nothing was changed: there is no terminal to ask on.", "Give --yes to go on without asking.")
    if not click.confirm(question, err=True):
        raise OwsError("Nothing was changed.", "")
