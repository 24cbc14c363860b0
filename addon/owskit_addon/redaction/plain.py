"""Texts of a capture with plain values: personal data stays, secrets inside them do not."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec

from owskit_addon.redaction.tokens import PREFIX, secret

_SESSION = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])(?:[A-Za-z0-9,-]{26}|[A-Za-z0-9,_-]{59})")
_SESSION_IN_TEXT = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z]{0,25}[0-9])(?=[0-9]{0,25}[A-Za-z])[A-Za-z0-9]{26}(?![A-Za-z0-9])"
)
_BEFORE = "[a-z_]{0,40}"
_NAME = (
    rf"phpsessid|session_?id|sid|{_BEFORE}passw(?:or)?d|passwd|pwd|wachtwoord|api_?key"
    r"|(?:access|refresh|login|auth|id|csrf)?_?token|client_?secret|secret|authorization"
)
# name=value and name: value, bare or in quotes, in an address, a cookie, a header or a piece of JSON
_PAIR = re.compile(
    rf"""(?P<name>(?<![A-Za-z0-9])(?:{_NAME})(?:\\*["']|&quot;)?(?:\s+is)?\s*(?:=|:|%3D)\s*)"""
    r"""(?P<value>(?P<open>\\*["']|&quot;).*?(?P=open)|(?:Bearer|Basic)\s+[^\s"'<>]+|[^\s"'&;,<>})\]\\]+)""",
    re.IGNORECASE | re.DOTALL,
)
_LOGIN_IN_URL = re.compile(r"(?P<scheme>[a-z]{2,10}://)[^/\s@:\"'<>]*:[^/\s@\"'<>]+@", re.IGNORECASE)
# No part may match the same stretch in two ways: a text of megabytes is gone over while the proxy waits.
_HINT = re.compile(rf"{_NAME.replace(_BEFORE, '')}|://[^/\s@:]*:[^/\s@]*@", re.IGNORECASE)


def is_session(text: str) -> bool:
    """Whether a text looks like a session id: 26 or 59 characters (`ows.md` 3.3)."""
    return len(text) in (26, 59) and _SESSION.fullmatch(text) is not None


def clean(text: str, walk: Callable[[Any], Any], hide: Callable[[str], str], replace: Callable[[str], str]) -> str:
    """`walk` takes the secrets out of a JSON value, `hide` gives the token of one secret, `replace` that of a text that
    cannot be understood. A text in which nothing is found comes back as it was."""
    if text.startswith(PREFIX):
        return replace(text)  # no text of somebody's may pass for a token of ours
    start = text.lstrip()[:1]
    if start in ("{", "[", '"') and start:
        try:
            value = msgspec.json.decode(text)
        except (ValueError, RecursionError):
            return replace(text) if _HINT.search(text) else text
        try:
            walked = walk(value)
            return text if walked == value else msgspec.json.encode(walked).decode("utf-8")
        except (ValueError, OverflowError, RecursionError):
            return replace(text)
    if len(text) > 26:
        text = _SESSION_IN_TEXT.sub(lambda found: hide(found[0]), text)
    if not (":" in text or "=" in text or "%3" in text) or not _HINT.search(text):
        return text
    text = _PAIR.sub(lambda found: found["name"] + _hidden(found, hide), text)
    return _LOGIN_IN_URL.sub(lambda found: f"{found['scheme']}{secret('password')}@", text)


def _hidden(found: re.Match[str], hide: Callable[[str], str]) -> str:
    value, quote = found["value"], found["open"] or ""
    bare = value[len(quote) : len(value) - len(quote)] if quote else value
    return quote + (bare if not bare or bare.startswith(PREFIX) else hide(bare)) + quote
