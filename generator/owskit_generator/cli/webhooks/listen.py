"""`owskit webhooks listen`."""

from __future__ import annotations

import json
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from owskit_generator.cli.webhooks.connection import ca_option

if TYPE_CHECKING:
    from owskit_generator.webhooks.held import Held
    from owskit_generator.webhooks.listen import Registered
    from owskit_generator.webhooks.log_row import LogRow
    from owskit_generator.webhooks.replay import Sent


@click.command(short_help="Bring deliveries of one's own user to a handler on this machine.")
@click.argument("triggers", required=False, type=click.Path(path_type=Path, readable=False))
@click.option("--to", required=True, metavar="URL", help="The handler, without the secret: http://localhost:8000/otys.")
@click.option("--call", "calls", multiple=True, metavar="NAME", help="Listen to this call instead. Repeatable.")
@click.option(
    "--at",
    "place",
    metavar="URL",
    help="Where OTYS posts to, should it refuse an address that nobody can have. Whoever is there gets the data.",
)
@click.option("--hours", type=click.FloatRange(0.01, 72), default=8, show_default=True, help="It ends by itself then.")
@click.option(
    "--every", type=click.FloatRange(0.1, 60), default=2, show_default=True, help="Seconds between two looks."
)
@click.option(
    "--dry-writes", is_flag=True, help="Offer the handler an OWS that shows its writes and does not send them."
)
@click.option(
    "--dry-port", type=click.IntRange(0, 65535), default=0, show_default=True, help="Its port; 0 takes a free one."
)
@click.option("--allow-remote", is_flag=True, help="Send to a host that is not this machine, over https.")
@ca_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines.")
def command(
    triggers: Path | None,
    to: str,
    calls: tuple[str, ...],
    place: str | None,
    hours: float,
    every: float,
    dry_writes: bool,
    dry_port: int,
    allow_remote: bool,
    ca: Path | None,
    as_json: bool,
) -> None:
    """Bring deliveries of one's own user to a handler on this machine, without a public address, until Ctrl-C.

    Registers a webhook for the user of the API key alone on each call of triggers.yaml, reads OTYS' log, and posts each
    new delivery to the handler, once and in order, also over restarts. OTYS itself posts to an address that nobody can
    have. What people do counts only where they work as that user. The webhooks are removed at the end; those that a
    crash left are removed by the next run.

    With --dry-writes start the handler with the OTYS_OWS_URL that is printed: its reads go to OTYS, its writes are
    shown here and answered as if they had been done.

    \b
    Example:  owskit webhooks listen triggers.yaml --to http://localhost:8000/otys
              owskit webhooks listen --call CandidateService.updateEx --to http://localhost:8000/otys --dry-writes
    """
    import os
    from datetime import timedelta

    from owskit_generator.cli.stopping import until_stopped
    from owskit_generator.cli.webhooks.connection import WEBHOOK_SECRET, connected, optional_secret
    from owskit_generator.triggers.rules import receiver_url
    from owskit_generator.webhooks.client import DEFAULT_URL
    from owskit_generator.webhooks.dry_writes import DryOws
    from owskit_generator.webhooks.identity import who
    from owskit_generator.webhooks.listen import Listener
    from owskit_generator.webhooks.listen_journal import Journal
    from owskit_generator.webhooks.listen_mark import PLACE
    from owskit_generator.webhooks.replay import Target

    fault = receiver_url(place) if place is not None else None
    if fault is not None:
        raise click.BadParameter(fault, param_hint="--at")
    wanted = _calls(triggers, calls)
    target = Target(to, optional_secret(WEBHOOK_SECRET), remote=allow_remote)
    said = _Said(as_json)
    with target, connected(ca) as ows, ExitStack() as stack:
        me = who(ows)
        journal = stack.enter_context(Journal(ows.host, me.client_id, me.user_id))
        stopped = stack.enter_context(until_stopped())
        dry = None
        if dry_writes:
            url = os.environ.get("OTYS_OWS_URL", "").strip() or DEFAULT_URL
            dry = stack.enter_context(DryOws(url, True if ca is None else str(ca), said.held, dry_port))
        listener = Listener(ows, journal, target, me.user_id, said, stopped.wait)
        try:
            registered = listener.register(wanted, timedelta(hours=hours), place or PLACE)
            said.listening(wanted, me.user_id, registered, dry.url if dry else None)
            listener.run(registered.until, every)
        finally:
            listener.close()
        said.note("The webhooks are removed. OTYS may go on for 10 minutes; the next run brings what comes late.")


