"""How another terminal reaches a running recording: a state file says where, a request through the proxy says what."""

from __future__ import annotations

import http.client
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from owskit_addon.capture.events import iso
from owskit_addon.capture.lock import try_lock
from owskit_addon.errors import RecordingError
from owskit_addon.folders import make_missing

HOST = "owskit.internal"
MARK = "/mark"
CHECK_PAGE = f"https://{HOST}/"
TOKEN_HEADER = "X-Owskit-Token"  # noqa: S105 - the name of a header
BODY = 4096


class State(msgspec.Struct, frozen=True, kw_only=True):
    """One running recording. `token` is good for this run only and known to this person's account only."""

    pid: int
    port: int
    token: str
    capture: str
    started: str


class Order(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked of a recording: a mark with this label, or the end of the one that holds."""

    label: str = ""
    end: bool = False


def folder() -> Path:
    import platformdirs

    return Path(platformdirs.user_state_dir("owskit", appauthor=False)) / "recordings"


class Announcement:
    """The state file of this process, while the recording runs. The lock on it is what says that it does."""

    def __init__(self, port: int, capture: str) -> None:
        self.state = State(
            pid=os.getpid(),
            port=port,
            token=secrets.token_urlsafe(24),
            capture=str(Path(capture).absolute()),
            started=iso(time.time()),
        )
        place = folder()
        make_missing(place)
        place.chmod(0o700)
        self._path = place / f"{self.state.pid}.json"
        self._fd = self._claim()
        os.write(self._fd, msgspec.json.encode(self.state))

    def _claim(self) -> int:
        while True:
            self._path.unlink(missing_ok=True)
            fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            if try_lock(fd) and self._path.exists():
                return fd
            os.close(fd)  # somebody who looked for recordings was quicker than our lock

    def close(self) -> None:
        os.close(self._fd)
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def running() -> Iterator[State]:
    """The recordings of this person that run; what a killed one left behind is removed on the way."""
    place = folder()
    for path in sorted(place.glob("*.json")) if place.is_dir() else []:
        try:
            fd = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        except OSError:
            continue
        try:
            dead = try_lock(fd)
            text = os.read(fd, 65536)
        finally:
            os.close(fd)
        if dead:
            with suppress(OSError):
                path.unlink(missing_ok=True)
            continue
        with suppress(msgspec.DecodeError, UnicodeDecodeError):
            yield msgspec.json.decode(text, type=State)


def choose(capture: str | Path | None = None) -> State:
    """The running recording, or the one into `capture`. RecordingError where there is none, or more than one."""
    found = list(running())
    if capture is not None:
        wanted = Path(capture).absolute()
        into = [state for state in found if Path(state.capture) == wanted or _same(Path(state.capture), wanted)]
        if into:
            return into[0]
        raise RecordingError(f"No recording into {capture} is running.", "Start one: owskit record " + str(capture))
    if not found:
        raise RecordingError("No recording is running.", "Start one in another terminal: owskit record session.jsonl")
    if len(found) > 1:
        names = ", ".join(state.capture for state in found)
        raise RecordingError(f"{len(found)} recordings are running: {names}.", "Choose one with --capture FILE.")
    return found[0]


def send(state: State, order: Order) -> str | None:
    """Gives the order to a recording; returns the new action's id, None for an end. RecordingError if it refuses."""
    connection = http.client.HTTPConnection("127.0.0.1", state.port, timeout=10)
    try:
        connection.request(
            "POST", f"http://{HOST}{MARK}", msgspec.json.encode(order), {TOKEN_HEADER: state.token, "Host": HOST}
        )
        answer = connection.getresponse()
        body: Any = msgspec.json.decode(answer.read(BODY))
    except (OSError, http.client.HTTPException, msgspec.DecodeError):
        raise RecordingError(
            f"The recording into {state.capture} does not answer on port {state.port}.", "End it and start it again."
        ) from None
    finally:
        connection.close()
    if answer.status != 200 or not isinstance(body, dict):
        said = body.get("error", "") if isinstance(body, dict) else ""
        raise RecordingError(f"The recording refused: {said or answer.status}.", "See owskit mark --help.")
    action = body.get("action")
    return action if isinstance(action, str) else None


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
