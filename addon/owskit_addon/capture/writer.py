"""Writing a capture: append-only, readable by its owner alone, in the kernel before `write` returns (design.md 5.2)."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from owskit_addon import __version__
from owskit_addon.capture.events import FORMAT, Call, CaptureStart, Event, Problem, Source, Values, iso
from owskit_addon.capture.lock import try_lock
from owskit_addon.errors import CaptureError, CaptureInUse, CaptureUnwritable, NewerFormat, NotACapture

CHECK_SECONDS = 1.0
_FIRST_LINE = 64 * 1024
_ACTION = re.compile(rb'\{"event":"action","id":"a(\d{1,9})"')


class CaptureWriter:
    """The one writer of a capture, new or gone on with. `last_action` is the highest action number that it had; `end`
    is where the file ends, in bytes."""

    def __init__(self, path: str | Path, source: Source, values: Values) -> None:
        """Opens, locks and writes the `capture` event.

        Raises CaptureUnwritable, CaptureInUse, NotACapture, NewerFormat, or CaptureError where the file keeps its
        values in the other way.
        """
        self.path = Path(path)
        self.source: Source = source
        self.values: Values = values
        self.last_action = 0
        self._encoder = msgspec.json.Encoder()
        self._torn = False
        self._check_at = time.monotonic() + CHECK_SECONDS
        self._fd = _open(self.path)
        try:
            if not try_lock(self._fd):
                raise CaptureInUse(
                    f"{self.path} is being recorded into by another owskit.", "End that one, or name another file."
                )
            self.end = os.fstat(self._fd).st_size
            torn = self._continue() if self.end else False
            if sys.platform != "win32":
                with suppress(OSError):
                    os.fchmod(self._fd, 0o600)  # a umask takes rights away, an older file may have too many
            start = CaptureStart(owskit=__version__, started=iso(time.time()), source=source, values=values)
            self._append((b"\n" if torn else b"") + self._encode([start]))
        except BaseException:
            os.close(self._fd)
            raise

    def write(self, events: Sequence[Event]) -> None:
        """Appends the events, all or none of them, as one write to the kernel.

        Raises CaptureUnwritable where the disk or the rights do not let us; the file is then as before, and the next
        `write` tries again.
        """
        if events:
            self._append(self._encode(events))

    def close(self) -> None:
        """Gives the file free for another writer. Twice is fine."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def __enter__(self) -> CaptureWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _encode(self, events: Sequence[Event]) -> bytes:
        try:
            return self._encoder.encode_lines(events)
        except (ValueError, TypeError, OverflowError, RecursionError):
            return b"".join(self._encode_alone(event) for event in events)

    def _encode_alone(self, event: Event) -> bytes:
        """A value that JSON cannot hold costs its own call's values, not the call and not its neighbours."""
        try:
            return self._encoder.encode_lines([event])
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            problem = Problem(what=f"values cannot be written as JSON ({type(error).__name__})")
            if not isinstance(event, Call):
                return self._encoder.encode_lines([problem])
            bare = msgspec.structs.replace(event, args=None, result=None, error=None, outcome="unreadable")
            return self._encoder.encode_lines([bare, msgspec.structs.replace(problem, where=event.id)])

    def _append(self, data: bytes) -> None:
        try:
            if self._torn:
                os.ftruncate(self._fd, self.end)
                self._torn = False
            written = os.write(self._fd, data)
            while written < len(data):
                written += os.write(self._fd, data[written:])
            self._check_there()
        except OSError as error:
            self._torn = True
            with suppress(OSError):
                os.ftruncate(self._fd, self.end)
                self._torn = False
            raise _unwritable(self.path, error) from None
        self.end += len(data)

    def _check_there(self) -> None:
        """A file that was removed takes writes and keeps nothing. Asked once a second: it costs as much as a write."""
        now = time.monotonic()
        if now >= self._check_at:
            if os.fstat(self._fd).st_nlink == 0:
                raise FileNotFoundError(errno.ENOENT, "the file has been removed")
            self._check_at = now + CHECK_SECONDS

    def _continue(self) -> bool:
        """Checks the file that is there; True where its last line is torn and has to be ended first."""
        with self.path.open("rb") as file:
            _check_first(file.readline(_FIRST_LINE), self.path, self.values)
            last = b""
            for last in file:
                if found := _ACTION.match(last):
                    self.last_action = max(self.last_action, int(found[1]))
            return bool(last) and not last.endswith(b"\n")


def _open(path: Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        fd = os.open(path, flags, 0o600)
    except OSError as error:
        raise _unwritable(path, error) from None
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise CaptureUnwritable(f"{path} is not a file.", "Name a file to record into, session.jsonl for one.")
    return fd


def _check_first(line: bytes, path: Path, values: Values) -> None:
    try:
        first: Any = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        first = None
    if not isinstance(first, dict) or first.get("event") != "capture" or not isinstance(first.get("format"), int):
        raise NotACapture(f"{path} is not an owskit capture.", "It was not touched. Name a new file to record into.")
    if first["format"] > FORMAT:
        raise NewerFormat(
            f"{path} has capture format {first['format']}; this owskit writes format {FORMAT}.",
            "Update owskit, or name a new file to record into.",
        )
    if first.get("values") != values:
        kept = "plain" if first.get("values") == "plain" else "tokens"
        raise CaptureError(
            f"{path} was recorded with --values {kept}; one capture keeps its values in one way.",
            f"Record with --values {kept}, or name a new file.",
        )


def _unwritable(path: Path, error: OSError) -> CaptureUnwritable:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} if sys.platform != "win32" else {errno.ENOSPC}:
        return CaptureUnwritable(f"No room to write {path}: the disk or a quota is full.", "Make room on it.")
    if isinstance(error, FileNotFoundError):
        if path.parent.is_dir():
            return CaptureUnwritable(f"{path} has been removed while it was written.", "Start a new recording.")
        return CaptureUnwritable(f"The folder {path.parent} does not exist.", "Make it first, or name another.")
    if isinstance(error, IsADirectoryError):
        return CaptureUnwritable(f"{path} is a folder.", "Name a file in it to record into.")
    if isinstance(error, PermissionError):
        return CaptureUnwritable(f"No right to write {path}.", "Name a file in a folder of your own.")
    return CaptureUnwritable(f"{path} cannot be written: {error.strerror}.", "Name another file or folder.")
