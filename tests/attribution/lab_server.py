"""The server of the lab: files of the folder `lab`, and an OWS that answers anything after a while and keeps the truth.

The page says the cause of each call in its request's address, where neither the page script nor the proxy looks; the
answer holds the number by which a call of the capture is found again.
"""

from __future__ import annotations

import json
import random
import ssl
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from tests.e2e.otys_stand_in import certificate

FILES = Path(__file__).parent / "lab"
_TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True)
class Told:
    """One call as the page tells of it. `label` is empty for the background, `load` for a page, `beginning` for the
    first turn of a poll, which is the page's that begins it or the background's; `at` in seconds."""

    number: int
    service_call: str
    label: str
    at: float


class LabServer:
    """Answers after `delays` (seconds, from and to), by chance of `seed`; `told` grows as requests come in."""

    def __init__(self, folder: Path, *, seed: int, delays: tuple[float, float]) -> None:
        self.told: list[Told] = []
        self._lock = threading.Lock()
        self._chance = random.Random(seed)
        self._delays = delays
        self.certificate, key = certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"https://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, address: str, body: dict[str, Any]) -> dict[str, Any]:
        truth = json.loads(parse_qs(urlsplit(address).query)["truth"][0])
        batch = body["method"].endswith("MultiService.execute")
        sent = body["params"][0] if batch else [body]
        told = [
            Told(number, call["method"].removeprefix("Otys.Services."), label, at / 1000)
            for (number, label, at), call in zip(truth, sent, strict=True)
        ]
        with self._lock:
            self.told += told
            delay = self._chance.uniform(*self._delays)
        time.sleep(delay)
        data = [{"uid": each.number} for each in told]
        result: Any = [{"status": "success", "data": each} for each in data] if batch else data[0]
        return {"result": result, "id": body["id"]}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Requests that the page takes back are part of it."""


def _handler(lab: LabServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            path = FILES / Path(urlsplit(self.path).path).name
            if path.suffix in _TYPES and path.is_file():
                self._send(200, path.read_bytes(), _TYPES[path.suffix])
            else:
                self._send(404, b"", "text/plain")

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            self._send(200, json.dumps(lab.answer(self.path, body)).encode(), "application/json")

        def _send(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler
