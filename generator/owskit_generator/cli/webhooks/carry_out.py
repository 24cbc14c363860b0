"""Shows a plan, asks, carries it out, and says what came of it and until when OTYS may go on as before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import click
import msgspec

from owskit_generator.cli.output import emit_json, printable
from owskit_generator.cli.stopping import until_stopped
from owskit_generator.cli.webhooks.asking import require_yes
from owskit_generator.cli.webhooks.show_plan import show_plan
from owskit_generator.webhooks.apply import Applied, apply, require_done
from owskit_generator.webhooks.client import OwsClient
from owskit_generator.webhooks.log_fetch import floor_of
from owskit_generator.webhooks.log_view import line
from owskit_generator.webhooks.plan import Plan, Step, Wanted
from owskit_generator.webhooks.plan import as_json as plan_json
from owskit_generator.webhooks.wait import wait_for_delivery

CACHE = timedelta(minutes=10)
"""For so long OTYS may use definitions as they were (manual 2.1; `ows.md` 4.1)."""


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What `--json` prints. `cached_until` is None where nothing was changed, `delivery_seen` where nobody waited."""

    plan: dict[str, Any]
    added: list[str]
    removed: list[str]
    failed: list[dict[str, str]]
    cached_until: str | None
    delivery_seen: bool | None = None


def carry_out(
    ows: OwsClient,
    plan: Plan,
    me: str | None,
    *,
    yes: bool,
    as_json: bool,
    waits: bool = False,
    begun: Callable[[], object] = lambda: None,
) -> Done:
    """Prints the outcome. Raises OwsError where something was not done, after what was done has been told.

    `waits` for a delivery of what was added, or where nothing was, of what is there. `begun` is called between the yes
    and the first change.
    """
    show_plan(plan, ows.host, err=as_json)
    done = Done(plan=plan_json(plan), added=[], removed=[], failed=[], cached_until=None)
    applied = Applied(added=[], removed=[], failed=[])
    floor = floor_of(ows) if waits else 0
    if plan.differs:
        require_yes("Do this?", yes=yes)
        begun()
        applied = apply(ows, plan, me)
        until = datetime.now(UTC) + CACHE
        done = _outcome(done, applied, until)
        _tell(applied, until, err=as_json)
    else:
        click.echo("Nothing is to be done.", err=as_json)
    awaited = [step.wanted for step in applied.added or plan.steps if step.wanted is not None]
    if waits and awaited and not applied.failed:
        done = msgspec.structs.replace(done, delivery_seen=_wait(ows, awaited, floor, err=as_json))
    if as_json:
        emit_json(done)
    require_done(applied)
    return done


def _outcome(done: Done, applied: Applied, until: datetime) -> Done:
    failed = [{"service_call": step.service_call, "action": step.action, "why": why} for step, why in applied.failed]
    return msgspec.structs.replace(
        done,
        added=[step.service_call for step in applied.added],
        removed=[_uid(step) for step in applied.removed],
        failed=failed,
        cached_until=until.isoformat(timespec="seconds") if applied.changed else None,
    )


def _tell(applied: Applied, until: datetime, *, err: bool) -> None:
    click.echo(f"{len(applied.added)} added, {len(applied.removed)} removed.", err=err)
    if applied.changed:
        at = until.astimezone().strftime("%H:%M:%S")
        click.echo(f"OTYS may go on as before until {at}: it looks at registrations every 10 minutes.", err=err)


def _wait(ows: OwsClient, awaited: list[Wanted], floor: int, *, err: bool) -> bool:
    """Watches the log; Ctrl-C ends the waiting, not what was done."""
    click.echo("Waiting for a delivery; make one of the calls in OTYS Go!. Ctrl-C ends the waiting.", err=err)
    with until_stopped() as stopped:
        row = wait_for_delivery(ows, awaited, floor, CACHE.total_seconds(), stopped.wait)
    if row is not None:
        click.echo(printable(f"Seen: {line(row)}"), err=err)
    else:
        over = "The waiting was ended" if stopped.is_set() else "10 minutes are over"
        click.echo(f"{over}, and no delivery to the new address was seen.", err=err)
    return row is not None


def _uid(step: Step) -> str:
    return step.present.uid if step.present else ""
