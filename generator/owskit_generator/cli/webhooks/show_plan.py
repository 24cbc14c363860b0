"""A plan on the screen: what is added and removed, like a diff; secrets masked."""

from __future__ import annotations

from collections.abc import Sequence

import click

from owskit_generator.cli.output import printable
from owskit_generator.webhooks.address import shown
from owskit_generator.webhooks.conflicts import Conflict
from owskit_generator.webhooks.plan import Plan, Step

_SIGNS = {"add": ("+", "green"), "remove": ("-", "red"), "keep": (" ", None), "leave": ("~", "yellow")}


def show_plan(plan: Plan, host: str, *, err: bool = False) -> None:
    """To the terminal; `err` where standard output is for JSON."""
    kept = sum(step.action == "keep" for step in plan.steps)
    left = sum(step.action == "leave" for step in plan.steps)
    head = f"Stack {plan.stack} at {host}: {len(plan.adds)} to add, {len(plan.removes)} to remove, {kept} as wanted"
    click.echo(head + (f", {left} left." if left else "."), err=err)
    for step in plan.steps:
        sign, colour = _SIGNS[step.action]
        click.secho(_line(sign, step), fg=colour, err=err)
    show_conflicts(plan.conflicts, err=err)
    for warning in plan.warnings:
        click.echo(f"Warning: {printable(warning)}", err=True)


def show_conflicts(conflicts: Sequence[Conflict], *, err: bool = False) -> None:
    for conflict in conflicts:
        click.secho(f"! {printable(conflict.service_call)}: {printable(conflict.says)}", fg="yellow", err=err)


def _line(sign: str, step: Step) -> str:
    one = step.wanted or step.present
    address, everyone = (shown(one.address), one.everyone) if one else ("", True)
    uid = f"uid {step.present.uid}, " if step.present else ""
    whose = "everyone" if everyone else "this user only"
    head = f"{sign} {printable(step.service_call)}  ({printable(uid)}{whose})  {printable(address)}"
    return f"{head}\n    {printable(step.why)}"
