"""In mitmproxy and mitmweb: a message of OWS as the service calls in it, instead of one long batch.

The values are those of the traffic, as everywhere in mitmproxy's own pages; only secrets are left out.
"""

from __future__ import annotations

import msgspec
from mitmproxy.contentviews import Contentview, Metadata, SyntaxHighlight
from mitmproxy.http import HTTPFlow

from owskit_addon.exchange import Exchange
from owskit_addon.recorder.exchanges import exchange_of, taken_from
from owskit_addon.redaction import Redactor
from owskit_addon.service_call import kind_of
from owskit_addon.wire import WireCall, read_calls

PRIORITY = 3
"""Above GraphQL's 2, which takes some of Go!'s requests for its own."""


class ServiceCallsView(Contentview):
    """Lists each call with its number, name, arguments, result or error, and their sizes in bytes."""

    @property
    def name(self) -> str:
        return "OWS service calls"

    @property
    def syntax_highlight(self) -> SyntaxHighlight:
        return "yaml"

    def render_priority(self, data: bytes, metadata: Metadata) -> float:
        exchange = _exchange(metadata)
        return PRIORITY if data and exchange is not None else -1

    def prettify(self, data: bytes, metadata: Metadata) -> str:
        """Raises ValueError for what is no message of OWS; mitmproxy then shows it in another way."""
        exchange = _exchange(metadata)
        if exchange is None or not data:
            raise ValueError("not a message of OWS")
        flow = metadata.flow
        answer = isinstance(flow, HTTPFlow) and metadata.http_message is not None
        answer = answer and metadata.http_message is flow.response  # type: ignore[union-attr]
        redactor = Redactor("plain")
        redactor.see_exchange(exchange)
        reading = read_calls(exchange)
        lines = [
            line for number, call in enumerate(reading.calls, 1) for line in _lines(number, call, redactor, answer)
        ]
        lines += [f"# problem: {problem.what} ({problem.where})" for problem in reading.problems]
        return "\n".join(lines) + "\n"


def _exchange(metadata: Metadata) -> Exchange | None:
    """The service calls' exchange that a message belongs to, if it is one."""
    flow = metadata.flow
    taken = taken_from(flow, flow.request.host) if isinstance(flow, HTTPFlow) else None
    return exchange_of(taken) if taken is not None else None


def _lines(number: int, call: WireCall, redactor: Redactor, answer: bool) -> list[str]:
    """The call's own line, then what stands in this message of it: the arguments, or what came back."""
    through = f"  # in {' in '.join(reversed(call.envelopes))}" if call.envelopes else ""
    shown = redactor.redact(call)
    lines = [f"{number}. {call.service_call}: {kind_of(call.service_call)}, {call.outcome}{through}"]
    if not answer:
        return [*lines, _value("args", shown.args)]
    if shown.error is not None:
        return [*lines, _value("error", shown.error)]
    return [*lines, _value("result", shown.result)]


def _value(what: str, value: object) -> str:
    text = msgspec.json.encode(value)
    pretty = msgspec.json.format(text, indent=2).decode()
    body = pretty.replace("\n", "\n     ")
    return f"   {what} ({len(text)} bytes): {body}"
