"""What the guards before a write know, in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from generated.clock import DAY, MINUTE, day_of
from generated.store.limits import SWING_DAYS, life
from generated.store.model import LEASE_LOST, Check, Known, Limits, Stop, Write
from generated.store.sqlite_file import Database
from generated.store.sqlite_inbox import paused


class SqliteGuards:
    _database: Database

    def limits(self, handler: str, entity: str, user: str, now: int) -> Limits:
        with self._database.transaction() as db:
            return _limits(db, handler, entity, user, "", now)

    def carry_out(self, stop: Stop, handler: str, entity: str, now: int) -> None:
        """Opens the breaker or locks the entity, where the stop says so."""
        with self._database.transaction() as db:
            if stop.breaker is not None:
                db.execute("INSERT OR REPLACE INTO breakers VALUES (?, ?, ?, ?)", (handler, entity, *stop.breaker))
            if stop.quarantine:
                db.execute("INSERT OR IGNORE INTO quarantine VALUES (?, ?, ?)", (handler, entity, now))

    def begin(self, writes: Sequence[Write], check: Check) -> Stop | None:
        """Looks once more and notes every write before it is made; all of them, or none where one is stopped."""
        try:
            with self._database.transaction() as db:
                for write in writes:
                    if not _is_held(db, write):
                        raise _Stopped(LEASE_LOST, write)
                    stop = check(write, _limits(db, write.handler, write.entity, write.user, write.swing, write.at))
                    if stop is not None:
                        raise _Stopped(stop, write)
                    _note(db, write)
        except _Stopped as stopped:
            self.carry_out(stopped.stop, stopped.write.handler, stopped.write.entity, stopped.write.at)
            return stopped.stop
        return None

    def confirmed(self, write: Write, result: str, now: int) -> None:
        """OWS said yes. The row may be gone: the echo can come before the answer."""
        with self._database.transaction() as db:
            given = (now + _life(db), write.row)
            db.execute("UPDATE ledger SET state = 'confirmed', expires = ? WHERE id = ?", given)
            db.execute(
                "UPDATE journal SET state = 'done', result = ? WHERE delivery = ? AND handler = ? AND fingerprint = ?",
                (result, write.delivery, write.handler, write.wanted),
            )

    def unknown(self, write: Write, now: int) -> None:
        """Nobody knows whether it was made: the counts stay."""
        with self._database.transaction() as db:
            given = (now + _life(db), write.row)
            db.execute("UPDATE ledger SET state = 'unknown', expires = ? WHERE id = ?", given)

    def refused(self, write: Write) -> None:
        """It was not made: as if it had never begun."""
        with self._database.transaction() as db:
            db.execute("DELETE FROM ledger WHERE id = ?", (write.row,))
            db.execute(
                "DELETE FROM journal WHERE delivery = ? AND handler = ? AND fingerprint = ?",
                (write.delivery, write.handler, write.wanted),
            )
            if not write.counted:
                return
            key = (write.handler, write.entity)
            db.execute("DELETE FROM writes WHERE handler = ? AND entity = ? AND id = ?", (*key, write.row))
            given = (day_of(write.at), write.user)
            db.execute("UPDATE spent SET writes = writes - 1 WHERE day = ? AND user = ? AND writes > 0", given)
            if write.swing:
                where = "WHERE handler = ? AND entity = ? AND swing = ?"
                db.execute(f"UPDATE swings SET count = count - 1 {where}", (*key, write.swing))
                db.execute(f"DELETE FROM swings {where} AND count < 1", (*key, write.swing))

    def journal(self, delivery: str, handler: str) -> Known:
        with self._database.transaction() as db:
            rows = db.execute(
                "SELECT fingerprint, state, result FROM journal WHERE delivery = ? AND handler = ?", (delivery, handler)
            ).fetchall()
        return {row["fingerprint"]: (row["state"], json.loads(row["result"] or "null")) for row in rows}

    def remember_session(self, mark: str, until: int) -> None:
        with self._database.transaction() as db:
            db.execute("INSERT OR REPLACE INTO sessions VALUES (?, ?)", (mark, until))

    def pause(self, handler: str) -> None:
        with self._database.transaction() as db:
            db.execute("INSERT OR REPLACE INTO settings VALUES (?, '1')", (f"paused:{handler}",))

    def resume(self, handler: str) -> None:
        """`*` resumes all."""
        with self._database.transaction() as db:
            if handler == "*":
                db.execute("DELETE FROM settings WHERE name >= 'paused:' AND name < 'paused;'")
            else:
                db.execute("DELETE FROM settings WHERE name = ?", (f"paused:{handler}",))

    def paused(self) -> frozenset[str]:
        with self._database.transaction() as db:
            return paused(db)

    def quarantined(self) -> list[tuple[str, str, int]]:
        with self._database.transaction() as db:
            rows = db.execute("SELECT handler, entity, at FROM quarantine ORDER BY at").fetchall()
        return [(row["handler"], row["entity"], row["at"]) for row in rows]

    def lift(self, handler: str, entity: str) -> bool:
        """Out of quarantine: its swings begin at nothing, and the breaker is closed."""
        with self._database.transaction() as db:
            key = (handler, entity)
            lifted = db.execute("DELETE FROM quarantine WHERE handler = ? AND entity = ?", key).rowcount == 1
            db.execute("DELETE FROM swings WHERE handler = ? AND entity = ?", key)
            db.execute("DELETE FROM breakers WHERE handler = ? AND entity = ?", key)
        return lifted


class _Stopped(Exception):
    def __init__(self, stop: Stop, write: Write) -> None:
        self.stop = stop
        self.write = write


def _is_held(db: sqlite3.Connection, write: Write) -> bool:
    """Whether the job's lease is still ours: it may have lapsed while we looked at the record."""
    if not write.token:
        return True
    given = (write.leased, write.token)
    return db.execute("SELECT 1 FROM leases WHERE entity = ? AND token = ?", given).fetchone() is not None


