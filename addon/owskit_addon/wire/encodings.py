"""Takes Content-Encodings off a body, never giving more than a bound: what comes over the wire may be a bomb."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli
import zstandard

MAX_ENCODINGS = 5
MAX_MEMBERS = 100
"""gzip members or zstd frames in one body; real servers send one, and each costs time however small."""
_ZSTD_WINDOW = 8 << 20  # what RFC 9659 lets a server use on the web
_ZSTD_STEP = 1 << 10  # a block of 4 bytes may stand for 128 kB, so small bites bound what one bite can give


class NotDecoded(Exception):
    """The body cannot be decompressed; the text is a problem's `what`."""


def decompress(body: bytes, encodings: list[str], limit: int) -> bytes:
    """The body without its encodings, given in the order they were applied (RFC 9110 8.4).

    Raises NotDecoded for an unknown encoding, a broken or cut-off body, and one that grows beyond `limit` bytes.
    """
    wanted = [name for name in (encoding.strip().lower() for encoding in encodings) if name not in ("", "identity")]
    if len(wanted) > MAX_ENCODINGS:
        raise NotDecoded(f"more than {MAX_ENCODINGS} content encodings")
    for name in reversed(wanted):
        name = name.removeprefix("x-")
        decoder = _DECODERS.get(name)
        if decoder is None:
            raise NotDecoded("unknown content encoding")
        try:
            body = decoder(body, limit)
        except (zlib.error, brotli.error, zstandard.ZstdError, EOFError):
            raise NotDecoded(f"body does not decompress ({name})") from None
    return body


def _too_large(limit: int) -> NotDecoded:
    return NotDecoded(f"body is larger than {limit >> 20} MB")


def _gzip(body: bytes, limit: int) -> bytes:
    """One member or several; what follows the last one is ignored, as browsers do."""
    data, rest = _inflate(body, 31, limit)
    members = 1
    while rest.startswith(b"\x1f\x8b"):
        members += 1
        if members > MAX_MEMBERS:
            raise EOFError
        more, rest = _inflate(rest, 31, limit - len(data))
        data += more
    return data


def _deflate(body: bytes, limit: int) -> bytes:
    """With the zlib header that the standard asks for, or raw as some servers send it."""
    try:
        return _inflate(body, 15, limit)[0]
    except zlib.error:
        return _inflate(body, -15, limit)[0]


def _inflate(body: bytes, wbits: int, limit: int) -> tuple[bytes, bytes]:
    inflater = zlib.decompressobj(wbits)
    data = inflater.decompress(body, limit + 1)
    if len(data) > limit:
        raise _too_large(limit)
    if not inflater.eof:
        raise EOFError
    return data, inflater.unused_data


def _brotli(body: bytes, limit: int) -> bytes:
    decoder = brotli.Decompressor()
    chunks = [decoder.process(body, output_buffer_limit=1 << 20)]
    size = len(chunks[0])
    while size <= limit and not decoder.is_finished():
        # It may have taken all input and still hold output back, so only an empty chunk means cut off.
        chunks.append(decoder.process(b"", output_buffer_limit=1 << 20))
        size += len(chunks[-1])
        if not chunks[-1] and not decoder.is_finished():
            raise EOFError
    if size > limit:
        raise _too_large(limit)
    return b"".join(chunks)


def _zstd(body: bytes, limit: int) -> bytes:
    chunks: list[bytes] = []
    size, at, members = 0, 0, 1
    frames = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    decoder = frames.decompressobj()
    while at < len(body):
        if decoder.eof:
            members += 1
            if members > MAX_MEMBERS:
                raise EOFError
            decoder = frames.decompressobj()
        bite = body[at : at + _ZSTD_STEP]
        chunks.append(decoder.decompress(bite))
        at += len(bite) - len(decoder.unused_data)
        size += len(chunks[-1])
        if size > limit:
            raise _too_large(limit)
    if not decoder.eof:
        raise EOFError
    return b"".join(chunks)


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
