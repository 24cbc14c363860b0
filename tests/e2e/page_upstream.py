"""A server that keeps every request as its bytes came, and answers with pages that a test has laid out."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

Headers = Sequence[tuple[str, str]]


@dataclass
class Page:
    body: bytes
    headers: Headers = (("Content-Type", "text/html; charset=utf-8"),)
    status: str = "200 OK"
    chunked: bool = False
    seconds: float = 0.0
    """How long the answer takes."""


@dataclass
class Upstream:
    """Paths to pages; `requests` are heads and bodies as they came. A context manager."""

    pages: dict[str, Page] = field(default_factory=dict)
    requests: list[bytes] = field(default_factory=list)

    def __enter__(self) -> Self:
        keeper = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with suppress(ConnectionError):
                    while head := self._head():
                        keeper._answer(self, head)

            def _head(self) -> bytes:
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    line = self.rfile.readline()
                    if not line:
                        return b""
                    head += line
                return head

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self._lock = threading.Lock()
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def taken(self) -> list[bytes]:
        """What has come since this was asked last, in an order that does not depend on which came first."""
        with self._lock:
            taken, self.requests[:] = sorted(self.requests), []
        return taken

    def _answer(self, handler: socketserver.StreamRequestHandler, head: bytes) -> None:
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:-2])}
        body = handler.rfile.read(int(headers.get("content-length", 0)))
        with self._lock:
            self.requests.append(head + body)
        method, path, _ = lines[0].split(" ")
        page = self.pages.get(
            path.partition("?")[0], Page(b"not here", (("Content-Type", "text/plain"),), "404 Not Found")
        )
        time.sleep(page.seconds)
        written = [f"HTTP/1.1 {page.status}", *(f"{name}: {value}" for name, value in page.headers)]
        written.append("Transfer-Encoding: chunked" if page.chunked else f"Content-Length: {len(page.body)}")
        handler.wfile.write(("\r\n".join(written) + "\r\n\r\n").encode("latin-1"))
        if method == "HEAD":
            return
        if page.chunked:
            for at in range(0, len(page.body), 100):
                part = page.body[at : at + 100]
                handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            handler.wfile.write(b"0\r\n\r\n")
        else:
            handler.wfile.write(page.body)
