"""One exchange to the events that are written of it: wire, then redaction. The same for live traffic and for files."""

from __future__ import annotations

from owskit_addon.actions import Actions, is_background
from owskit_addon.capture.events import Call, Event, Problem, iso
from owskit_addon.exchange import Exchange
from owskit_addon.redaction import Redactor
from owskit_addon.wire import read_calls


def events_of(exchange: Exchange, redactor: Redactor, actions: Actions) -> list[Event]:
    """A new action, calls in the order sent, then problems: to be written together.

    Nothing in them is secret; personal values only with `values=plain`. Background calls belong to no action, also
    where they share a batch with the person's own.
    """
    redactor.see_exchange(exchange)
    reading = read_calls(exchange)
    at = iso(exchange.at)
    ms = None if exchange.ms is None else round(exchange.ms, 1)
    events: list[Event] = []
    action: str | None = None
    for number, call in enumerate(reading.calls):
        background = is_background(call.service_call)
        if action is None and not background:
            placed = actions.place(exchange.at, exchange.ms)
            action = placed.action
            if placed.new is not None:
                events.insert(0, placed.new)
        written = redactor.redact(call)
        events.append(
            Call(
                id=f"{exchange.id}.{number}",
                exchange=exchange.id,
                service_call=call.service_call,
                method=call.method,
                envelopes=list(call.envelopes),
                action=None if background else action,
                sure="background" if background else "probable",
                host=exchange.host,
                at=at,
                ms=ms,
                args=written.args,
                result=written.result,
                error=written.error,
                outcome=call.outcome,
            )
        )
    events.extend(Problem(what=problem.what, where=f"{exchange.id} {problem.where}") for problem in reading.problems)
    return events
