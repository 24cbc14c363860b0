"""One exchange to the events that are written of it: wire, then redaction. The same for live traffic and for files."""

from __future__ import annotations

from owskit_addon.actions import Actions, Placer, Tag, is_background
from owskit_addon.actions.background import Judged
from owskit_addon.actions.fingerprint import fingerprint
from owskit_addon.capture.events import Call, Cause, Event, Problem, iso
from owskit_addon.exchange import Exchange
from owskit_addon.redaction import Redactor
from owskit_addon.wire import read_calls

UNNAMED = "the name of a call holds a secret, so it was left out"


def events_of(exchange: Exchange, redactor: Redactor, actions: Actions | Placer, tag: Tag | None = None) -> list[Event]:
    """New actions, calls in the order sent, then problems: to be written together. `tag` is what the page script said.

    Nothing in them is secret; personal values only with `values=plain`. Background calls belong to no action, also
    where they share a batch with the person's own.
    """
    redactor.see_exchange(exchange)
    reading = read_calls(exchange)
    placer = actions if isinstance(actions, Placer) else Placer(actions)
    redacted = [(call, redactor.redact(call)) for call in reading.calls]
    written = [(call, values) for call, values in redacted if not redactor.is_secret(call.service_call)]
    tab = tag.tab if tag is not None else None
    seen = [fingerprint(call.service_call, values.args, exchange.at, tab) for call, values in written]
    places = placer.place(seen, exchange.at, exchange.ms, tag)
    calls = [
        Call(
            id=f"{exchange.id}.{number}",
            exchange=exchange.id,
            service_call=call.service_call,
            method=call.method,
            envelopes=list(call.envelopes),
            action=verdict.action,
            sure=verdict.sure,
            tab=tab,
            causes=_evidence(call.service_call, places.causes, verdict),
            host=exchange.host,
            at=iso(exchange.at),
            ms=None if exchange.ms is None else round(exchange.ms, 1),
            args=values.args,
            result=values.result,
            error=values.error,
            outcome=call.outcome,
        )
        for number, ((call, values), verdict) in enumerate(zip(written, places.verdicts, strict=True))
    ]
    problems = [Problem(what=problem.what, where=f"{exchange.id} {problem.where}") for problem in reading.problems]
    if len(written) < len(redacted):
        problems.append(Problem(what=UNNAMED, where=exchange.id))
    return [*places.new, *calls, *problems]


def _evidence(service_call: str, causes: list[Cause], verdict: Judged) -> list[Cause]:
    """What is known of where a call came from, where the verdict does not say it all."""
    return [] if is_background(service_call) or causes == [(verdict.action, verdict.sure)] else causes
