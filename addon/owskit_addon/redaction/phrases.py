"""Texts of several words that were met as values: what a label must not say, though each word alone is a plain one."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence

REMEMBERED = 50_000
_LONGEST = 100
_MOST = 8
_WORDS = re.compile(r"[^\W\d_]+")


class Phrases:
    """Keyed hashes in memory only, the oldest forgotten."""

    def __init__(self) -> None:
        self._hash = hashlib.blake2b(key=secrets.token_bytes(32), digest_size=8)
        self._known: dict[bytes, None] = {}

    def add(self, text: str) -> None:
        """A value of the traffic."""
        if len(text) > _LONGEST or " " not in text:
            return
        words = _WORDS.findall(text.lower())
        if 1 < len(words) <= _MOST:
            self._known[self._of(words)] = None
            if len(self._known) > REMEMBERED:
                del self._known[next(iter(self._known))]

    def found_in(self, words: Sequence[str]) -> tuple[int, int] | None:
        """Where in a sequence of words the longest known phrase stands: from, to."""
        lower = [word.lower() for word in words]
        for length in range(min(_MOST, len(lower)), 1, -1):
            for at in range(len(lower) - length + 1):
                if self._of(lower[at : at + length]) in self._known:
                    return at, at + length
        return None

    def _of(self, words: Sequence[str]) -> bytes:
        hashed = self._hash.copy()
        hashed.update(" ".join(words).encode("utf-8", "surrogatepass"))
        return hashed.digest()
