"""Looking into a project's store from outside: the same tables and keys in every language (docs/guards.md 6)."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import msgspec


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One handler's work on one delivery. `state`: queued, parked or done."""

    delivery: str
    handler: str
    state: str
    decision: str
    reason: str
    error: str


class Waiting(msgspec.Struct, frozen=True):
    """`now`: something is due or under way. `next`: when the next job is due; `lease`: when the first lease ends."""

    now: bool
    next: int | None
    lease: int | None


class StoreView(Protocol):
    """All times are milliseconds since 1970."""

    def waiting(self, now: int) -> Waiting: ...
    def jobs(self, since: int) -> list[Job]: ...
    def ledger(self, now: int) -> list[str]:
        """The states of the rows that have not expired."""
        ...

    def expire_ledger(self) -> None:
        """Every row is as good as gone, as if its life were over."""
        ...

    def forget(self) -> None:
        """Empties it, while no process of the project runs."""
        ...

    def announced(self) -> bool:
        """Whether a write is announced that nothing is known of yet."""
        ...

    def tenant_sends_sessions(self) -> None:
        """Lets the project know that this OTYS shows sessions in deliveries."""
        ...

    def outage(self) -> Any:
        """A context in which the project cannot use the store."""
        ...


class SqliteView:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def waiting(self, now: int) -> Waiting:
        [(undecided, lease, due)] = self._ask(
            "SELECT (SELECT count(*) FROM deliveries WHERE decided = 0),"
            " (SELECT min(until) FROM leases WHERE until > ?), (SELECT min(due) FROM jobs WHERE state = 'queued')",
            now,
        )
        return Waiting(bool(undecided or lease or (due is not None and due <= now)), due, lease)

    def jobs(self, since: int) -> list[Job]:
        rows = self._ask(
            "SELECT delivery, handler, state, decision, reason, error FROM jobs JOIN deliveries ON id = delivery"
            " WHERE received >= ? ORDER BY delivery, handler",
            since,
        )
        return [
            Job(delivery=row[0], handler=row[1], state=row[2], decision=row[3], reason=row[4], error=row[5])
            for row in rows
        ]

    def ledger(self, now: int) -> list[str]:
        return [row[0] for row in self._ask("SELECT state FROM ledger WHERE expires > ?", now)]

    def expire_ledger(self) -> None:
        self._ask("UPDATE ledger SET expires = 0")

    def forget(self) -> None:
        self.close()
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def tenant_sends_sessions(self) -> None:
        self._ask("INSERT OR REPLACE INTO settings (name, value) VALUES ('sends-sessions', '1')")

    def announced(self) -> bool:
        return bool(self._ask("SELECT count(*) FROM ledger WHERE state = 'inflight'")[0][0])

    @contextmanager
    def outage(self) -> Iterator[None]:
        """Somebody else holds it for ever: no reader in WAL mode minds, every writer does."""
        with closing(sqlite3.connect(self._path, isolation_level=None, timeout=30)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")

    def _ask(self, sql: str, *values: Any) -> list[Any]:
        with self._lock:
            if self._connection is None:
                self._connection = sqlite3.connect(
                    self._path, isolation_level=None, timeout=10, check_same_thread=False
                )
            return self._connection.execute(sql, values).fetchall()
