"""A large answer is recorded whole before the browser has it, and meanwhile nothing else has to wait."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.bench.upstream import body

from owskit_addon.recorder.session import RecordingSession

LARGE = body(12_000_000, random.Random(3))
CALL = json.dumps(
    {
        "jsonrpc": "2.0",
        "method": "Otys.Services.MultiService.execute",
        "params": [[{"method": "Otys.Services.CandidateService.getListEx", "args": ["s" * 26, {}]}]],
        "id": 1,
    }
)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(LARGE)

    def do_GET(self) -> None:
        self._answer(b"small")

    def _answer(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def upstream() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_other_traffic_goes_on(tmp_path: Path, upstream: int) -> None:
    capture = tmp_path / "session.jsonl"
    ended: list[float] = []
    with RecordingSession(capture, hosts=["127.0.0.1"], confdir=tmp_path / "conf") as session:

        def ask_for_much() -> None:
            connection = http.client.HTTPConnection("127.0.0.1", session.port, timeout=60)
            connection.request("POST", f"http://127.0.0.1:{upstream}/jservice.php", CALL)
            answer = connection.getresponse()
            written = capture.read_text(encoding="utf-8")
            assert "CandidateService.getListEx" in written
            assert answer.read() == LARGE
            ended.append(time.monotonic())
            connection.close()

        thread = threading.Thread(target=ask_for_much)
        thread.start()
        waits = []
        small = http.client.HTTPConnection("127.0.0.1", session.port, timeout=60)
        while not ended and thread.is_alive():
            asked = time.monotonic()
            small.request("GET", f"http://127.0.0.1:{upstream}/small")
            assert small.getresponse().read() == b"small"
            waits.append(time.monotonic() - asked)
        thread.join()
        small.close()
        assert ended
        assert session.stop().calls == 1
    # Going through the large answer takes longer than any of the others had to wait.
    assert len(waits) > 5
    assert max(waits) < 0.8, sorted(waits)[-5:]
