"""What makes two calls the same for learning: the same arguments, arguments of one shape, or only the name.

Hashes live in memory only. Redacted arguments have tokens that keep equality within one recording; where a capture is
put together of several, `book` tells their tokens apart.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

_DEPTH = 24
_WORDS = frozenset({"type", "field", "op"})
"""Members of a query whose text is the program's, not the record's (`ows.md` 7.1)."""

_encode = msgspec.json.Encoder(order="sorted", enc_hook=str).encode


_TOKEN = re.compile(rb'(?<!"type":)(?<!"field":)(?<!"op":)"tok:([^":\\]*):[^"\\]*"(?!:)')
"""A token that is no key and none of these words."""
_MOST_SHAPES, _LONGEST = 8192, 4096
_shapes: dict[bytes, int] = {}
"""Shapes by arguments whose tokens say their kind only: a shape is gone through once."""


class Seen(msgspec.Struct, frozen=True):
    """One call as the learner sees it. `at` in seconds since 1970; `tab` is empty where it is not known."""

    service_call: str
    shape: int
    exact: int
    at: float
    tab: str = ""


def fingerprint(service_call: str, args: Any, at: float, tab: str | None = None, book: int = 0) -> Seen:
    """`args` as they are written; what stands at position 0 is left out, for it is the session (`ows.md` 2.5)."""
    rest = _without_session(args)
    try:
        text = _encode(rest)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        text = b""
    tokens = b'"tok:' in text
    exact = hash((service_call, text, book if tokens else 0))
    shape = _shape_of(rest, _TOKEN.sub(rb'"tok:\1"', text) if tokens else text)
    return Seen(service_call, hash((service_call, shape)), exact, at, tab or "")


def _shape_of(value: Any, alike: bytes) -> int:
    shape = _shapes.get(alike)
    if shape is None:
        shape = hash(_shape(value, _DEPTH))
        if alike and len(alike) <= _LONGEST:
            if len(_shapes) >= _MOST_SHAPES:
                _shapes.clear()
            _shapes[alike] = shape
    return shape


def _without_session(args: Any) -> Any:
    if isinstance(args, list):
        return args[1:]
    if isinstance(args, dict):
        return {key: value for key, value in args.items() if key != "0"}
    return args


def _shape(value: Any, depth: int) -> Any:
    """A hashable picture of the keys and kinds in a value; the members of a list and numbered keys are one."""
    if depth == 0:
        return "deep"
    if isinstance(value, dict):
        return frozenset(
            (
                "#" if key.isdigit() else key,
                item if key in _WORDS and isinstance(item, str) else _shape(item, depth - 1),
            )
            for key, item in value.items()
        )
    if isinstance(value, list):
        return ("list", frozenset(_shape(item, depth - 1) for item in value))
    if isinstance(value, str):
        return value.split(":", 2)[1] if value.startswith("tok:") else "text"
    return type(value).__name__
