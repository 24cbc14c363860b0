"""One HAR entry to an exchange. Every program that writes HAR leaves out or bends something else (HAR 1.2)."""

from __future__ import annotations

import base64
import binascii
import math
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from owskit_addon.exchange import Exchange, Headers, header
from owskit_addon.hosts import host_name
from owskit_addon.sources.times import read_time

NO_REQUEST = "An entry has no request and was left out."
NO_URL = "An entry has no address that can be read and was left out."
NO_TIME = "An entry has no start time that can be read; that of the entry before it is used."
NO_TEXT = "The text of an answer is not in the file (exported without content, or too large for the browser)."
BAD_BODY = "A body is not in the encoding that its entry says and was left out."


class Unfit(ValueError):
    """The entry cannot become an exchange; the text is one of ours."""


class Request(msgspec.Struct):
    method: Any = None
    url: Any = None
    headers: Any = None
    postData: Any = None


class Response(msgspec.Struct):
    status: Any = None
    headers: Any = None
    content: Any = None


class Entry(msgspec.Struct):
    """The members that matter; the others are passed over without being decoded."""

    startedDateTime: Any = None
    time: Any = None
    request: Request | None = None
    response: Response | None = None


def exchange_of(entry: Entry, number: str, last: float) -> tuple[Exchange, list[str]]:
    """The exchange and what is wrong with it. `last` is the time of the entry before. Raises Unfit."""
    request, response = entry.request, entry.response
    if request is None:
        raise Unfit(NO_REQUEST)
    problems: list[str] = []
    request_headers = _headers(request.headers)
    host, path = _address(request.url, request_headers)
    at = read_time(entry.startedDateTime)
    if at is None:
        problems.append(NO_TIME)
        at = last
    status = _number(response.status) if response is not None else None
    answered = status is not None and status > 0
    body: bytes | None = None
    if response is not None and answered:
        body = _answer(response.content, problems)
    took = _number(entry.time)
    exchange = Exchange(
        id=number,
        host=host,
        path=path,
        at=at,
        method=request.method.upper() if isinstance(request.method, str) else "POST",
        ms=took if answered and took is not None and took >= 0 else None,
        request_headers=request_headers,
        request_body=_posted(request.postData, request_headers, problems),
        status=int(status) if answered and status is not None else None,
        response_headers=_headers(response.headers) if response is not None else (),
        response_body=body,
        decoded=True,
    )
    return exchange, problems


def _headers(given: Any) -> Headers:
    """Pairs from a list of objects (HAR), a list of pairs, or an object."""
    if isinstance(given, dict):
        return tuple((name, str(value)) for name, value in given.items())
    pairs: list[tuple[str, str]] = []
    for item in given if isinstance(given, list) else ():
        if isinstance(item, dict) and isinstance(item.get("name"), str):
            value = item.get("value")
            pairs.append((item["name"], "" if value is None else str(value)))
        elif isinstance(item, list) and len(item) == 2 and isinstance(item[0], str):
            pairs.append((item[0], str(item[1])))
    return tuple(pairs)


def _address(url: Any, headers: Headers) -> tuple[str, str]:
    """Host without port, and path with query."""
    if not isinstance(url, str):
        raise Unfit(NO_URL)
    try:
        parts = urlsplit(url)
        host = host_name(parts.hostname or header(headers, "host") or header(headers, ":authority"))
    except ValueError as error:
        raise Unfit(NO_URL) from error
    if not host:
        raise Unfit(NO_URL)
    return host, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _number(given: Any) -> float | None:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        return None
    try:
        number = float(given)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _answer(content: Any, problems: list[str]) -> bytes:
    """Empty where the text is missing: an answer came, so it is not None."""
    text = content.get("text") if isinstance(content, dict) else None
    if not isinstance(text, str):
        size = _number(content.get("size")) if isinstance(content, dict) else None
        if size == 0:
            return b""
        problems.append(NO_TEXT)
        return b""
    return _bytes(text, content.get("encoding"), problems)


def _posted(data: Any, headers: Headers, problems: list[str]) -> bytes:
    if not isinstance(data, dict):
        return b""
    text = data.get("text")
    if isinstance(text, str) and text:
        return _bytes(text, data.get("encoding"), problems)
    pairs = _headers(data.get("params"))
    if pairs and pairs[0][0].lstrip()[:1] in ("{", "["):
        # JSON that was sent as a form's content type (`ows.md` 1), taken apart at the first = and at each &.
        return "&".join(f"{name}={value}" if value else name for name, value in pairs).encode("utf-8", "replace")
    kind = header(headers, "content-type") or str(data.get("mimeType") or "")
    boundary = kind.partition("boundary=")[2].partition(";")[0].strip('" ')
    if kind.lower().startswith("multipart/") and boundary:
        parts = (f'--{boundary}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in pairs)
        return f"{''.join(parts)}--{boundary}--\r\n".encode("utf-8", "replace")
    return urlencode(pairs, errors="replace").encode()


def _bytes(text: str, encoding: Any, problems: list[str]) -> bytes:
    if isinstance(encoding, str) and encoding.lower() == "base64":
        try:
            return base64.b64decode(text)
        except (binascii.Error, ValueError):
            problems.append(BAD_BODY)
            return b""
    return text.encode("utf-8", "replace")
