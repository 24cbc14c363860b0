"""The store: how many deliveries a user's calls have caused today, and whether it can be written at all."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

A_DAY = 10_000
"""Deliveries that OTYS makes per user and day, counted over everything that the user's calls wake."""

_COUNT = (
    "INSERT INTO deliveries_a_day VALUES (?, ?, 1) ON CONFLICT (day, user) DO UPDATE SET count = count + 1 "
    "RETURNING count"
)


def writable(path: Path) -> bool:
    """Whether a row could be written now. Makes the file and its folder where they are not there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=2, isolation_level=None)) as store:
            store.execute("BEGIN IMMEDIATE")
            store.execute("CREATE TABLE IF NOT EXISTS ready (at TEXT)")
            store.execute("COMMIT")
    except (OSError, sqlite3.Error):
        return False
    return True


class Budget:
    """Counts deliveries by day and acting user, for all processes of a store. UTC: when OTYS' day ends is not known."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._store: sqlite3.Connection | None = None

    def count(self, user: str | None) -> tuple[int, int] | None:
        """One more delivery: how many there are today, and how many there can be. None where the store fails."""
        today = datetime.now(UTC).date().isoformat()
        with self._lock:
            try:
                if self._store is None:
                    self._store = self._open(today)
                [(used,)] = self._store.execute(_COUNT, (today, user or "")).fetchall()
            except (OSError, sqlite3.Error):
                self._close()
                return None
        return int(used), A_DAY

    def close(self) -> None:
        with self._lock:
            self._close()

    def _open(self, today: str) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Not longer than a delivery may wait; used by one thread at a time, behind the lock.
        store = sqlite3.connect(self._path, timeout=1, isolation_level=None, check_same_thread=False)
        try:
            store.execute("PRAGMA journal_mode = WAL")
            store.execute("PRAGMA synchronous = NORMAL")
            store.execute(
                "CREATE TABLE IF NOT EXISTS deliveries_a_day "
                "(day TEXT, user TEXT, count INTEGER, PRIMARY KEY (day, user)) WITHOUT ROWID"
            )
            store.execute("DELETE FROM deliveries_a_day WHERE day < ?", (today,))
        except sqlite3.Error:
            store.close()
            raise
        return store

    def _close(self) -> None:
        if self._store is not None:
            with suppress(sqlite3.Error):
                self._store.close()
            self._store = None
