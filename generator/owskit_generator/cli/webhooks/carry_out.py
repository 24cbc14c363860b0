"""Shows a plan, asks, carries it out, and says what came of it and until when OTYS may go on as before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import click
import msgspec

from owskit_generator.cli.output import emit_json
from owskit_generator.cli.webhooks.asking import require_yes
from owskit_generator.cli.webhooks.show_plan import show_plan
from owskit_generator.webhooks.apply import apply, require_done
from owskit_generator.webhooks.client import OwsClient
from owskit_generator.webhooks.plan import Plan, Step
from owskit_generator.webhooks.plan import as_json as plan_json

CACHE = timedelta(minutes=10)
"""For so long OTYS may use definitions as they were (manual 2.1; `ows.md` 4.1)."""


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What `--json` prints. `cached_until` is None where nothing was changed."""

    plan: dict[str, Any]
    added: list[str]
    removed: list[str]
    failed: list[dict[str, str]]
    cached_until: str | None
    delivery_seen: bool | None = None


def carry_out(
    ows: OwsClient, plan: Plan, me: str | None, *, yes: bool, as_json: bool, question: str = "Do this?"
) -> Done:
    """Prints the outcome unless `as_json`, where the caller adds to it and prints. Raises OwsError where something was
    not done, after what was done has been told."""
    show_plan(plan, ows.host, err=as_json)
    if not plan.differs:
        click.echo("Nothing is to be done.", err=as_json)
        done = Done(plan=plan_json(plan), added=[], removed=[], failed=[], cached_until=None)
        if as_json:
            emit_json(done)
        return done
    require_yes(question, yes=yes)
    applied = apply(ows, plan, me)
    until = datetime.now(UTC) + CACHE
    done = Done(
        plan=plan_json(plan),
        added=[step.service_call for step in applied.added],
        removed=[_uid(step) for step in applied.removed],
        failed=[{"service_call": step.service_call, "action": step.action, "why": why} for step, why in applied.failed],
        cached_until=until.isoformat(timespec="seconds") if applied.changed else None,
    )
    if as_json:
        emit_json(done)
    else:
        click.echo(f"{len(applied.added)} added, {len(applied.removed)} removed.")
        if applied.changed:
            at = until.astimezone().strftime("%H:%M:%S")
            click.echo(f"OTYS may go on as before until {at}: it looks at registrations every 10 minutes.")
    require_done(applied)
    return done


def _uid(step: Step) -> str:
    return step.present.uid if step.present else ""
