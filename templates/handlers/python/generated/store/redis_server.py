"""The line to Redis: scripts by name, and every fault of it as StoreUnreachable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from generated.store.model import StoreUnreachable

CONNECT_SECONDS = 1.0
SECONDS = 3.0


class Server:
    """`prefix` stands before every key; its braces keep an installation's keys together in a cluster.

    Nothing is sent twice: whether a command was carried out whose answer was lost, nobody knows.
    """

    def __init__(self, url: str, stack: str) -> None:
        self.prefix = f"owskit:{{{stack}}}:"
        # Typed as Any: the library types its answers for its two ways of use at once.
        self.client: Any = redis.Redis.from_url(
            url,
            decode_responses=True,
            socket_connect_timeout=CONNECT_SECONDS,
            socket_timeout=SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        folder = Path(__file__).parent
        self._scripts = {
            path.stem: self.client.register_script(path.read_text(encoding="utf-8")) for path in folder.glob("*.lua")
        }

    @contextmanager
    def used(self) -> Iterator[Any]:
        """The client; raises StoreUnreachable for whatever goes wrong with it."""
        try:
            yield self.client
        except redis.RedisError as error:
            raise StoreUnreachable(f"the store cannot be used ({type(error).__name__}: {error})") from None

    def run(self, script: str, *arguments: object) -> Any:
        with self.used():
            return self._scripts[script](args=[self.prefix, *map(as_text, arguments)])

    def run_each(self, script: str, all_arguments: list[list[object]]) -> list[Any]:
        """The same script for each list of arguments, in one round trip."""
        with self.used() as client, client.pipeline(transaction=False) as pipeline:
            for arguments in all_arguments:
                self._scripts[script](args=[self.prefix, *map(as_text, arguments)], client=pipeline)
            answers: list[Any] = pipeline.execute()
            return answers

    def key(self, *parts: object) -> str:
        return self.prefix + ":".join(map(str, parts))

    def warning(self) -> str | None:
        """What a person should know about how this Redis keeps its data; None where it is well, or does not say."""
        try:
            kept = self.client.config_get("appendonly").get("appendonly")
        except redis.RedisError:
            return None
        return "Redis keeps nothing when it ends: start it with --appendonly yes" if kept == "no" else None


def as_text(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
