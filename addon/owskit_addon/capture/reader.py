"""Capture files back to events, one at a time, so that memory does not grow with the file (docs/capture-format.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, get_args

import msgspec

from owskit_addon import __version__
from owskit_addon.capture.events import FORMAT, Action, Call, CaptureStart, Event, How, Problem, Sure, Way, WayState
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

_BLOCK = 1 << 20

IGNORED = "An action that was ignored while recording was left out."
IGNORED_CALL = "A call of an action that was ignored while recording was left out."

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
_tag: msgspec.json.Decoder[_Tag] = msgspec.json.Decoder(_Tag)


def read_capture(path: Path) -> Iterator[Event]:
    """The events of one file in the order written; unknown events and fields are passed over.

    What cannot be read becomes a `Problem` with its line and reading goes on. Raises, with the first event asked for:
    CaptureError where the file cannot be opened, NotACapture where it is something else, NewerFormat.
    """
    with _open(path) as file:
        number, started = 0, False
        while line := file.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                if not started:
                    raise _not_a_capture(path, line[:HEAD])
                _to_line_end(file)
                yield Problem(what=TOO_LONG, where=f"line {number}")
                continue
            if number == 1:
                line = without_bom(line)
            if line.isspace() or not line:
                continue
            if not started:
                _check_first(path, line)
                started = True
            event = _decode(path, line, number)
            if event is not None:
                yield event
        if not started:
            raise _not_a_capture(path, b"\n" if number else b"")


def read_captures(paths: Iterable[Path]) -> Iterator[Event]:
    """Several files as one. Ids of the second file on get a prefix (`2:`), so that they stay unique; the place of a
    problem gets the name of its file. What the person ignored while recording is left out, each with a problem that
    says so. Raises as `read_capture` does."""
    paths = list(paths)
    for number, path in enumerate(paths, 1):
        for event in _kept(path):
            yield event if len(paths) == 1 else _told_apart(event, number, path)


def read_without_calls(path: Path) -> Iterator[Event]:
    """The events of a capture of ours but for its calls and what cannot be read, at the speed of the disk."""
    with _open(path) as file:
        while line := file.readline(LONGEST_LINE):
            if not line.startswith(b'{"event":"call"'):
                try:
                    yield _events.decode(line)
                except _UNREADABLE:
                    continue


def _kept(path: Path) -> Iterator[Event]:
    """The events without actions that were ignored and without their calls. The last event of an action decides, and
    it may stand behind the calls: so the file is looked through first, where any action was ignored at all."""
    ignored = _ignored(path)
    for event in read_capture(path):
        if isinstance(event, Call) and event.action in ignored:
            yield Problem(what=IGNORED_CALL, where=event.id)
        elif not (isinstance(event, Action) and event.id in ignored):
            yield event
    for id in sorted(ignored):
        yield Problem(what=IGNORED, where=id)


def _ignored(path: Path) -> set[str]:
    """Ids of the actions whose last event says that they are. Only lines with such a word in them are decoded."""
    ignored: set[str] = set()
    if not path.is_file():  # a pipe can be read once
        return ignored
    with _open(path) as file:
        while block := file.read(_BLOCK):
            block += file.readline(LONGEST_LINE)
            for line in _with_word(block):
                try:
                    event = _events.decode(without_bom(line))
                except _UNREADABLE:
                    continue
                if isinstance(event, Action):
                    (ignored.add if event.ignored else ignored.discard)(event.id)
    return ignored


def _with_word(block: bytes) -> Iterator[bytes]:
    """The lines of actions that say whether they were ignored: to find them costs a tenth of going by lines."""
    at = 0
    while (found := block.find(b'"ignored"', at)) >= 0:
        at = block.find(b"\n", found) + 1 or len(block)
        line = block[block.rfind(b"\n", 0, found) + 1 : at]
        if b'"action"' in line:
            yield line


def _told_apart(event: Event, number: int, path: Path) -> Event:
    if isinstance(event, Problem):
        return Problem(what=event.what, where=f"{path.name}: {event.where}" if event.where else path.name)
    if number == 1 or isinstance(event, CaptureStart | Way):
        return event
    if isinstance(event, Action):
        return msgspec.structs.replace(event, id=f"{number}:{event.id}")
    return msgspec.structs.replace(
        event,
        id=f"{number}:{event.id}",
        exchange=f"{number}:{event.exchange}",
        action=None if event.action is None else f"{number}:{event.action}",
        causes=[(None if id is None else f"{number}:{id}", sure) for id, sure in event.causes],
    )


def _decode(path: Path, line: bytes, number: int) -> Event | None:
    """One line; None for an event that this owskit does not know."""
    try:
        event = _events.decode(line)
    except _UNREADABLE:
        return _unread(path, line, number)
    if isinstance(event, CaptureStart) and event.format > FORMAT:
        raise _newer(path, event.format, event.owskit)
    return _whole(event)


def _whole(event: Event) -> Event:
    """What a call leaves out and another member says."""
    if isinstance(event, Call) and not (event.exchange and event.method):
        return msgspec.structs.replace(
            event, exchange=event.exchange or event.id, method=event.method or full_name(event.service_call)
        )
    return event


def _unread(path: Path, line: bytes, number: int) -> Event | None:
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
    return _nearly(line) or Problem(what=UNFIT, where=where)


def _nearly(line: bytes) -> Event | None:
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
            return _whole(msgspec.convert(each, CaptureStart | Action | Call | Problem | Way))
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


def _open(path: Path) -> BinaryIO:
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