def _calls(triggers: Path | None, calls: tuple[str, ...]) -> list[str]:
    from owskit_addon.errors import TriggersError
    from owskit_generator.cli.webhooks.stack_option import DEFAULT
    from owskit_generator.triggers import load_triggers
    from owskit_generator.triggers.rules import call_name

    for call in calls:
        fault = call_name(call)
        if fault is not None:
            raise click.BadParameter(fault, param_hint="--call")
    if calls:
        return list(dict.fromkeys(calls))
    if triggers is None and not DEFAULT.is_file():
        raise TriggersError("It is not said which calls to listen to.", "Give the triggers file, or --call NAME.")
    loaded = load_triggers(triggers or DEFAULT)
    return list(dict.fromkeys(call for trigger in loaded.triggers for call in trigger.service_calls))


class _Said:
    """Prints what happens, as lines for people or as JSON lines."""

    def __init__(self, as_json: bool) -> None:
        from owskit_generator.webhooks.log_view import View

        self._as_json = as_json
        self._view = View()
        self._one = threading.Lock()  # writes of the handler are told from other threads

    def listening(self, calls: list[str], user: str | None, registered: Registered, dry: str | None) -> None:
        from owskit_generator.webhooks.listen import ends_at

        at = registered.until.astimezone().strftime("%H:%M")
        for conflict in registered.conflicts:
            self.note(f"{conflict.service_call}: {conflict.says}")
        for each in registered.elsewhere:
            self.note(
                f"{each.uid} is of another listen of this user, until {ends_at(each)}: one of the two hears nothing."
            )
        if registered.swept:
            self.note(f"{registered.swept} left by an earlier run were removed.")
        self._line(
            {"event": "listening", "calls": calls, "user": user, "until": registered.until.isoformat(), "ows": dry},
            f"Listening to what user {user or 'of the key'} does, until {at}: {', '.join(calls)}. OTYS takes up to 10 "
            "minutes to notice. Ctrl-C ends it." + (f"\nStart the handler with  OTYS_OWS_URL={dry}" if dry else ""),
        )

    def delivery(self, row: LogRow, sent: Sent, *, again: bool) -> None:
        made = sent.decided
        note = "  (sent again: the last run ended while it was being sent)" if again else ""
        self._line(
            {
                "event": "delivery",
                "id": row.id,
                "service_call": row.service_call,
                "code": sent.code,
                "decision": made.decision if made else None,
                "reason": made.reason if made else None,
                "trigger": made.trigger if made else None,
                "again": again,
            },
            f"#{row.id}  {row.service_call or 'a body that is no call'}  {sent.says}{note}",
        )

    def held(self, held: Held) -> None:
        with self._one:
            call, args = self._view.call(held.service_call, held.args)
        self._line(
            {"event": "held", "service_call": call, "args": args}, f"not sent: {call or '…'}  {json.dumps(args)[:500]}"
        )

    def note(self, text: str) -> None:
        from owskit_generator.cli.output import printable

        click.echo(printable(text), err=True)

    def _line(self, data: dict[str, Any], text: str) -> None:
        from owskit_generator.cli.output import printable

        with self._one:
            click.echo(json.dumps(data) if self._as_json else "\n".join(map(printable, text.splitlines())))
