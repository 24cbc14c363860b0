"""A handler on this machine that keeps what it gets and answers as told; it knows its secrets as a real one does."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.generator.webhooks.otys import SECRET

DECISION: dict[str, Any] = {
    "owskit": 1,
    "trigger": "status",
    "decision": "skip",
    "reason": "own-user",
    "root": "01J" + "A" * 23,
    "hop": 0,
    "budget": [4, 10000],
}


class Handler:
    """`port` 0 takes a free one."""

    def __init__(self, port: int = 0) -> None:
        self.received: list[tuple[str, dict[str, str], bytes]] = []
        self.secrets: list[str] = [SECRET]
        self.status = 200
        self.answer: dict[str, Any] | bytes = DECISION
        self.headers: dict[str, str] = {}
        handler = self

        class Answers(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if not self._is_live():
                    self._end(404, b"")
                    return
                handler.received.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                answer = handler.answer
                self._end(handler.status, answer if isinstance(answer, bytes) else json.dumps(answer).encode())

            def do_GET(self) -> None:
                self._end(405 if self._is_live() else 404, b"")

            def _is_live(self) -> bool:
                return self.path.partition("?")[0].rpartition("/")[2] in handler.secrets

            def _end(self, status: int, body: bytes) -> None:
                self.send_response(status)
                for name, value in handler.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", port), Answers)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/otys"

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, _, body in self.received]


@contextmanager
def serving(port: int = 0) -> Iterator[Handler]:
    found = Handler(port)
    thread = threading.Thread(target=found.server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield found
    finally:
        found.server.shutdown()
        found.server.server_close()
        thread.join()
