"""One file of SQLite: opened, locked, and written whole or not at all."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from generated.clock import day_of
from generated.store.model import StoreUnreachable

SCHEMA = Path(__file__).with_name("schema.sql")
SECONDS = 3.0
"""How long a transaction waits for another process' one."""
MOMENT = 0.0005
"""How soon it looks again. SQLite's own waiting grows longer with each look, and lets one process stand behind."""


class Database:
    """One connection for the threads of a process. They take turns: waiting here is shorter than for the file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of what is done inside, or nothing; it is on the disk when this ends. Raises StoreUnreachable."""
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = self._open()
                _begin(self._connection)
            except (OSError, sqlite3.Error) as error:
                self._forget()
                raise StoreUnreachable(_why(error)) from None
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except (OSError, sqlite3.Error) as error:
                self._forget()
                raise StoreUnreachable(_why(error)) from None
            except BaseException:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        with self._lock:
            self._forget()

    def _open(self) -> sqlite3.Connection:
        if self._path != ":memory:":
            folder = Path(self._path).parent
            folder.mkdir(parents=True, exist_ok=True)
            # What is in it is personal data: nobody else on this machine reads it.
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(self._path, timeout=SECONDS, isolation_level=None, check_same_thread=False)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.executescript(SCHEMA.read_text(encoding="utf-8"))
            connection.execute("INSERT OR IGNORE INTO settings VALUES ('format', '1')")
            connection.execute("PRAGMA busy_timeout = 0")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _forget(self) -> None:
        # What is only in memory would be gone with its connection.
        if self._connection is not None and self._path != ":memory:":
            with suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None


def _begin(connection: sqlite3.Connection) -> None:
    """Waits for its turn among the processes."""
    until = time.monotonic() + SECONDS
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > until:
                raise
        time.sleep(MOMENT)


def _why(error: Exception) -> str:
    return f"the store cannot be used ({error})"


def add_to_counter(db: sqlite3.Connection, name: str, now: int) -> None:
    db.execute(
        "INSERT INTO counters VALUES (?, ?, 1) ON CONFLICT (day, name) DO UPDATE SET count = count + 1",
        (day_of(now), name),
    )
