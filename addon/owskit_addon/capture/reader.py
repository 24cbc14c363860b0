"""Capture files back to events, one at a time, so that memory does not grow with the file (docs/capture-format.md)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, get_args

import msgspec

from owskit_addon import __version__
from owskit_addon.capture.events import (
    FORMAT,
    Action,
    Call,
    CaptureStart,
    Event,
    How,
    LateCall,
    Problem,
    Sure,
    Way,
    WayState,
)
from owskit_addon.errors import CaptureError, NewerFormat, NotACapture
from owskit_addon.looks_like import HEAD, is_capture, is_utf16, looks_like, without_bom
from owskit_addon.service_call import full_name
from owskit_addon.wire.calls import Outcome

LONGEST_LINE = 256 * 1024 * 1024
"""Bytes. An exchange's bodies are bounded far below that; a longer line is no event but a file gone wrong."""

TORN = "The last line is torn and was left out."
BROKEN = "A line is not an event and was left out."
UNFIT = "A line is an event whose fields do not fit the format; it was left out."
TOO_LONG = "A line is too long and was left out."

_BLOCK = 1 << 16

_KNOWN = frozenset({"capture", "action", "call", "problem", "way"})
_WORDS: dict[str, tuple[tuple[str, ...], str]] = {
    "how": (get_args(How), "gap"),
    "sure": (get_args(Sure), "unattributed"),
    "outcome": (get_args(Outcome), "failed"),
    "state": (get_args(WayState), "open"),
}
"""Members that are one of a few words, and the most careful one for a word that this owskit does not know."""
_UNREADABLE = (msgspec.MsgspecError, RecursionError, ValueError)


class _Tag(msgspec.Struct):
    """What every event has; the other two of the first event."""

    event: str
    format: int = 0
    owskit: str = ""


_events: msgspec.json.Decoder[Event] = msgspec.json.Decoder(CaptureStart | Action | Call | Problem | Way)
_late: msgspec.json.Decoder[Event] = msgspec.json.Decoder(CaptureStart | Action | LateCall | Problem | Way)
_tag: msgspec.json.Decoder[_Tag] = msgspec.json.Decoder(_Tag)


def read_capture(path: Path, *, late: bool = False) -> Iterator[Event]:
    """The events of one file in the order written; unknown events and fields are passed over. `late`: results of calls
    stay as they are in the file (LateCall), which takes a third of the time.

    What cannot be read becomes a `Problem` with its line and reading goes on. Raises, with the first event asked for:
    CaptureError where the file cannot be opened, NotACapture where it is something else, NewerFormat.
    """
    decoder = _late if late else _events
    with open_capture(path) as file:
        number, first = _first(path, file)
        for block in chain((first,), _blocks(file)):
            if not block:
                number += 1
                yield Problem(what=TOO_LONG, where=f"line {number}")
            else:
                lines = block.count(b"\n")
                for event in _together(decoder, block, lines) or _by_line(path, decoder, block, number):
                    if isinstance(event, Call):
                        yield event if event.exchange and event.method else _whole(event)
                        continue
                    if isinstance(event, CaptureStart) and event.format > FORMAT:
                        raise _newer(path, event.format, event.owskit)
                    yield event
                number += lines


def _first(path: Path, file: BinaryIO) -> tuple[int, bytes]:
    """The first line that holds something, and how many stand before it. Raises where it does not begin a capture."""
    number = 0
    while line := file.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            raise _not_a_capture(path, line[:HEAD])
        if number == 0:
            line = without_bom(line)
        if line and not line.isspace():
            _check_first(path, line)
            return number, line
        number += 1
    raise _not_a_capture(path, b"\n" if number else b"")


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """Whole lines, some hundreds at a time; nothing in place of a line that is too long."""
    while block := file.read(min(_BLOCK, LONGEST_LINE)):
        end = b"" if block.endswith(b"\n") else file.readline(LONGEST_LINE)
        if len(end) < LONGEST_LINE or end.endswith(b"\n"):
            yield block + end
            continue
        _to_line_end(file)
        if whole := block[: block.rfind(b"\n") + 1]:
            yield whole
        yield b""


def _together(decoder: msgspec.json.Decoder[Event], block: bytes, lines: int) -> list[Event] | None:
    """The events of lines of which each is one; else None, also where one event stands on two lines."""
    try:
        events: list[Event] = decoder.decode_lines(block)
    except _UNREADABLE:
        return None
    return events if len(events) == lines else None


def _by_line(path: Path, decoder: msgspec.json.Decoder[Event], block: bytes, before: int) -> Iterator[Event]:
    """The events of lines of which one at least is none. So many lines stand `before` them."""
    for number, line in enumerate(BytesIO(block), before + 1):
        if line.isspace():
            continue
        try:
            event: Event | None = decoder.decode(line)
        except _UNREADABLE:
            event = _unread(path, decoder, line, number)
        if event is not None:
            yield event


