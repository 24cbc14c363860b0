"""Looking into a project's store in Redis from outside (docs/guards.md 6)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from owskit_addon.errors import ProofError
from owskit_generator.prove.store_view import Job, Waiting

if TYPE_CHECKING:
    from redis import Redis


OUTAGE = 8000
"""Milliseconds: longer than a project waits for its store."""


class RedisView:
    """Of a server that holds nothing but one proof, so that every stack's keys are this proof's."""

    def __init__(self, url: str) -> None:
        try:
            from redis import Redis
            from redis.exceptions import ConnectionError as NoConnection
        except ImportError:
            raise ProofError(
                "The package redis is not installed.", "Install owskit[redis], or prove with SQLite."
            ) from None

        class Told(Redis):
            def execute_command(self, *args: Any, **options: Any) -> Any:
                try:
                    return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
                except NoConnection:
                    raise ProofError("The proof's Redis does not answer any more.", "Prove it again.") from None

        self._redis: Redis = Told.from_url(url, decode_responses=True)

    def answers(self) -> bool:
        """Whether the server is there."""
        from redis.exceptions import RedisError

        try:
            return bool(self._redis.ping())
        except (RedisError, ProofError):
            return False

    def waiting(self, now: int) -> Waiting:
        undecided = self._count("undecided")
        due = [int(score) for key in self._keys("queue") for _, score in self._first(key)]
        leases = [int(until) for key in self._keys("lease:*") if int(until := self._field(key, "until")) > now]
        busy = bool(undecided or leases or any(each <= now for each in due))
        return Waiting(busy, min(due, default=None), min(leases, default=None))

    def jobs(self, since: int) -> list[Job]:
        found = []
        for key in sorted(self._keys("job:*")):
            delivery, _, handler = key.partition("job:")[2].partition(":")
            prefix = key.partition("job:")[0]
            received = self._field(f"{prefix}delivery:{delivery}", "received")
            if int(received) < since:
                continue
            job: dict[Any, Any] = self._redis.hgetall(key)
            found.append(
                Job(
                    delivery=delivery,
                    handler=handler,
                    state=job.get("state", ""),
                    decision=job.get("decision", ""),
                    reason=job.get("reason", ""),
                    error=job.get("error", ""),
                )
            )
        return found

    def ledger(self, now: int) -> list[str]:
        return [self._field(key, "state") for key in self._keys("row:*") if int(self._field(key, "expires")) > now]

    def expire_ledger(self) -> None:
        for key in self._keys("row:*"):
            self._redis.hset(key, "expires", "0")

    def forget(self) -> None:
        self._redis.flushdb()

    def tenant_sends_sessions(self) -> None:
        for key in self._keys("settings"):
            self._redis.hset(key, "sends-sessions", "1")

    def announced(self) -> bool:
        return any(self._field(key, "state") == "inflight" for key in self._keys("row:*"))

    @contextmanager
    def outage(self) -> Iterator[None]:
        """The server answers nothing for a while: each client's commands wait until they give up."""
        self._redis.client_pause(OUTAGE)
        try:
            yield
        finally:
            while not self.answers():
                time.sleep(0.1)

    def _keys(self, pattern: str) -> list[str]:
        return list(self._redis.scan_iter(f"owskit:*:{pattern}", count=1000))

    def _field(self, key: str, name: str) -> str:
        value: Any = self._redis.hget(key, name)
        return str(value or "0")

    def _count(self, name: str) -> int:
        return sum(int(self._redis.zcard(key)) for key in self._keys(name))

    def _first(self, key: str) -> list[tuple[str, float]]:
        found: Any = self._redis.zrange(key, 0, 0, withscores=True)
        return list(found)
