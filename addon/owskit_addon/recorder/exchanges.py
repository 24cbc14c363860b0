"""A mitmproxy flow as an exchange. Reads the flow and changes nothing in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from owskit_addon.exchange import Exchange, Headers
from owskit_addon.hosts import host_name
from owskit_addon.wire.sniff import is_ows

if TYPE_CHECKING:
    from mitmproxy.http import HTTPFlow

RawHeaders = tuple[tuple[bytes, bytes], ...]


class Taken(msgspec.Struct, frozen=True, array_like=True):
    """What is taken from a flow, as bytes: what is made of them is made where the recording is. Times in seconds."""

    id: str
    host: str
    path: str
    method: bytes
    at: float
    ended: float | None
    request_headers: RawHeaders
    request_body: bytes
    status: int | None
    response_headers: RawHeaders
    response_body: bytes | None

    @property
    def size(self) -> int:
        """Bytes of the bodies."""
        return len(self.request_body) + len(self.response_body or b"")


def taken_from(flow: HTTPFlow, host: str) -> Taken | None:
    """Bodies stay as they were on the wire; without a whole response the exchange is unanswered. None for what is no
    service call.

    Reads the flow's data rather than its properties: those decode and parse anew each time, for every request.
    """
    request = flow.request.data
    path, body = request.path.decode("utf-8", "replace"), request.content or b""
    if not is_ows(request.method, path, body):
        return None
    response = flow.response.data if flow.response is not None else None
    if flow.error is not None and response is not None and response.content is None:
        response = None  # its head came and then the connection broke: that was no answer
    return Taken(
        flow.id,
        host,
        path,
        request.method,
        request.timestamp_start,
        response.timestamp_end if response is not None else None,
        request.headers.fields,
        body,
        response.status_code if response is not None else None,
        response.headers.fields if response is not None else (),
        (response.content or b"") if response is not None else None,
    )


def exchange_of(taken: Taken) -> Exchange:
    return Exchange(
        id=taken.id,
        host=host_name(taken.host),
        path=taken.path,
        at=taken.at,
        method=taken.method.decode("ascii", "replace"),
        ms=round(max(0.0, taken.ended - taken.at) * 1000, 1) if taken.ended else None,  # a clock can be set back
        request_headers=_pairs(taken.request_headers),
        request_body=taken.request_body,
        status=taken.status,
        response_headers=_pairs(taken.response_headers),
        response_body=taken.response_body,
    )


def _pairs(headers: RawHeaders) -> Headers:
    return tuple([(name.decode("utf-8", "replace"), value.decode("utf-8", "replace")) for name, value in headers])
