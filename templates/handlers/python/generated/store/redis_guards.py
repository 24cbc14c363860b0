"""What the guards before a write know, in Redis."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from generated.clock import day_of
from generated.store.limits import RETENTION
from generated.store.model import (
    LEASE_LOST,
    Check,
    Known,
    Limits,
    Stop,
    StoreUnreachable,
    Write,
)
from generated.store.redis_server import Server

MOST_TRIES = 100


class RedisGuards:
    _server: Server

    def limits(self, handler: str, entity: str, user: str, now: int) -> Limits:
        [found] = _seen(self._server.run("begin", "", *_look(handler, entity, user, now)))
        return found

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

        They are noted only where all is still as it was looked at, and the lease is ours; else it looks again.
        """
        arguments = [argument for write in writes for argument in _arguments(write)]
        seen = self._server.run("begin", "", *arguments)
        for _ in range(MOST_TRIES):
            for write, limits in zip(writes, _seen(seen), strict=True):
                stop = check(write, limits)
                if stop is not None:
                    self.carry_out(stop, write.handler, write.entity, write.at)
                    return stop
            answer = self._server.run("begin", seen, *arguments)
            if isinstance(answer, int):
                return None if answer else LEASE_LOST
            seen = answer
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


def _seen(text: str) -> list[Limits]:
    return [Limits(**{**each, "paused": frozenset(each["paused"])}) for each in json.loads(text)]


def _look(handler: str, entity: str, user: str, now: int) -> Sequence[object]:
    """As `_arguments`, of no write: it only asks."""
    return ("", "", handler, entity, "", 0, 0, "", "", user, day_of(now), now, now, "", 0, "", "")


def _arguments(write: Write) -> Sequence[object]:
    """In the order of begin.lua."""
    return (
        *(write.row, write.fingerprint, write.handler, write.entity, write.root, write.hop, write.chain),
        *(write.delivery, write.wanted, write.user, day_of(write.at), write.at, write.lease, write.swing),
        *(write.counted, write.leased, write.token),
    )


def _paused(client: Any, settings: str) -> frozenset[str]:
    return frozenset(name.removeprefix("paused:") for name in client.hkeys(settings) if name.startswith("paused:"))
