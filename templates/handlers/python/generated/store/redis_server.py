"""The line to Redis: scripts by name, and every fault of it as StoreUnreachable."""

from __future__ import annotations

import hashlib
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
        self._sources = {path.stem: path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.lua")}
        # By their digest, which is what Redis knows them by: a script is sent once, not each time.
        self._names = {
            name: hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()
            for name, source in self._sources.items()
        }

    @contextmanager
    def used(self) -> Iterator[Any]:
        """The client; raises StoreUnreachable for whatever goes wrong with it."""
        try:
            yield self.client
        except redis.RedisError as error:
            raise StoreUnreachable(f"the store cannot be used ({type(error).__name__}: {error})") from None

    def run(self, script: str, *arguments: object) -> Any:
        return self.run_each(script, [list(arguments)])[0]

    def run_each(self, script: str, all_arguments: list[list[object]]) -> list[Any]:
        """The same script for each list of arguments, in one round trip."""
        with self.used() as client:
            answers = self._send(script, all_arguments)
            # All of them or none: whether Redis knows a script does not change in between.
            if any(isinstance(answer, redis.exceptions.NoScriptError) for answer in answers):
                for source in self._sources.values():
                    client.script_load(source)
                answers = self._send(script, all_arguments)
            for answer in answers:
                if isinstance(answer, Exception):
                    raise answer
            return answers

    def _send(self, script: str, all_arguments: list[list[object]]) -> list[Any]:
        with self.client.pipeline(transaction=False) as pipeline:
            for arguments in all_arguments:
                pipeline.evalsha(self._names[script], 0, self.prefix, *map(as_text, arguments))
            answers: list[Any] = pipeline.execute(raise_on_error=False)
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
