"""The store for several machines: a Redis that all of them reach. Needs the package redis."""

from __future__ import annotations

from generated.clock import day_of
from generated.store.redis_guards import RedisGuards
from generated.store.redis_inbox import RedisInbox
from generated.store.redis_server import Server


class RedisStore(RedisInbox, RedisGuards):
    """Everything of `Store`."""

    def __init__(self, url: str, stack: str) -> None:
        self._server = Server(url, stack)

    def started(self, now: int) -> None:
        self._server.run("started", now)

    def prune(self, now: int) -> int:
        return int(self._server.run("prune", now))

    def count(self, name: str, now: int) -> None:
        with self._server.used() as client:
            client.hincrby(self._server.key("counters", day_of(now)), name, 1)

    def check_writable(self) -> None:
        with self._server.used() as client:
            client.hset(self._server.key("settings"), "format", "1")

    def warning(self) -> str | None:
        return self._server.warning()

    def close(self) -> None:
        self._server.client.close()
