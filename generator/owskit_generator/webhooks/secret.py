"""Texts that no terminal, log, traceback or file may show: API keys, sessions, secrets in addresses, posted data."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import NoReturn

from owskit_addon.redaction.memory import SHORTEST, spellings

MASK = "…"


class Secret:
    """A text that shows itself only with `reveal()`; a traceback with its locals holds `Secret(…)`.

    Comparing takes the same time wherever two of them differ.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(_bytes(self._text), _bytes(other._text))

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")


def masked(text: str, secrets: Iterable[Secret | None]) -> str:
    """The text with each secret masked in every spelling that addresses, HTML and JSON have for it, longest first."""
    found = {
        spelling
        for secret in secrets
        if secret is not None and len(secret.reveal()) >= SHORTEST
        for spelling in spellings(secret.reveal())
    }
    for spelling in sorted(found, key=len, reverse=True):
        text = text.replace(spelling, MASK)
    return text


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
