"""Bytes made wrong: a piece cut, doubled, swapped, moved, or replaced by what parsers stumble over."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

STUMBLING_BLOCKS = (
    *(b"", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\r\n", b"\n", b" ", b"\t", b"\x1b[2J"),
    *(b"{", b"}", b"[", b"]", b'"', b"'", b",", b":", b"-", b"#", b"&a", b"*a", b"!!python/object:x", b"%", b"|", b">"),
    *(
        b"null",
        b"true",
        b"-1",
        b"0",
        b"1e999",
        b"NaN",
        b"99999999999999999999",
        b"1.5",
        b'""',
        b"[]",
        b"{}",
        b"\\ud800",
    ),
    *(b'"method":', b'"params":', b'"args":', b'"result":', b'"error":', b'"status":', b'"data":', b'"event":'),
    *(b"Otys.Services.", b"MultiService.execute", b"LanguageService.wrapRequest", b"login", b"sessionId", b"{{", b"{%"),
    *(b"[" * 600, b'{"a":' * 600, b"- " * 300, b"9" * 5000, b"A" * 5000),
)
_LONGEST = 200


def mutated(random: Random, seed: bytes, others: Sequence[bytes] = (), most: int = 4) -> bytes:
    """The seed with one to `most` changes; `others` are seeds of which pieces may be taken."""
    data = bytearray(seed)
    for _ in range(random.randint(1, most)):
        start = random.randint(0, len(data))
        end = min(len(data), start + random.choice((0, 1, 2, 8, random.randint(0, _LONGEST))))
        match random.randrange(7):
            case 0:
                data[start:end] = random.choice(STUMBLING_BLOCKS)
            case 1:
                del data[start:end]
            case 2:
                data[start:start] = data[start:end]
            case 3:
                other = random.choice(others) if others else seed
                at = random.randint(0, len(other))
                data[start:end] = other[at : at + random.randint(0, _LONGEST)]
            case 4 if data:
                data[min(start, len(data) - 1)] = random.randrange(256)
            case 5:
                piece, at = bytes(data[start:end]), random.randint(0, len(data))
                data[at:at] = piece
            case _ if random.randrange(4) == 0:
                del data[start:]
    return bytes(data)
