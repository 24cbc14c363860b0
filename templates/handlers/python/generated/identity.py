"""Ids that sort by time: 48 bits of milliseconds and 80 of chance, in 26 letters (a ULID)."""

from __future__ import annotations

import os

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]


def new_id(now: int) -> str:
    """`now` in milliseconds since 1970."""
    number = now << 80 | int.from_bytes(os.urandom(10), "big")
    return "".join([_PAIRS[number >> shift & 1023] for shift in range(120, -1, -10)])
