"""What may be said of a value without saying the value: its kind and its length."""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST_KEY = 100

KINDS = frozenset({"text", "email", "date", "datetime", "phone", "url", "html", "number", "uid", "session", "json"})
_SECRET = re.compile(r"[a-z][a-z-]{0,23}")

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
_NUMERIC = re.compile(r"-?\d{1,40}")
_FIELD = re.compile(r"[A-Za-z_$][A-Za-z0-9_$.:-]*")


def kind_of_text(text: str) -> tuple[str, int]:
    """`email`, `date`, `uid`, … and how many characters the text has, or had before it became a token."""
    if text.startswith("tok:"):
        token = _token(text)
        if token is not None:
            return token
    head = text[:400]
    if _UID.fullmatch(head):
        return "uid", len(text)
    for kind, pattern in _GUESSES:
        if pattern.fullmatch(head):
            return kind, len(text)
    return "text", len(text)


def key_kind(key: str, *, plain: bool) -> str | None:
    """None for the name of a field; else the kind of a key that is data itself, so that its object is a map.

    A capture with plain values (`plain`) can hold anything as a key: only what has the form of a name is one there.
    """
    if len(key) > LONGEST_KEY:
        return "text"
    if _NUMERIC.fullmatch(key):
        return "number"
    if key.startswith("tok:"):
        token = _token(key)
        return token[0] if token is not None else "text"
    if _UID.fullmatch(key):
        return "uid"
    return kind_of_text(key)[0] if plain and not _FIELD.fullmatch(key) else None


@lru_cache(maxsize=4096)
def _token(text: str) -> tuple[str, int] | None:
    """Kind and length of a token, None for what merely begins like one: a text may come from anywhere."""
    parts = text.split(":")
    if len(parts) >= 3 and parts[1] == "secret":
        return f"secret {parts[2]}" if _SECRET.fullmatch(parts[2]) else "secret", 0
    if (
        len(parts) != 4
        or parts[1] not in KINDS
        or not (parts[2].isascii() and parts[2].isdigit() and len(parts[2]) < 10)
    ):
        return None
    return parts[1], int(parts[2])
