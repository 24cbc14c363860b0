"""Fiddler's session archives: a zip with raw/N_c.txt (request), N_s.txt (answer) and N_m.xml (times)."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from owskit_addon.errors import SourceError
from owskit_addon.exchange import Exchange, header
from owskit_addon.hosts import host_name
from owskit_addon.sources.http1 import Message, parse_message
from owskit_addon.sources.problem import SourceProblem
from owskit_addon.sources.times import read_time

LARGEST = 64 * 1024 * 1024
"""Bytes of one member, unpacked. A zip can promise any size; no more than this is taken into memory."""
_TIMES = 64 * 1024

TOO_LARGE = "A session of more than 64 MB was left out."
DAMAGED = "A session is damaged in the archive and was left out."
NO_REQUEST = "A session's request cannot be read and was left out."
NO_TIME = "A session has no times that can be read; those of the one before it are used."

_MEMBER = re.compile(r"(?:^|.*[/\\])raw[/\\](\d{1,9})_([csm])\.(?:txt|xml)", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    rb"\b(ClientBeginRequest|ServerDoneResponse|ClientDoneResponse)\s*=\s*[\"']([^\"'<>]{1,64})[\"']"
)


def sessions_in(archive: zipfile.ZipFile) -> dict[int, dict[str, zipfile.ZipInfo]]:
    """Members by session number and letter (c, s, m); whatever else is in the archive is passed over."""
    found: dict[int, dict[str, zipfile.ZipInfo]] = {}
    for member in archive.infolist():
        if match := _MEMBER.fullmatch(member.filename):
            found.setdefault(int(match[1]), {})[match[2].lower()] = member
    return found


def read_saz(path: Path, progress: Callable[[float], None]) -> Iterator[Exchange | SourceProblem]:
    """One exchange a session, in the order of their numbers, which are the ids.

    `progress` is told the part of the sessions that is read, 0 to 1. Raises SourceError for a protected archive.
    """
    with zipfile.ZipFile(path) as archive:
        sessions = sessions_in(archive)
        if any(member.flag_bits & 1 for session in sessions.values() for member in session.values()):
            raise SourceError(
                f"{path} is protected by a password.",
                "In Fiddler, load it and save it again without one: File › Save › All Sessions.",
            )
        last = path.stat().st_mtime
        for done, number in enumerate(sorted(sessions), 1):
            for found in _session(archive, sessions[number], str(number), last):
                last = found.at if isinstance(found, Exchange) else last
                yield found
            progress(done / len(sessions))


def _session(
    archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], number: str, last: float
) -> Iterator[Exchange | SourceProblem]:
    where = f"session {number}"
    try:
        asked = _message(archive, members.get("c"))
        if asked is not None and asked.start.upper().startswith("CONNECT "):
            return
        answered = _message(archive, members.get("s"))
        times = _times(archive, members.get("m"))
    except _TooLarge:
        yield SourceProblem(TOO_LARGE, where)
        return
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        yield SourceProblem(DAMAGED, where)
        return
    address = _address(asked) if asked is not None else None
    if asked is None or address is None:
        yield SourceProblem(NO_REQUEST, where)
        return
    began = times.get("ClientBeginRequest")
    at = last if began is None else began
    status = _status(answered) if answered is not None else None
    end = times.get("ServerDoneResponse") or times.get("ClientDoneResponse")
    yield Exchange(
        id=number,
        host=address[1],
        path=address[2],
        at=at,
        method=address[0],
        ms=max(0.0, (end - at) * 1000) if end is not None and began is not None and status is not None else None,
        request_headers=asked.headers,
        request_body=asked.body,
        status=status,
        response_headers=answered.headers if answered is not None and status is not None else (),
        response_body=answered.body if answered is not None and status is not None else None,
    )
    if began is None:
        yield SourceProblem(NO_TIME, where, number)


class _TooLarge(Exception):
    """A member unpacks to more than `LARGEST`."""


def _message(archive: zipfile.ZipFile, member: zipfile.ZipInfo | None) -> Message | None:
    if member is None:
        return None
    with archive.open(member) as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise _TooLarge
    return parse_message(raw)


def _times(archive: zipfile.ZipFile, member: zipfile.ZipInfo | None) -> dict[str, float]:
    """The timers that are set. Two attributes are all that is wanted of the XML: no parser, hence no entities."""
    if member is None:
        return {}
    with archive.open(member) as file:
        found = _ATTRIBUTE.findall(file.read(_TIMES))
    times = {name.decode(): read_time(value.decode("latin-1")) for name, value in found}
    return {name: time for name, time in times.items() if time is not None}


def _address(asked: Message) -> tuple[str, str, str] | None:
    """Method, host without port, path with query, from `POST https://host/path HTTP/1.1`."""
    words = asked.start.split(" ")
    if len(words) < 2:
        return None
    try:
        parts = urlsplit(words[1])
        host = host_name(parts.hostname or header(asked.headers, "host"))
    except ValueError:
        return None
    if not host:
        return None
    return words[0].upper(), host, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _status(answered: Message) -> int | None:
    words = answered.start.split(" ")
    if len(words) < 2 or not words[0].upper().startswith("HTTP/"):
        return None
    return int(words[1]) if words[1].isascii() and words[1].isdigit() and len(words[1]) == 3 else None
