"""Deliveries and jobs in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from generated.clock import day_of
from generated.store import observed
from generated.store.limits import DUPLICATE
from generated.store.model import (
    Arrival,
    Decide,
    Ending,
    Job,
    JobState,
    Listed,
    NewJob,
    Observation,
    Previous,
    Row,
    RowState,
)
from generated.store.sqlite_file import Database, add_to_counter

_TAKE = (
    "DELETE FROM ledger WHERE id = (SELECT id FROM ledger WHERE fingerprint = :fingerprint AND expires > :now "
    "ORDER BY state = 'unknown' OR (state = 'inflight' AND lease < :now), at, id LIMIT 1) "
    "RETURNING handler, root, hop, chain, state, at, lease"
)
_CLAIM = (
    "SELECT job.* FROM jobs AS job WHERE job.state = 'queued' AND job.due <= :now "
    "AND NOT EXISTS (SELECT 1 FROM leases WHERE leases.entity = job.entity AND leases.until > :now) "
    "AND NOT EXISTS (SELECT 1 FROM jobs AS earlier WHERE earlier.entity = job.entity AND earlier.state = 'queued' "
    "AND (earlier.delivery, earlier.handler) < (job.delivery, job.handler)) "
    "ORDER BY job.due, job.delivery, job.handler LIMIT 1"
)


class SqliteInbox:
    _database: Database

    def accept(self, arrivals: Sequence[Arrival], decide: Decide) -> list[Observation]:
        """Keeps deliveries, observes and decides, all in one transaction: one wait for the disk for all of them."""
        seen = []
        with self._database.transaction() as db:
            for arrival in arrivals:
                if arrival.again and (known := _known(db, arrival)) is not None:
                    seen.append(known)
                    continue
                observation = _observe(db, arrival)
                seen.append(observation)
                if arrival.kept:
                    _decide(db, arrival, observation, decide)
        return seen

    def undecided(self, before: int) -> list[tuple[Arrival, Observation]]:
        with self._database.transaction() as db:
            rows = db.execute("SELECT * FROM deliveries WHERE decided = 0 AND received < ?", (before,)).fetchall()
        return [
            (
                Arrival(row["id"], row["received"], row["entity"], row["service_call"], row["payload"]),
                observed.from_json(row["observation"]),
            )
            for row in rows
        ]

    def decided(self, arrival: Arrival, observation: Observation, decide: Decide) -> None:
        with self._database.transaction() as db:
            still = db.execute("DELETE FROM deliveries WHERE id = ? AND decided = 0", (arrival.id,)).rowcount
            if still:
                _decide(db, arrival, observation, decide)

    def claim(self, now: int, token: str, until: int) -> Job | None:
        """The next job that may run, with the lease of its entity."""
        with self._database.transaction() as db:
            job = db.execute(_CLAIM, {"now": now}).fetchone()
            if job is None:
                return None
            key = (job["delivery"], job["handler"])
            db.execute("INSERT OR REPLACE INTO leases VALUES (?, ?, ?)", (job["entity"], token, until))
            db.execute("UPDATE jobs SET attempts = attempts + 1 WHERE delivery = ? AND handler = ?", key)
            (payload,) = db.execute("SELECT payload FROM deliveries WHERE id = ?", key[:1]).fetchone()
        return Job(
            delivery=job["delivery"],
            handler=job["handler"],
            entity=job["entity"],
            token=token,
            attempts=job["attempts"] + 1,
            root=job["root"],
            hop=job["hop"],
            compare=bool(job["compare"]),
            payload=payload,
        )

    def renew(self, job: Job, until: int) -> bool:
        """Whether the lease is still ours."""
        with self._database.transaction() as db:
            given = (until, job.entity, job.token)
            return db.execute("UPDATE leases SET until = ? WHERE entity = ? AND token = ?", given).rowcount == 1

    def finish(self, job: Job, ending: Ending) -> bool:
        """Ends a run and gives the lease back. False, and nothing changed, where the lease is no longer ours."""
        with self._database.transaction() as db:
            given = (job.entity, job.token)
            if not db.execute("DELETE FROM leases WHERE entity = ? AND token = ?", given).rowcount:
                return False
            db.execute(
                "UPDATE jobs SET state = ?, due = ?, decision = ?, reason = ?, error = ? "
                "WHERE delivery = ? AND handler = ?",
                (ending.state, ending.at, ending.decision, ending.reason, ending.error, job.delivery, job.handler),
            )
        return True

    def jobs(self, state: JobState, most: int = 1000) -> list[Listed]:
        with self._database.transaction() as db:
            rows = db.execute(
                "SELECT delivery, handler, entity, state, due, attempts, root, hop, reason, error FROM jobs "
                "WHERE state = ? ORDER BY delivery, handler LIMIT ?",
                (state, most),
            ).fetchall()
        return [Listed(*row) for row in rows]

    def payload(self, delivery: str) -> str | None:
        with self._database.transaction() as db:
            row = db.execute("SELECT payload FROM deliveries WHERE id = ?", (delivery,)).fetchone()
        return row["payload"] if row is not None else None

    def release(self, delivery: str, handler: str, now: int) -> bool:
        """A parked job runs again, as if for the first time."""
        with self._database.transaction() as db:
            released = db.execute(
                "UPDATE jobs SET state = 'queued', due = ?, attempts = 0, decision = '', reason = '', error = '' "
                "WHERE delivery = ? AND handler = ? AND state = 'parked'",
                (now, delivery, handler),
            ).rowcount
            if released:
                db.execute("DELETE FROM journal WHERE delivery = ? AND handler = ?", (delivery, handler))
        return released == 1

    def drop(self, delivery: str, handler: str, now: int) -> bool:
        """A job that does not run now is given up."""
        with self._database.transaction() as db:
            return (
                db.execute(
                    "UPDATE jobs SET state = 'done', due = ?, decision = 'skip', reason = 'dropped' "
                    "WHERE delivery = ? AND handler = ? AND state <> 'done' AND NOT EXISTS "
                    "(SELECT 1 FROM leases WHERE leases.entity = jobs.entity AND leases.until > ? "
                    "AND jobs.state = 'queued')",
                    (now, delivery, handler, now),
                ).rowcount
                == 1
            )


def _observe(db: sqlite3.Connection, arrival: Arrival) -> Observation:
    """Everything the guards will ask about, and what every delivery changes, whatever they say."""
    row, written = _take(db, arrival)
    found = db.execute(
        "SELECT fingerprint, actor, at, other FROM previous WHERE entity = ?", (arrival.entity,)
    ).fetchone()
    previous = Previous(*found) if found is not None else None
    other = _other(arrival, previous, written)
    at = previous.at if previous is not None and row is None and _is_copy(arrival, previous) else arrival.now
    db.execute(
        "INSERT OR REPLACE INTO previous VALUES (?, ?, ?, ?, ?)",
        (arrival.entity, arrival.fingerprint, arrival.actor, at, other),
    )
    (spent,) = db.execute(
        "INSERT INTO spent (day, user, deliveries) VALUES (?, ?, 1) "
        "ON CONFLICT (day, user) DO UPDATE SET deliveries = deliveries + 1 RETURNING deliveries",
        (day_of(arrival.now), arrival.actor),
    ).fetchall()[0]
    if not arrival.actor:
        add_to_counter(db, "actor-unknown", arrival.now)
    return Observation(
        fingerprint=arrival.fingerprint,
        paused=paused(db),
        row=row,
        own_session=bool(arrival.mark) and _own_session(db, arrival, row),
        previous=previous,
        spent=spent,
    )


def _known(db: sqlite3.Connection, arrival: Arrival) -> Observation | None:
    known = db.execute("SELECT observation FROM deliveries WHERE id = ?", (arrival.id,)).fetchone()
    return observed.from_json(known["observation"]) if known is not None else None


def _own_session(db: sqlite3.Connection, arrival: Arrival, row: Row | None) -> bool:
    """Whether it was made in a session of ours, and this tenant is known to show sessions: an echo shows it."""
    mine = db.execute("SELECT 1 FROM sessions WHERE mark = ? AND until > ?", (arrival.mark, arrival.now)).fetchone()
    if mine is None:
        return False
    if row is not None and row.state != "unknown":
        db.execute("INSERT OR IGNORE INTO settings VALUES ('sends-sessions', '1')")
    return db.execute("SELECT 1 FROM settings WHERE name = 'sends-sessions'").fetchone() is not None


def _other(arrival: Arrival, previous: Previous | None, written: int | None) -> int:
    """When something else was delivered before this one; 0 where nothing was, or nothing since we wrote this."""
    if previous is None:
        return 0
    other = previous.other if _is_same(arrival, previous) else previous.at
    return 0 if written is not None and other <= written else other


def _is_same(arrival: Arrival, previous: Previous) -> bool:
    return (previous.fingerprint, previous.actor) == (arrival.fingerprint, arrival.actor)


def _is_copy(arrival: Arrival, previous: Previous) -> bool:
    """What guard 4 takes for a copy is no event of its own: the time stays that of the first."""
    recent, alone = arrival.now - previous.at < DUPLICATE, arrival.now - previous.other >= DUPLICATE
    return _is_same(arrival, previous) and recent and alone


def _take(db: sqlite3.Connection, arrival: Arrival) -> tuple[Row | None, int | None]:
    """The row of the ledger, and when its call was made where that is known."""
    found = db.execute(_TAKE, {"fingerprint": arrival.fingerprint, "now": arrival.now}).fetchall()
    if not found:
        return None, None
    [row] = found
    state: RowState = "unknown" if row["state"] == "inflight" and row["lease"] < arrival.now else row["state"]
    if state != "unknown":
        db.execute(
            "INSERT INTO settings VALUES ('longest-echo', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value "
            "WHERE CAST(value AS INTEGER) < CAST(excluded.value AS INTEGER)",
            (str(arrival.now - row["at"]),),
        )
    taken = Row(row["handler"], row["root"], row["hop"], bool(row["chain"]), state)
    return taken, None if state == "unknown" else row["at"]


def _decide(db: sqlite3.Connection, arrival: Arrival, observation: Observation, decide: Decide) -> None:
    """The delivery with its jobs. Where the guards themselves fail it stays undecided, to be looked at again."""
    jobs: Sequence[NewJob] | None
    try:
        jobs = decide(arrival, observation)
    except Exception:  # noqa: BLE001 - a fault of ours must not lose a delivery
        jobs = None
    if jobs is not None and not jobs:
        return
    seen = observed.to_json(observation)
    db.execute(
        "INSERT INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?)",
        (arrival.id, arrival.now, arrival.entity, arrival.service_call, arrival.payload, seen, jobs is not None),
    )
    for job in jobs or ():
        place = (arrival.id, job.handler, arrival.entity, job.state, arrival.now)
        db.execute(
            "INSERT INTO jobs (delivery, handler, entity, state, due, root, hop, compare, reason) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*place, job.root, job.hop, job.compare, job.reason),
        )
        if job.state == "queued":
            given = (job.handler, arrival.entity, arrival.id, arrival.now)
            db.execute("INSERT OR IGNORE INTO arrivals VALUES (?, ?, ?, ?)", given)


def paused(db: sqlite3.Connection) -> frozenset[str]:
    rows = db.execute("SELECT name FROM settings WHERE name >= 'paused:' AND name < 'paused;'").fetchall()
    return frozenset(row["name"].removeprefix("paused:") for row in rows)
