"""One exchange to the events that are written of it: wire, then redaction. The same for live traffic and for files."""

from __future__ import annotations

from owskit_addon.capture.events import Call, Problem, Sure, iso
from owskit_addon.exchange import Exchange
from owskit_addon.redaction import Redactor
from owskit_addon.wire import read_calls


def events_of(exchange: Exchange, redactor: Redactor, action: str | None, sure: Sure) -> list[Call | Problem]:
    """Calls in the order sent, then problems. Nothing in them is secret; personal values only with `values=plain`."""
    redactor.see_exchange(exchange)
    reading = read_calls(exchange)
    at = iso(exchange.at)
    events: list[Call | Problem] = []
    for number, call in enumerate(reading.calls):
        written = redactor.redact(call)
        events.append(
            Call(
                id=f"{exchange.id}.{number}",
                exchange=exchange.id,
                service_call=call.service_call,
                method=call.method,
                envelopes=list(call.envelopes),
                action=action,
                sure=sure,
                host=exchange.host,
                at=at,
                ms=exchange.ms,
                args=written.args,
                result=written.result,
                error=written.error,
                outcome=call.outcome,
            )
        )
    events.extend(Problem(what=problem.what, where=f"{exchange.id} {problem.where}") for problem in reading.problems)
    return events
