"""POSTs to loopback over connections that stay open: a day has a hundred thousand of them."""

from __future__ import annotations

import http.client
import select
import threading
from contextlib import suppress
from urllib.parse import urlsplit


class NoReply(Exception):
    """Nothing came back, or not in time."""


class Poster:
    """Each thread has connections of its own. `seconds`: how long an answer may take."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._mine = threading.local()
        self._all: list[http.client.HTTPConnection] = []

    def post(self, url: str, body: bytes) -> tuple[int, bytes]:
        """Status and body. Raises NoReply."""
        parts = urlsplit(url)
        connection = self._connection(parts.netloc)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise NoReply from error

    def close(self) -> None:
        """Whatever is still waiting hears nothing more."""
        for connection in self._all:
            with suppress(OSError):
                connection.close()

    def _connection(self, host: str) -> http.client.HTTPConnection:
        mine: dict[str, http.client.HTTPConnection] = self._mine.__dict__
        if host not in mine:
            mine[host] = http.client.HTTPConnection(host, timeout=self._seconds)
            self._all.append(mine[host])
        connection = mine[host]
        if connection.sock is not None and select.select([connection.sock], [], [], 0)[0]:
            connection.close()  # the other side has ended it meanwhile
        return connection
