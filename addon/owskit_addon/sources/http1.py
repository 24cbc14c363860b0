"""One raw HTTP/1 message, as Fiddler stores it, to its parts."""

from __future__ import annotations

import re

import msgspec

from owskit_addon.exchange import Headers, header

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,12})[ \t]*(?:;[^\r\n]*)?\r?\n")


class Message(msgspec.Struct, frozen=True):
    """`start` is the first line. The body has no transfer encoding any more; a content encoding stays."""

    start: str
    headers: Headers
    body: bytes


def parse_message(raw: bytes) -> Message | None:
    """None where there is no first line."""
    head, body = _split(raw)
    lines = head.decode("latin-1").splitlines()
    if not lines or not lines[0].strip():
        return None
    pairs: list[tuple[str, str]] = []
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if line[:1] in (" ", "\t") and pairs:  # a folded header (RFC 9112 5.2)
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {line.strip()}")
        elif colon:
            pairs.append((name.strip(), value.strip()))
    headers = tuple(pairs)
    if "chunked" in header(headers, "transfer-encoding").lower():
        body = unchunked(body)
    return Message(start=lines[0].strip(), headers=headers, body=body)


def _split(raw: bytes) -> tuple[bytes, bytes]:
    raw = raw.lstrip(b"\r\n")
    match = _END_OF_HEAD.search(raw)
    return (raw[: match.start()], raw[match.end() :]) if match else (raw, b"")


def unchunked(body: bytes) -> bytes:
    """The body without its chunk sizes (RFC 9112 7.1). As it is where it has none: Fiddler can save the body joined
    and leave the header standing. A last chunk that is cut short gives what is there."""
    parts: list[bytes] = []
    at = 0
    while match := _CHUNK_SIZE.match(body, at):
        size = int(match[1], 16)
        if not size:
            return b"".join(parts)
        parts.append(body[match.end() : match.end() + size])
        at = match.end() + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1 if body[at : at + 1] == b"\n" else 0
    return b"".join(parts) if parts and at >= len(body) else body
