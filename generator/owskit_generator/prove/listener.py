"""A small HTTP server on loopback whose answers are a function: gate and relay are made of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import NamedTuple, Self


class Asked(NamedTuple):
    """One POST: path with query, headers by lower-case name, body as sent."""

    path: str
    headers: dict[str, str]
    body: bytes


class Answer(NamedTuple):
    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


Answering = Callable[[Asked], Answer | None]
"""None: the connection is closed without an answer, as when a network breaks."""


class Listener:
    """Listens between `with` and its end; each request in a thread of its own, so that an answer may wait."""

    def __init__(self, answering: Answering) -> None:
        class Handler(_Handler):
            ask = staticmethod(answering)

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: object, client_address: object) -> None:
        """The other side is gone: a process that was killed."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    ask: Answering

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, self.rfile.read(length))
        answer = self.ask(asked)
        if answer is None:
            self.close_connection = True
            return
        with suppress(OSError):  # whoever asked may be gone
            self.send_response(answer.status)
            for name, value in (("Content-Type", "application/json"), *answer.headers):
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)
            self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: an address may hold a secret."""
