"""A server that answers as OWS does, or as a test wants it to: the seam for what the sandbox would never say."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "api-key-nobody-may-see"
Reply = Callable[[dict[str, Any]], Any]


class FakeOws:
    """Answers each method with what a test wants; keeps what was asked. A reply of None drops the connection."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.heads: list[tuple[int, dict[str, str]]] = []
        """Status and headers of the next answers; 200 without any when used up."""
        self.replies: dict[str, Reply] = {
            "loginByUid": lambda request: {"result": "session-0123456789abcdefgh", "id": 1},
            "logout": lambda request: {"result": True, "id": 1},
        }
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                fake.asked.append(request)
                reply = fake.replies[request["method"]](request)
                if reply is None:
                    self.close_connection = True
                    return
                body = reply if isinstance(reply, bytes) else json.dumps(reply).encode()
                status, headers = fake.heads.pop(0) if fake.heads else (200, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/jservice.php"

    def methods(self) -> list[str]:
        return [request["method"].removeprefix("Otys.Services.") for request in self.asked]


@contextmanager
def running() -> Iterator[FakeOws]:
    fake = FakeOws()
    thread = threading.Thread(target=fake.server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield fake
    finally:
        fake.server.shutdown()
        fake.server.server_close()
        thread.join()
