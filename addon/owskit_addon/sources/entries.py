"""The entries of a HAR one at a time, without reading the file into memory or decoding what is around them.

A HAR is one JSON object, often of gigabytes, of which only the objects in `log.entries` matter. Their ends are found by
counting braces outside of strings. The regular expressions below do that in C for everything but the few braces that
hold other objects; a loop over characters or tokens in Python would take ten times as long as decoding does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from owskit_addon.sources.problem import SourceProblem

CHUNK = 1 << 20
LONGEST_ENTRY = 64 * 1024 * 1024
"""Bytes. A longer entry is reported and passed over; OWS answers are a thousand times smaller."""

TORN = "The file ends in the middle; the entries before that were read."
TOO_LONG = "An entry of more than 64 MB was left out."
NO_OBJECT = "An entry is not an object and was left out."

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
# All up to the next brace; and up to the next brace of an object that holds others, or that is cut off by the buffer.
_FLAT = re.compile(rb'(?:[^"{}]++|%b)*+' % _STRING, re.DOTALL)
_RUN = re.compile(rb'(?:[^"{}]++|%b|\{(?:[^"{}]++|%b)*+\})*+' % (_STRING, _STRING), re.DOTALL)
_REST_OF_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_TOKEN = re.compile(rb"[^\"{}\[\],]*+(%b(?:\s*+:)?|[{}\[\],])" % _STRING, re.DOTALL)
_BLANKS = re.compile(rb"\s*+")
_BETWEEN = re.compile(rb"[\s,]*+")
_OPEN, _CLOSE = b"{"[0], b"}"[0]

Read = Callable[[int], bytes]


class _Window:
    """The piece of the file that is in memory, and the place in it."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self.data = b""
        self.at = 0

    def more(self, keep: int) -> bool:
        """Drops what is before `keep` and reads on; with a long entry in larger pieces, so that going over it again
        stays cheap. False at the end of the file."""
        wanted = min(max(CHUNK, len(self.data) - keep), 16 * CHUNK)
        pieces = [self.data[keep:]]
        while wanted > 0 and (piece := self._read(wanted)):  # what unpacks a file gives less at a time
            pieces.append(piece)
            wanted -= len(piece)
        if len(pieces) == 1:
            return False
        self.data = b"".join(pieces)
        self.at -= keep
        return True

    def token(self) -> bytes | None:
        """The next string (with the colon, if it is a name), bracket, brace or comma; None at the end."""
        while True:
            match = _TOKEN.match(self.data, self.at)
            if match is None:
                if len(self.data) - self.at > LONGEST_ENTRY or not self.more(self.at):
                    return None
            elif match[1].endswith(b'"') and self._ends_at(match.end()) and self.more(self.at):
                continue  # the colon may be in what comes next
            else:
                self.at = match.end()
                return match[1]

    def _ends_at(self, at: int) -> bool:
        blanks = _BLANKS.match(self.data, at)
        return blanks is not None and blanks.end() == len(self.data)


def entries(read: Read) -> Iterator[bytes | SourceProblem]:
    """The text of each object in `log.entries`. `read(n)` gives at most n bytes, none at the end.

    Raises LookupError where there is no such list. Holds one entry at a time, never more than 64 MB of it.
    """
    window = _Window(read)
    if window.more(0):
        window.data = window.data.removeprefix(b"\xef\xbb\xbf")
    _to_the_list(window)
    number = 0
    while True:
        window.at = _at_next(window)
        if window.at == len(window.data):
            yield SourceProblem(TORN, f"after entry {number}")
            return
        if window.data[window.at : window.at + 1] == b"]":
            return
        number += 1
        if window.data[window.at] != _OPEN:
            _pass_over(window)
            yield SourceProblem(NO_OBJECT, f"entry {number}")
            continue
        entry = _take_object(window)
        if isinstance(entry, str):
            yield SourceProblem(entry, f"entry {number}")
            if entry is TORN:
                return
        else:
            yield entry


def _at_next(window: _Window) -> int:
    while True:
        match = _BETWEEN.match(window.data, window.at)
        end = match.end() if match else window.at
        window.at = end
        if end < len(window.data) or not window.more(end):
            return window.at


def _take_object(window: _Window) -> bytes | str:
    """The object at `at`, or the problem instead of it. `at` moves behind it."""
    start = window.at
    depth, at = 1, start + 1
    while True:
        match = _RUN.match(window.data, at)
        at = match.end() if match else at
        stop = window.data[at] if at < len(window.data) else None
        if stop == _CLOSE:
            depth, at = depth - 1, at + 1
            if not depth:
                window.at = at
                return window.data[start:at]
        elif stop == _OPEN:
            depth, at = depth + 1, at + 1
        elif len(window.data) - start > LONGEST_ENTRY:
            window.at = at
            return TOO_LONG if _drop(window, depth) else TORN
        else:
            held = at - start
            if not window.more(start):
                return TORN
            start, at = 0, held


def _drop(window: _Window, depth: int) -> bool:
    """Goes to the end of an object without holding it; False where the file ends first."""
    text = False
    while True:
        match = (_REST_OF_STRING if text else _FLAT).match(window.data, window.at)
        window.at = match.end() if match else window.at
        stop = window.data[window.at : window.at + 1]
        if stop == b'"':
            text = not text
        elif stop == b"{":
            depth += 1
        elif stop == b"}":
            depth -= 1
        elif not window.more(window.at):
            return False
        else:
            continue
        window.at += 1
        if not depth:
            return True


def _pass_over(window: _Window) -> None:
    """Goes behind a value that is no object: to the next comma or the end of the list at its own level."""
    depth = 0
    while True:
        token = window.token()
        if token is None:
            window.at = len(window.data)
            return
        if token in (b"[", b"{"):
            depth += 1
        elif token == b"]" and not depth:
            window.at -= 1
            return
        elif token in (b"]", b"}"):
            depth = max(0, depth - 1)  # a brace that closes nothing is passed over too, or it would be met for ever
        elif token == b"," and not depth:
            return


def _to_the_list(window: _Window) -> None:
    """Moves behind the bracket of `log.entries`; a text or a name further inside that says so does not count."""
    depth, brackets, member, name = 0, 0, b"", b""
    while (token := window.token()) is not None:
        if token == b"[" and depth == 2 and member == b'"log"' and name == b'"entries"' and not brackets:
            return
        if token.endswith(b":") and not brackets:
            if depth == 1:
                member = token[:-1].rstrip()
            name = token[:-1].rstrip() if depth == 2 else b""
        elif token in (b"{", b"}"):
            depth += 1 if token == b"{" else -1
            name = b""
        elif token in (b"[", b"]"):
            brackets += 1 if token == b"[" else -1
        else:
            name = b""
    raise LookupError("log.entries")
