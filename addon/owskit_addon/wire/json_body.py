"""One body to a JSON value: encodings, charset, and JSON that is read as PHP and browsers would, or more kindly.

msgspec reads nearly all of it. What it refuses and still says something (numbers without end, lone surrogates, control
characters, bytes that are not UTF-8) goes through the slower reader of the standard library.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, Literal, NoReturn

import msgspec

from owskit_addon.exchange import Headers
from owskit_addon.wire.encodings import NotDecoded, decompress

Side = Literal["request", "answer"]

MAX_BODY = 64 << 20
"""Bytes of JSON after decompression. Lists of OWS end at 200 rows; parsed, a body can take twenty times its size."""
MAX_DEPTH = 512
"""Where PHP's own json_decode and json_encode end, so OWS can neither read nor send more."""

_BOM = b"\xef\xbb\xbf"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_-]{1,40})", re.IGNORECASE)
# Browsers read all of these as windows-1252. Other declared charsets do not occur with PHP's json_encode.
_LATIN = frozenset({"iso-8859-1", "iso8859-1", "latin1", "latin-1", "iso-8859-15", "windows-1252", "cp1252"})
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u([dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)


class Read(msgspec.Struct, frozen=True):
    """`value` is UNSET where the body could not be read; `problems` are the `what` of problems, in our own words."""

    value: Any | msgspec.UnsetType = msgspec.UNSET
    problems: tuple[str, ...] = ()
    data: bytes = b""
    """The JSON text that was read, without encodings and BOM."""


def decode_body(body: bytes, headers: Headers, decoded: bool) -> bytes:
    """The body without its Content-Encodings. Raises NotDecoded."""
    encodings = [part for name, value in headers if name.lower() == "content-encoding" for part in value.split(",")]
    if decoded or not encodings or not body:
        return body
    try:
        return decompress(body, encodings, MAX_BODY)
    except NotDecoded:
        # Exports of some tools decode the body and leave the header; compressed data never starts like JSON.
        if body.removeprefix(_BOM).lstrip()[:1] in (b"{", b"["):
            return body
        raise


def read_json(body: bytes, headers: Headers, decoded: bool, side: Side) -> Read:
    """The JSON value of a body."""
    try:
        data = decode_body(body, headers, decoded)
    except NotDecoded as fault:
        return Read(problems=(str(fault),))
    if len(data) > MAX_BODY:
        return Read(problems=(f"body is larger than {MAX_BODY >> 20} MB",))
    data = data.removeprefix(_BOM)
    notes: tuple[str, ...] = ()
    try:
        try:
            value = msgspec.json.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError):
            if not data.strip():
                return Read(problems=(f"{side} is empty",))
            value, notes = _read_kindly(data, headers)
        if data.count(b"[") + data.count(b"{") > MAX_DEPTH and _deeper(value, MAX_DEPTH):
            raise RecursionError
    except RecursionError:
        return Read(problems=(f"{side} is nested deeper than {MAX_DEPTH} levels",))
    except ValueError:
        return Read(problems=(f"{side} is not JSON",))
    return Read(value=value, problems=notes, data=data)


def _deeper(value: Any, levels: int) -> bool:
    """Level by level instead of recursively; a comprehension over lists and dicts only."""
    row = [value]
    for _ in range(levels):
        row = [
            item
            for parent in row
            for item in (parent.values() if type(parent) is dict else parent)
            if type(item) is dict or type(item) is list
        ]
        if not row:
            return False
    return True


def _read_kindly(data: bytes, headers: Headers) -> tuple[Any, tuple[str, ...]]:
    """What msgspec refuses. Raises ValueError for what is no JSON and RecursionError for what is too deep."""
    text, notes = _text(data, headers)
    if "\\u" in text:
        text, lone = _without_lone_surrogates(text)
        notes += ("lone surrogate replaced",) if lone else ()
    value = json.loads(text, parse_int=_whole, parse_float=_real, parse_constant=_constant, strict=False)
    return value, notes


def _text(data: bytes, headers: Headers) -> tuple[str, tuple[str, ...]]:
    encoding = json.detect_encoding(data)
    if encoding.startswith(("utf-16", "utf-32")):
        return data.decode(encoding, errors="replace"), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        content_type = " ".join(value for name, value in headers if name.lower() == "content-type")
        declared = _CHARSET.search(content_type)
        if declared and declared[1].lower() in _LATIN:
            return data.decode("cp1252", errors="replace"), ()
        return data.decode("utf-8", errors="replace"), ("invalid UTF-8 replaced",)


def _without_lone_surrogates(text: str) -> tuple[str, bool]:
    """Half a character cannot be written as UTF-8 later, so it becomes the replacement character here."""
    found = False

    def replace(escape: re.Match[str]) -> str:
        nonlocal found
        if escape[1] is None:
            return escape[0]
        found = True
        return "\\ufffd"

    return _ESCAPE.sub(replace, text), found


def _whole(digits: str) -> int | str:
    """Beyond 64 bits it is still a number; beyond what Python converts, the digits as text (ids swing between both)."""
    return int(digits) if len(digits) <= 4000 else digits


def _real(digits: str) -> float | str:
    number = float(digits)
    return number if math.isfinite(number) else digits


def _constant(name: str) -> NoReturn:
    """NaN and Infinity: neither PHP nor browsers read or write them."""
    raise ValueError("not JSON")
