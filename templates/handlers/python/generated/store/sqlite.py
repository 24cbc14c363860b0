"""The store for one machine: a file of SQLite that any number of processes share."""

from __future__ import annotations

from generated.clock import DAY, day_of
from generated.store.limits import RETENTION, life
from generated.store.sqlite_file import Database, add_to_counter
from generated.store.sqlite_guards import SqliteGuards
from generated.store.sqlite_inbox import SqliteInbox


class SqliteStore(SqliteInbox, SqliteGuards):
    """Everything of `Store`."""

    def __init__(self, path: str) -> None:
        self._database = Database(path)

    def started(self, now: int) -> None:
        """A process begins: whatever is in flight may belong to one that died, and nobody knows whether it was made."""
        with self._database.transaction() as db:
            longest = db.execute("SELECT value FROM settings WHERE name = 'longest-echo'").fetchone()
            expires = now + life(int(longest[0]) if longest else 0)
            db.execute("UPDATE ledger SET state = 'unknown', expires = ? WHERE state = 'inflight'", (expires,))

    def prune(self, now: int) -> int:
        """What is past its time goes: rows that nobody will ask for, and after 14 days everything.

        How many deliveries are gone that nobody had worked on: they hold personal data, so they go too.
        """
        old, today = now - RETENTION, day_of(now - DAY)
        with self._database.transaction() as db:
            db.execute("DELETE FROM ledger WHERE expires <= ?", (now,))
            db.execute("DELETE FROM leases WHERE until <= ?", (now,))
            db.execute("DELETE FROM sessions WHERE until <= ?", (now,))
            db.execute("DELETE FROM previous WHERE at <= ?", (now - DAY,))
            db.execute("DELETE FROM writes WHERE at <= ?", (now - DAY,))
            db.execute("DELETE FROM arrivals WHERE at <= ?", (now - DAY,))
            db.execute("DELETE FROM breakers WHERE until <= ?", (now - DAY,))
            db.execute("DELETE FROM swings WHERE at <= ?", (old,))
            db.execute("DELETE FROM journal WHERE at <= ?", (old,))
            gone = db.execute(
                "DELETE FROM jobs WHERE due <= ? AND (state <> 'queued' OR NOT EXISTS "
                "(SELECT 1 FROM leases WHERE leases.entity = jobs.entity)) RETURNING delivery, state",
                (old,),
            ).fetchall()
            lost = {job["delivery"] for job in gone if job["state"] == "queued"}
            undecided = db.execute("DELETE FROM deliveries WHERE received <= ? AND decided = 0", (old,)).rowcount
            db.execute(
                "DELETE FROM deliveries WHERE received <= ? "
                "AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.delivery = deliveries.id)",
                (old,),
            )
            db.execute("DELETE FROM spent WHERE day < ?", (today,))
            db.execute("DELETE FROM counters WHERE day < ?", (day_of(old),))
        return len(lost) + undecided

    def count(self, name: str, now: int) -> None:
        with self._database.transaction() as db:
            add_to_counter(db, name, now)

    def check_writable(self) -> None:
        with self._database.transaction() as db:
            db.execute("INSERT OR REPLACE INTO settings VALUES ('format', '1')")

    def warning(self) -> str | None:
        """What a person should know about how it keeps its data: nothing."""
        return None

    def close(self) -> None:
        self._database.close()