def _limits(db: sqlite3.Connection, handler: str, entity: str, user: str, swing: str, now: int) -> Limits:
    key = (handler, entity)

    def count(table: str, since: int) -> int:
        where = "WHERE handler = ? AND entity = ? AND at > ?"
        return int(db.execute(f"SELECT COUNT(*) FROM {table} {where}", (*key, since)).fetchone()[0])

    breaker = db.execute("SELECT until, level FROM breakers WHERE handler = ? AND entity = ?", key).fetchone()
    locked = db.execute("SELECT 1 FROM quarantine WHERE handler = ? AND entity = ?", key).fetchone()
    swings = db.execute(
        "SELECT count FROM swings WHERE handler = ? AND entity = ? AND swing = ? AND at > ?",
        (*key, swing, now - SWING_DAYS),
    ).fetchone()
    spent = db.execute(
        "SELECT MAX(deliveries, writes) FROM spent WHERE day = ? AND user = ?", (day_of(now), user)
    ).fetchone()
    return Limits(
        paused=paused(db),
        quarantined=locked is not None,
        breaker_until=breaker["until"] if breaker is not None else 0,
        breaker_level=breaker["level"] if breaker is not None else 0,
        arrivals_10_minutes=count("arrivals", now - 10 * MINUTE),
        writes_10_minutes=count("writes", now - 10 * MINUTE),
        writes_24_hours=count("writes", now - DAY),
        swings=swings["count"] if swings is not None else 0,
        spent=spent[0] if spent is not None else 0,
    )


def _note(db: sqlite3.Connection, write: Write) -> None:
    db.execute(
        "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, 'inflight', ?, ?, ?)",
        (write.row, write.fingerprint, write.handler, write.root, write.hop, write.chain, write.at, write.lease)
        + (write.lease + _life(db),),
    )
    if not write.counted:
        return
    key = (write.handler, write.entity)
    db.execute(
        "INSERT OR REPLACE INTO journal VALUES (?, ?, ?, 'open', '', ?)",
        (write.delivery, write.handler, write.wanted, write.at),
    )
    db.execute("INSERT INTO writes VALUES (?, ?, ?, ?)", (*key, write.row, write.at))
    db.execute(
        "INSERT INTO spent (day, user, writes) VALUES (?, ?, 1) "
        "ON CONFLICT (day, user) DO UPDATE SET writes = writes + 1",
        (day_of(write.at), write.user),
    )
    if write.swing:
        db.execute(
            "INSERT INTO swings VALUES (?, ?, ?, 1, ?) ON CONFLICT (handler, entity, swing) "
            "DO UPDATE SET count = CASE WHEN at > ? THEN count + 1 ELSE 1 END, at = excluded.at",
            (*key, write.swing, write.at, write.at - SWING_DAYS),
        )


def _life(db: sqlite3.Connection) -> int:
    longest = db.execute("SELECT value FROM settings WHERE name = 'longest-echo'").fetchone()
    return life(int(longest["value"]) if longest is not None else 0)
