"""What the guards before a write know, in Redis."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import redis

from generated.clock import DAY, MINUTE, day_of
from generated.store.limits import RETENTION, SWING_DAYS, life
from generated.store.model import Check, Known, Limits, Stop, StoreUnreachable, Write
from generated.store.redis_server import Server

MOST_TRIES = 100


class RedisGuards:
    _server: Server

    def limits(self, handler: str, entity: str, user: str, now: int) -> Limits:
        with self._server.used() as client:
            return self._limits(client, handler, entity, user, "", now)

    def carry_out(self, stop: Stop, handler: str, entity: str, now: int) -> None:
        """Opens the breaker or locks the entity, where the stop says so."""
        with self._server.used() as client:
            if stop.breaker is not None:
                until, level = stop.breaker
                breaker = self._server.key("breaker", handler, entity)
                client.hset(breaker, mapping={"until": until, "level": level})
                client.pexpire(breaker, RETENTION)
            if stop.quarantine:
                client.hsetnx(self._server.key("quarantine"), f"{handler}:{entity}", now)

    def begin(self, writes: Sequence[Write], check: Check) -> Stop | None:
        """Looks once more and notes every write before it is made; all of them, or none where one is stopped.

        Where somebody else writes to the same record in between, it looks again.
        """
        watched = {
            self._server.key(kind, write.handler, write.entity)
            for write in writes
            for kind in ("writes", "swings", "breaker")
        }
        with self._server.used() as client:
            for _ in range(MOST_TRIES):
                with client.pipeline() as pipeline:
                    try:
                        pipeline.watch(*sorted(watched))
                        stopped = self._check(pipeline, writes, check)
                        if stopped is None:
                            self._note(pipeline, writes)
                            return None
                    except redis.WatchError:
                        continue
                write, stop = stopped
                self.carry_out(stop, write.handler, write.entity, write.at)
                return stop
        raise StoreUnreachable("others write to the same record without end")

    def confirmed(self, write: Write, result: str, now: int) -> None:
        """OWS said yes. The row may be gone: the echo can come before the answer."""
        self._server.run("row", write.row, "confirmed", now)
        if write.counted:
            with self._server.used() as client:
                journal = self._server.key("journal", write.delivery, write.handler)
                client.hset(journal, write.wanted, f"done {result}".rstrip())

    def unknown(self, write: Write, now: int) -> None:
        """Nobody knows whether it was made: the counts stay."""
        self._server.run("row", write.row, "unknown", now)

    def refused(self, write: Write) -> None:
        """It was not made: as if it had never begun."""
        names = (write.row, write.fingerprint, write.delivery, write.handler, write.wanted, write.entity)
        self._server.run("refused", *names, write.swing, day_of(write.at), write.user, write.counted)

    def journal(self, delivery: str, handler: str) -> Known:
        with self._server.used() as client:
            kept = client.hgetall(self._server.key("journal", delivery, handler))
        parts = {fingerprint: text.partition(" ") for fingerprint, text in kept.items()}
        return {fingerprint: (state, json.loads(rest or "null")) for fingerprint, (state, _, rest) in parts.items()}

    def remember_session(self, mark: str, until: int) -> None:
        with self._server.used() as client:
            client.zadd(self._server.key("sessions"), {mark: until})

    def pause(self, handler: str) -> None:
        with self._server.used() as client:
            client.hset(self._server.key("settings"), f"paused:{handler}", "1")

    def resume(self, handler: str) -> None:
        """`*` resumes all."""
        settings = self._server.key("settings")
        with self._server.used() as client:
            names = [f"paused:{one}" for one in _paused(client, settings)] if handler == "*" else [f"paused:{handler}"]
            if names:
                client.hdel(settings, *names)

    def paused(self) -> frozenset[str]:
        with self._server.used() as client:
            return _paused(client, self._server.key("settings"))

    def quarantined(self) -> list[tuple[str, str, int]]:
        with self._server.used() as client:
            kept = client.hgetall(self._server.key("quarantine"))
        rows = [(*name.split(":", 1), int(at)) for name, at in kept.items()]
        return sorted(rows, key=lambda row: row[2])

    def lift(self, handler: str, entity: str) -> bool:
        """Out of quarantine: its swings begin at nothing, and the breaker is closed."""
        with self._server.used() as client:
            lifted = bool(client.hdel(self._server.key("quarantine"), f"{handler}:{entity}"))
            names = [self._server.key(kind, handler, entity) for kind in ("swings", "breaker")]
            client.delete(*names)
        return lifted

    def _limits(self, client: Any, handler: str, entity: str, user: str, swing: str, now: int) -> Limits:
        key = self._server.key

        def count(kind: str, since: int) -> int:
            return int(client.zcount(key(kind, handler, entity), f"({since}", "+inf"))

        until, level = client.hmget(key("breaker", handler, entity), "until", "level")
        times, at = _swing(client.hget(key("swings", handler, entity), swing)) if swing else (0, 0)
        spent = client.hmget(key("spent", day_of(now), user), "deliveries", "writes")
        return Limits(
            paused=_paused(client, key("settings")),
            quarantined=bool(client.hexists(key("quarantine"), f"{handler}:{entity}")),
            breaker_until=int(until or 0),
            breaker_level=int(level or 0),
            arrivals_10_minutes=count("arrivals", now - 10 * MINUTE),
            writes_10_minutes=count("writes", now - 10 * MINUTE),
            writes_24_hours=count("writes", now - DAY),
            swings=times if at > now - SWING_DAYS else 0,
            spent=max(int(number or 0) for number in spent),
        )

    def _check(self, pipeline: Any, writes: Sequence[Write], check: Check) -> tuple[Write, Stop] | None:
        """Each write counts for those of the same record behind it."""
        before: dict[tuple[str, str], int] = {}
        for write in writes:
            limits = self._limits(pipeline, write.handler, write.entity, write.user, write.swing, write.at)
            already = before.get((write.handler, write.entity), 0)
            stop = check(write, _with(limits, already))
            if stop is not None:
                return write, stop
            before[write.handler, write.entity] = already + write.counted
        return None

    def _note(self, pipeline: Any, writes: Sequence[Write]) -> None:
        key = self._server.key
        longest = life(int(pipeline.hget(key("settings"), "longest-echo") or 0))
        swings = [_swing(pipeline.hget(key("swings", write.handler, write.entity), write.swing)) for write in writes]
        pipeline.multi()
        for write, (times, at) in zip(writes, swings, strict=True):
            expires = write.lease + longest
            row = {
                "fingerprint": write.fingerprint,
                "handler": write.handler,
                "root": write.root,
                "hop": write.hop,
                "chain": int(write.chain),
                "state": "inflight",
                "at": write.at,
                "lease": write.lease,
                "expires": expires,
            }
            pipeline.hset(key("row", write.row), mapping=row)
            pipeline.zadd(key("ledger"), {write.row: expires})
            pipeline.zadd(key("ledger", write.fingerprint), {write.row: write.at})
            if not write.counted:
                continue
            journal, made = (
                key("journal", write.delivery, write.handler),
                key("writes", write.handler, write.entity),
            )
            pipeline.hset(journal, write.wanted, "open")
            pipeline.pexpire(journal, RETENTION)
            pipeline.zadd(made, {write.row: write.at})
            pipeline.zremrangebyscore(made, "-inf", write.at - DAY)
            pipeline.pexpire(made, DAY)
            spent = key("spent", day_of(write.at), write.user)
            pipeline.hincrby(spent, "writes", 1)
            pipeline.expire(spent, 259_200)
            if write.swing:
                again = times + 1 if at > write.at - SWING_DAYS else 1
                name = key("swings", write.handler, write.entity)
                pipeline.hset(name, write.swing, f"{again} {write.at}")
                pipeline.pexpire(name, RETENTION)
        pipeline.execute()


def _with(limits: Limits, already: int) -> Limits:

    return replace(
        limits,
        writes_10_minutes=limits.writes_10_minutes + already,
        writes_24_hours=limits.writes_24_hours + already,
    )


def _swing(kept: str | None) -> tuple[int, int]:
    """How often, and when last."""
    times, _, at = (kept or "0 0").partition(" ")
    return int(times), int(at)


def _paused(client: Any, settings: str) -> frozenset[str]:
    return frozenset(name.removeprefix("paused:") for name in client.hkeys(settings) if name.startswith("paused:"))