def read_without_calls(path: Path) -> Iterator[Event]:
    """The events of a capture of ours but for its calls and what cannot be read, at the speed of the disk."""
    with open_capture(path) as file:
        while line := file.readline(LONGEST_LINE):
            if not line.startswith(b'{"event":"call"'):
                try:
                    yield _events.decode(line)
                except _UNREADABLE:
                    continue


def _whole(call: Call) -> Call:
    """What a call leaves out and another member says."""
    exchange, method = call.exchange or call.id, call.method or full_name(call.service_call)
    return msgspec.structs.replace(call, exchange=exchange, method=method)


def _unread(path: Path, decoder: msgspec.json.Decoder[Event], line: bytes, number: int) -> Event | None:
    where = f"line {number}"
    try:
        msgspec.json.decode(line, type=msgspec.Raw)  # JSON at all? Types are looked at before the end of the line is
    except _UNREADABLE:
        return Problem(what=BROKEN if line.endswith(b"\n") else TORN, where=where)
    try:
        tag = _tag.decode(line)
    except _UNREADABLE:
        return Problem(what=UNFIT, where=where)
    if tag.event not in _KNOWN:
        return None
    if tag.event == "capture" and tag.format > FORMAT:
        raise _newer(path, tag.format, tag.owskit)
    return _nearly(line, decoder) or Problem(what=UNFIT, where=where)


def _nearly(line: bytes, decoder: msgspec.json.Decoder[Event]) -> Event | None:
    """An event that others wrote: null where a member may be left out, or a word that this owskit does not know."""
    try:
        decoded: dict[str, Any] = msgspec.json.decode(line)
    except _UNREADABLE:  # its event could be read and a name further inside cannot: bytes that are not UTF-8
        return None
    members = {name: value for name, value in decoded.items() if value is not None}
    for name, (known, careful) in _WORDS.items():
        if name in members and members[name] not in known:
            members[name] = careful
    without = {name: value for name, value in members.items() if name != "causes"}
    for each in (members, without):  # causes that say what this owskit does not know are evidence of nothing
        with suppress(*_UNREADABLE):
            return decoder.decode(msgspec.json.encode(each))
    return None


def _check_first(path: Path, line: bytes) -> None:
    """The first event says that this is a capture and in which format."""
    try:
        tag = _tag.decode(line)
    except _UNREADABLE as error:
        if is_capture(line):
            raise NotACapture(
                f"{path}: the first line of this capture is torn or was edited.",
                'It must be the event "capture" whole; docs/capture-format.md shows it.',
            ) from error
        raise _not_a_capture(path, line[:HEAD]) from error
    if tag.event != "capture" or tag.format < 1:
        raise NotACapture(
            f'{path} does not start with the event "capture" and its format.',
            "The first line is missing or was edited; docs/capture-format.md shows it.",
        )
    if tag.format > FORMAT:
        raise _newer(path, tag.format, tag.owskit)


def _newer(path: Path, found: int, version: str) -> NewerFormat:
    written = version if version and version.isascii() and version.isprintable() and len(version) < 40 else "newer"
    return NewerFormat(
        f"{path} was written by owskit {written} in capture format {found}; this owskit ({__version__}) reads up to"
        f" format {FORMAT}.",
        "Update owskit, then try again.",
    )


def _not_a_capture(path: Path, head: bytes) -> NotACapture:
    what = looks_like(head)
    if is_utf16(head):
        hint = "Save it as UTF-8 and try again."
    elif what in ("a HAR file", "a mitmproxy flow file", "a zip file", "zlib-compressed data", "gzip-compressed data"):
        hint = "Traffic of another tool becomes a capture with: owskit import FILE --out CAPTURE"
    else:
        hint = "Give a file that `owskit record` or `owskit import` made."
    return NotACapture(f"{path} is no owskit capture; it looks like {what}.", hint)


def open_capture(path: Path) -> BinaryIO:
    """The file to read. Raises CaptureError where it cannot be opened."""
    try:
        if path.is_dir():
            raise CaptureError(f"{path} is a folder, not a capture.", "Name the file inside it.")
        return path.open("rb")
    except FileNotFoundError as error:
        raise CaptureError(f"{path} does not exist.", "Check the name, or make one with `owskit record`.") from error
    except OSError as error:
        raise CaptureError(
            f"{path} cannot be opened: {error.strerror or 'the system refuses'}.", "Look at the rights on it."
        ) from error


def _to_line_end(file: BinaryIO) -> None:
    while (rest := file.readline(1 << 20)) and not rest.endswith(b"\n"):
        pass
