"""What may be said of a value without saying the value: its kind and its length."""

from __future__ import annotations

import re
from functools import lru_cache

from owskit_addon.redaction.tokens import parse_token

LONGEST_KEY = 100

KINDS = frozenset(
    {
        "text",
        "email",
        "date",
        "datetime",
        "phone",
        "url",
        "html",
        "number",
        "uid",
        "session",
        "json",
        "code",
        "key",
        "boolean",
        "deep",
    }
)
_LONGEST_TOKEN = 50
_HEADS = {head: kind for kind in KINDS - {"deep"} for head in ([f"tok:{kind}:{digit}"[:9] for digit in range(1, 10)])}

_GUESSES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("number", re.compile(r"[+-]?\d{1,40}(?:[.,]\d{1,40})?")),
    ("date", re.compile(r"\d{4}[-/]\d{2}[-/]\d{2}")),
    ("datetime", re.compile(r"\d{4}[-/]\d{2}[-/]\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?")),
    ("email", re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+")),
    ("url", re.compile(r"https?://\S+", re.IGNORECASE)),
    ("phone", re.compile(r"\+?[\d\s()./-]{7,20}")),
    ("html", re.compile(r"[^<]*<[A-Za-z!/][^>]*>.*", re.DOTALL)),
)
# 16 URL-safe characters (`ows.md` 6) that are not a field's name with a number, such as matchCriteria_12.
_UID = re.compile(r"(?=.*\d)(?=.*[A-Za-z])(?![A-Za-z]+_?\d+$)[A-Za-z0-9_-]{16}")
_NUMERIC = re.compile(r"-?\d{1,40}(?:_\d{1,40})?")  # 12, -666, and the x_y of criteria (`ows.md` 6)
_NO_NAMES = frozenset({"email", "phone", "date", "datetime", "url"})
_FIELD = re.compile(r"[A-Za-z_$][A-Za-z0-9_$.:-]*")


def kind_of_text(text: str) -> tuple[str, int]:
    """`email`, `date`, `uid`, … and how many characters the text has, or had before it became a token."""
    if text.startswith("tok:"):
        token = _token(text)
        if token is not None:
            return token
    if len(text) < 40 and text.isascii() and text.isdigit():
        return "number", len(text)
    return _guess(text) if len(text) <= LONGEST_KEY else _guessed(text)


def token_kind(head: str) -> str | None:
    """The kind of a token that begins with these nine characters; None where a text begins otherwise."""
    return _HEADS.get(head)


def _guessed(text: str) -> tuple[str, int]:
    head = text[:400]
    if _UID.fullmatch(head):
        return "uid", len(text)
    for kind, pattern in _GUESSES:
        if pattern.fullmatch(head):
            return kind, len(text)
    return "text", len(text)


_guess = lru_cache(maxsize=4096)(_guessed)


def key_kind(key: str, *, plain: bool) -> str | None:
    """None for the name of a field; else the kind of a key that is data itself, so that its object is a map.

    A capture with plain values (`plain`) can hold anything as a key: only what has the form of a name is one there. In
    no capture is an address, a date or a telephone number the name of a field, whoever wrote it.
    """
    return _key_kind(key, plain) if len(key) <= LONGEST_KEY else "text"


@lru_cache(maxsize=16384)
def _key_kind(key: str, plain: bool) -> str | None:
    if _NUMERIC.fullmatch(key):
        return "number"
    if key.startswith("tok:"):
        token = _token(key)
        return token[0] if token is not None else "text"
    if _UID.fullmatch(key):
        return "uid"
    if _FIELD.fullmatch(key):
        return None
    kind = kind_of_text(key)[0]
    return kind if plain or kind in _NO_NAMES else None


@lru_cache(maxsize=4096)
def _token(text: str) -> tuple[str, int] | None:
    """Kind and length of a token, None for what merely begins like one: a text may come from anywhere."""
    token = parse_token(text) if len(text) <= _LONGEST_TOKEN else None
    if token is None:
        return None
    if token.kind.startswith("secret"):
        return f"secret {text.rpartition(':')[2]}", 0
    return (token.kind, token.length or 0) if token.kind in KINDS else None
