"""One HTTP request and its response, from whatever recorded it: a live proxy, a flow file, a HAR, a SAZ."""

from __future__ import annotations

import msgspec

Headers = tuple[tuple[str, str], ...]
"""Header pairs in the order sent; names as sent, compared without case."""


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """Bodies are the bytes on the wire (still compressed if a Content-Encoding says so).

    `at` is the time of the request in seconds since 1970 UTC, `ms` the time to the end of the answer.
    `response_body` and `status` are None where no answer came (cancelled, connection lost).
    `decoded` is True where the source gives bodies with the Content-Encoding already removed (HAR).
    """

    id: str
    host: str
    path: str
    at: float
    method: str = "POST"
    ms: float | None = None
    request_headers: Headers = ()
    request_body: bytes = b""
    status: int | None = None
    response_headers: Headers = ()
    response_body: bytes | None = None
    decoded: bool = False


def header(headers: Headers, name: str) -> str:
    """The first value of a header, or an empty string."""
    name = name.lower()
    return next((value for key, value in headers if key.lower() == name), "")
