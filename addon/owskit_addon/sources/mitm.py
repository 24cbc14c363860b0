"""mitmproxy's flow files. The one module here that needs mitmproxy, and only while it reads."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from owskit_addon.exchange import Exchange, Headers
from owskit_addon.hosts import host_name
from owskit_addon.sources.problem import SourceProblem

if TYPE_CHECKING:
    from mitmproxy import flow, http

TORN = "The file ends in the middle of a flow; the flows before it were read."
GARBLED = "The file goes on with something that is no flow; the flows before it were read."
UNFIT = "A flow cannot be read and was left out (of another version of mitmproxy, maybe)."

_SMALLEST = 16
"""Bytes. What was given up after less than that is no flow at all; reading on would stumble over every byte."""


def read_mitm(path: Path, progress: Callable[[float], None]) -> Iterator[Exchange | SourceProblem]:
    """One exchange an HTTP flow, its number as id; other flows and websockets are passed over, and counted.

    `progress` is told the part of the file that is read, 0 to 1.
    """
    size = max(path.stat().st_size, 1)
    with path.open("rb") as file:
        for number, found in enumerate(_flows(file, size), 1):
            progress(file.tell() / size)
            if isinstance(found, str):
                yield SourceProblem(found, f"flow {number}")
            elif (exchange := _exchange(found, str(number))) is not None:
                yield exchange


def _flows(file: BinaryIO, size: int) -> Iterator[flow.Flow | str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of pyparsing, about mitmproxy's filter grammar
        from mitmproxy.io import FlowReader

    while True:
        start = file.tell()
        try:
            # A reader of its own for each flow: one that met a wrong flow cannot be asked for the next.
            found = next(iter(FlowReader(file).stream()), None)
        except Exception:  # noqa: BLE001 - a file made by others can make any part of a flow's making fail
            end = file.tell()
            if end >= size:
                yield TORN
                return
            if end - start < _SMALLEST:
                yield GARBLED
                return
            yield UNFIT
        else:
            if found is None:
                return
            yield found


def _exchange(found: flow.Flow, number: str) -> Exchange | None:
    from mitmproxy import http

    if not isinstance(found, http.HTTPFlow) or found.websocket is not None or found.request.method == "CONNECT":
        return None
    # The data rather than the properties, which decode and parse anew each time.
    request = found.request.data
    response = found.response.data if found.response is not None else None
    if found.error is not None and response is not None and response.content is None:
        response = None  # its head came and then the connection broke: that was no answer
    end = response.timestamp_end if response is not None else None
    return Exchange(
        id=number,
        host=host_name(found.request.pretty_host),
        path=request.path.decode("utf-8", "surrogateescape"),
        at=request.timestamp_start,
        method=request.method.decode("utf-8", "surrogateescape").upper(),
        ms=max(0.0, (end - request.timestamp_start) * 1000) if end is not None else None,
        request_headers=_pairs(request.headers),
        request_body=request.content or b"",
        status=response.status_code if response is not None else None,
        response_headers=_pairs(response.headers) if response is not None else (),
        response_body=(response.content or b"") if response is not None else None,
    )


def _pairs(headers: http.Headers) -> Headers:
    return tuple([(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers.fields])
