"""A mitmproxy flow as an exchange. Reads the flow and changes nothing in it."""

from __future__ import annotations

from mitmproxy.http import Headers as FlowHeaders
from mitmproxy.http import HTTPFlow

from owskit_addon.exchange import Exchange, Headers
from owskit_addon.hosts import host_name


def exchange_of(flow: HTTPFlow, host: str) -> Exchange:
    """Bodies stay as they were on the wire; without a whole response the exchange is unanswered.

    Reads the flow's data rather than its properties: those decode and parse anew each time, for every request.
    """
    request = flow.request.data
    response = flow.response.data if flow.response is not None else None
    if flow.error is not None and response is not None and response.content is None:
        response = None  # its head came and then the connection broke: that was no answer
    ended = response.timestamp_end if response is not None else None
    return Exchange(
        id=flow.id,
        host=host_name(host),
        path=request.path.decode("utf-8", "replace"),
        at=request.timestamp_start,
        method=request.method.decode("ascii", "replace"),
        ms=round(max(0.0, ended - request.timestamp_start) * 1000, 1) if ended else None,  # a clock can be set back
        request_headers=_pairs(request.headers),
        request_body=request.content or b"",
        status=response.status_code if response is not None else None,
        response_headers=_pairs(response.headers) if response is not None else (),
        response_body=(response.content or b"") if response is not None else None,
    )


def _pairs(headers: FlowHeaders) -> Headers:
    return tuple(
        [(name.decode("utf-8", "replace"), value.decode("utf-8", "replace")) for name, value in headers.fields]
    )
