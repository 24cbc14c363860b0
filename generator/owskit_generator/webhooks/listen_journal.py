"""What one user's `listen` has brought to the handler already, kept so that a restart brings nothing twice and loses
nothing. Numbers of OTYS' log only."""

from __future__ import annotations

import hashlib
import os
import secrets
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from owskit_addon.capture.lock import try_lock
from owskit_addon.errors import OwskitError
from owskit_generator.webhooks import state

_KEPT = 10_000
LATE = timedelta(minutes=15)
"""OTYS may deliver for 10 minutes after a webhook is gone; what was ended longer ago has no more to come."""


class Journal:
    """One at a time for an OWS, a client and a user. `listener` is the mark of this user's webhooks on this machine.

    `floor`: rows up to there are none of ours; None where nobody listened before, or all of that is over. `done`: ids
    that the handler has got. `begun`: the id that was being sent when the last run was killed: the handler may have it.
    Raises OwskitError where another one runs, or where the folder cannot be written.
    """

    def __init__(self, host: str, client: str | None, user: str | None) -> None:
        name = hashlib.sha256(f"{host} {client} {user}".encode()).hexdigest()[:16]
        self._head = f"listen-{name}.json"
        self._path = state.folder() / f"listen-{name}.ids"
        self._file = _locked(self._path)
        head = state.read(self._head)
        head = head if isinstance(head, dict) else {}
        given = head.get("listener")
        self.listener: str = given if isinstance(given, str) and given.isalnum() else secrets.token_hex(8)
        floor = head.get("floor")
        self.floor: int | None = floor if type(floor) is int and not _is_over(head.get("ended")) else None
        self.done, self.begun = self._read()
        if self.floor is None:
            self.done, self.begun = [], None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._file)

    def start(self, floor: int) -> None:
        """Begins at `floor` where there is none, and forgets what is long past."""
        if self.floor is None:
            self.floor = floor
        if len(self.done) > _KEPT:
            self.done = sorted(self.done)[-_KEPT:]
            self.floor = self.done[0] - 1
        self._write_head(None)
        os.ftruncate(self._file, 0)
        self._append("".join(f"{number}\n" for number in self.done))

    def begin(self, number: int) -> None:
        """A row is going to be sent."""
        self._append(f">{number}\n")

    def cancel(self, number: int) -> None:
        """It was not sent after all."""
        self._append(f"-{number}\n")

    def end(self, number: int) -> None:
        """The handler has it."""
        self.done.append(number)
        self._append(f"{number}\n")

    def finish(self) -> None:
        """The webhooks are gone, and so is what this run was about; what still comes late is for the next run."""
        self._write_head(datetime.now(UTC).isoformat(timespec="seconds"))

    def _write_head(self, ended: str | None) -> None:
        state.write(self._head, {"listener": self.listener, "floor": self.floor, "ended": ended})

    def _append(self, text: str) -> None:
        os.lseek(self._file, 0, os.SEEK_END)
        os.write(self._file, text.encode("ascii"))

    def _read(self) -> tuple[list[int], int | None]:
        """A line that a killed program left torn is none."""
        done: dict[int, None] = {}
        begun = None
        *lines, _ = self._path.read_text(encoding="ascii", errors="replace").split("\n")
        for line in lines:
            number = line.lstrip(">-")
            if not number.isdecimal() or len(number) > 18:
                continue
            if line.startswith(">"):
                begun = int(number)
            elif line.startswith("-"):
                begun = None
            else:
                done[int(number)] = None
        return list(done), begun if begun not in done else None


def _locked(path: os.PathLike[str]) -> int:
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    except OSError as error:
        raise OwskitError(f"{path} cannot be written: {error.strerror}.", "Look at the rights there.") from None
    if not try_lock(file):
        os.close(file)
        raise OwskitError(
            "Another `owskit webhooks listen` runs for this user on this machine.", "End that one, or go on there."
        )
    return file


def _is_over(ended: object) -> bool:
    try:
        return isinstance(ended, str) and datetime.now(UTC) - datetime.fromisoformat(ended) > LATE
    except (ValueError, TypeError):
        return True
