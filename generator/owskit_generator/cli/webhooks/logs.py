"""`owskit webhooks logs`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from owskit_generator.cli.webhooks.connection import ca_option
from owskit_generator.cli.webhooks.log_options import filter_options

if TYPE_CHECKING:
    from owskit_generator.webhooks.client import OwsClient
    from owskit_generator.webhooks.log_fetch import Fetched
    from owskit_generator.webhooks.log_filter import Filter
    from owskit_generator.webhooks.log_row import LogRow
    from owskit_generator.webhooks.log_view import View


@click.command(short_help="Show OTYS' log of deliveries and what the handlers decided.")
@filter_options
@click.option(
    "--decision",
    "decisions",
    multiple=True,
    type=click.Choice(["accepted", "done", "error", "parked", "skip", "ignored"]),
    help="Only where a handler decided so. Repeatable.",
)
@click.option("--stack", metavar="NAME", help="Only deliveries to addresses with this mark.")
@click.option("--last", type=click.IntRange(min=1), default=50, show_default=True, help="How many, without --since.")
@click.option(
    "--rows",
    type=click.IntRange(1, 50_000),
    default=1000,
    show_default=True,
    help="How many to look through and count.",
)
@click.option("--follow", is_flag=True, help="Go on with what comes, until Ctrl-C.")
@click.option(
    "--every", type=click.FloatRange(0.1, 60), default=2, show_default=True, help="Seconds between two looks."
)
@ca_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines: one a delivery, and a summary as the last.")
def command(
    calls: tuple[str, ...],
    failed: bool,
    since: str | None,
    decisions: tuple[str, ...],
    stack: str | None,
    last: int,
    rows: int,
    follow: bool,
    every: float,
    ca: Path | None,
    as_json: bool,
) -> None:
    """Show OTYS' log of deliveries, newest last, and what the handlers decided, counted by reason, day and user.

    Session ids and personal values are tokens, secrets in addresses are masked. The log has the deliveries of all
    webhooks that the key may see; each counts towards the 10,000 a day and user.

    \b
    Example:  owskit webhooks logs --failed --since 2h
              owskit webhooks logs --follow --call CandidateService.updateEx --json
    """
    from owskit_generator.cli.webhooks.connection import connected
    from owskit_generator.webhooks.log_fetch import back_to, newest
    from owskit_generator.webhooks.log_filter import Filter, present
    from owskit_generator.webhooks.log_filter import since as since_when
    from owskit_generator.webhooks.log_select import reaches
    from owskit_generator.webhooks.log_view import View

    with connected(ca) as ows:
        found = newest(ows, rows)
        now = present(found.rows)
        begin = since_when(since, now) if since else None
        if begin is not None and not reaches(found.rows, begin):
            found = back_to(ows, lambda read: reaches(read, begin), rows)
        wanted = Filter(calls=calls, failed=failed, since=begin, decisions=decisions, stack=stack)
        chosen = [row for row in found.rows if wanted.passes(row, now)]
        view = View()
        for row in chosen if since else chosen[-last:]:
            _show(row, view, as_json)
        _show_unread(found, view, as_json)
        if follow:
            _summary(chosen, found, now, as_json=False)
            for row in _following(ows, found, wanted, every):
                _show(row, view, as_json)
        else:
            _summary(chosen, found, now, as_json=as_json)


def _show(row: LogRow, view: View, as_json: bool) -> None:
    from owskit_generator.cli.output import printable
    from owskit_generator.webhooks.log_view import line

    click.echo(json.dumps(view.delivery(row)) if as_json else printable(line(row)))


def _show_unread(found: Fetched, view: View, as_json: bool) -> None:
    from owskit_generator.cli.output import printable

    for row in found.unread:
        shown = json.dumps(view.unread(row))
        click.echo(shown if as_json else printable(f"a row of unknown spelling: {shown[:500]}"))


def _following(ows: OwsClient, found: Fetched, wanted: Filter, every: float) -> Iterator[LogRow]:
    """New rows when OTYS has processed them, so that they have their answer; one that waits for long, as it is."""
    from owskit_addon.errors import OwsError
    from owskit_generator.cli.stopping import until_stopped
    from owskit_generator.webhooks.log_fetch import Tail
    from owskit_generator.webhooks.log_filter import LATE, present

    seen = [row.id for row in found.rows if row.processed]
    tail = Tail(ows, min((row.id for row in found.rows), default=0) - 1, seen)
    silent = False
    with until_stopped() as stopped:
        while not stopped.wait(every):
            try:
                new = tail.new_rows()
            except OwsError as error:
                if not silent:
                    click.echo(f"{error.message} Trying again.", err=True)
                silent = True
                continue
            silent = False
            now = present(new)
            for row in new:
                if row.processed or (row.added is not None and now - row.added > LATE):
                    tail.handled(row.id)
                    if wanted.passes(row, now):
                        yield row


def _summary(chosen: list[LogRow], found: Fetched, now: Any, *, as_json: bool) -> None:
    """The counts; for people on the error stream, so that a list in a file holds deliveries only."""
    import msgspec

    from owskit_generator.cli.output import printable
    from owskit_generator.webhooks.log_counts import count
    from owskit_generator.webhooks.log_select import MANY, NOT_REACHED

    counts = count(chosen, found.rows, now, whole=found.whole)
    if as_json:
        read = {"unread": len(found.unread), "reaches": found.reaches}
        click.echo(json.dumps({"event": "summary", **msgspec.to_builtins(counts), **read}))
        return
    click.echo(f"{counts.deliveries} deliveries of {len(found.rows)} in the log that was read.", err=True)
    for one in counts.decisions:
        reason = f" ({one.reason})" if one.reason else ""
        click.echo(printable(f"  {one.day}  user {one.user}  {one.decision}{reason}  {one.count}"), err=True)
    for each in counts.forecast:
        bound = "" if each.whole_day else "at least "
        warning = "  WARNING: the limit is near." if each.high else ""
        click.echo(
            printable(f"  user {each.user}: {bound}{each.today} today, {bound}{each.expected} expected by its end, ")
            + f"of {each.limit}.{warning}",
            err=True,
        )
    if counts.missing:
        first = counts.gaps[0]
        where = f"#{first.first}" if first.first == first.last else f"#{first.first} to #{first.last}"
        more = f" and in {len(counts.gaps) - 1} other places" if len(counts.gaps) > 1 else ""
        click.echo(
            f"  {counts.missing} ids are missing, {where}{more}: rows of others that this key may not see, or lost.",
            err=True,
        )
    if not found.reaches and len(found.rows) >= MANY:
        click.echo(f"  {NOT_REACHED}", err=True)
