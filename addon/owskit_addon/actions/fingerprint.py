"""What makes two calls the same for learning: the same arguments, arguments of one shape, or only the name.

Hashes live in memory only. Redacted arguments have tokens that keep equality within one recording; where a capture is
put together of several, `book` tells their tokens apart.
"""

from __future__ import annotations

from typing import Any

import msgspec

_DEPTH = 24
_WORDS = frozenset({"type", "field", "op"})
"""Members of a query whose text is the program's, not the record's (`ows.md` 7.1)."""

_encode = msgspec.json.Encoder(order="sorted", enc_hook=str).encode


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
    exact = hash((service_call, text, book if b'"tok:' in text else 0))
    return Seen(service_call, hash((service_call, _shape(rest, _DEPTH))), exact, at, tab or "")


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
