"""HAR and zipped HAR, of Chrome, Firefox, Fiddler, Charles and mitmproxy (capture-techniques.md 6)."""

from __future__ import annotations

import gzip
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from owskit_addon.errors import SourceError
from owskit_addon.exchange import Exchange
from owskit_addon.looks_like import HEAD, is_zlib
from owskit_addon.sources.entries import TORN, Read, entries
from owskit_addon.sources.har_entry import Entry, Unfit, exchange_of
from owskit_addon.sources.problem import SourceProblem

BROKEN = "An entry cannot be read and was left out."
DAMAGED = "The compressed data is damaged or ends too early; what comes before that was read."

_DAMAGE = (zlib.error, EOFError, gzip.BadGzipFile, zipfile.BadZipFile)

_decoder = msgspec.json.Decoder(Entry)


def read_har(path: Path, progress: Callable[[float], None]) -> Iterator[Exchange | SourceProblem]:
    """One exchange an entry, its number as id. Holds one entry in memory.

    `progress` is told the part of the file that is read, 0 to 1. Raises SourceError where there is no list of entries.
    """
    size = max(path.stat().st_size, 1)
    number, last = 0, path.stat().st_mtime
    damaged = False
    with path.open("rb") as file, _plain(path, file) as read:

        def until_damage(wanted: int) -> bytes:
            """Damage ends the text like a file that is cut off, so that what came before it counts."""
            nonlocal damaged
            try:
                return b"" if damaged else read(wanted)
            except _DAMAGE:
                damaged = True
                return b""

        try:
            for entry in entries(until_damage):
                if damaged and isinstance(entry, SourceProblem) and entry.what == TORN:
                    break
                if isinstance(entry, SourceProblem):
                    number += entry.where.startswith("entry ")
                    yield entry
                    continue
                number += 1
                for found in _exchange(entry, number, last):
                    last = found.at if isinstance(found, Exchange) else last
                    yield found
                progress(file.tell() / size)
        except LookupError:
            if damaged:
                yield SourceProblem(DAMAGED, "after entry 0")
                return
            raise SourceError(
                f"{path} has no log.entries, as a HAR has.",
                "Export it again from the browser's network panel, as HAR with content.",
            ) from None
        if damaged:
            yield SourceProblem(DAMAGED, f"after entry {number}")


def _exchange(entry: bytes, number: int, last: float) -> Iterator[Exchange | SourceProblem]:
    where = f"entry {number}"
    try:
        found, problems = exchange_of(_decode(entry), str(number), last)
    except Unfit as unfit:
        yield SourceProblem(str(unfit), where)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        yield SourceProblem(BROKEN, where)
    else:
        yield found
        yield from (SourceProblem(what, where, found.id) for what in problems)


def _decode(entry: bytes) -> Entry:
    try:
        return _decoder.decode(entry)
    except msgspec.DecodeError:
        # Half surrogates (an emoji that a program cut in two), invalid UTF-8 and raw control characters end here.
        return msgspec.convert(json.loads(entry.decode("utf-8", "replace"), strict=False), Entry)


@contextmanager
def _plain(path: Path, file: BinaryIO) -> Iterator[Read]:
    """The text of the HAR, whatever it is packed in: nothing, gzip, zlib (mitmproxy's .zhar) or a zip with one HAR."""
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith(b"\x1f\x8b"):
        with gzip.open(file) as unpacked:
            yield unpacked.read1
    elif head.startswith(b"PK"):
        with zipfile.ZipFile(file) as archive, archive.open(har_in(path, archive)) as member:
            yield member.read
    elif is_zlib(head):
        yield _inflate(file)
    else:
        yield file.read


def har_in(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The HAR inside a zip. Raises SourceError where there is none, more than one, or a password."""
    found = [member for member in archive.infolist() if member.filename.lower().endswith(".har")]
    if not found:
        raise SourceError(f"{path} is a zip file without a HAR inside.", "Unpack it and give the file meant.")
    if len(found) > 1:
        raise SourceError(f"{path} holds {len(found)} HAR files.", "Unpack it and give them all.")
    if found[0].flag_bits & 1:
        raise SourceError(f"{path} is protected by a password.", "Unpack it and give the file inside.")
    return found[0]


def _inflate(file: BinaryIO) -> Read:
    """zlib in steps, so that a small file that unpacks to gigabytes takes no more memory than another."""
    unpacker = zlib.decompressobj()

    def read(size: int) -> bytes:
        while not unpacker.eof:
            packed = unpacker.unconsumed_tail or file.read(1 << 16)
            if not packed:
                raise EOFError
            if data := unpacker.decompress(packed, size):
                return data
        return b""

    return read


def head_of(path: Path, size: int) -> bytes:
    """The first bytes of the text inside a packed HAR; none where it cannot be unpacked."""
    try:
        with path.open("rb") as file, _plain(path, file) as read:
            return read(size)
    except (zlib.error, EOFError, OSError, zipfile.BadZipFile, SourceError, NotImplementedError, RuntimeError):
        return b""
