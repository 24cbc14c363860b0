"""Stand-ins for tests of real processes: an OWS that counts what reaches it, and a clock that can be moved."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class _Server(ThreadingHTTPServer):
    """One whose clients are killed."""

    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class StandIn:
    def __init__(self) -> None:
        stand_in = self

        class Answers(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self._answer(self.rfile.read(int(self.headers["Content-Length"])))

            def do_GET(self) -> None:
                self._answer(b"")

            def _answer(self, given: bytes) -> None:
                body = json.dumps(stand_in.answer(given)).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/jservice.php"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def answer(self, given: bytes) -> Any:
        raise NotImplementedError

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class FakeOws(StandIn):
    """Records with fields; `writes` counts every write by call and uid. A call takes `delay` seconds."""

    def __init__(self) -> None:
        self.records: dict[str, dict[str, Any]] = {}
        self.writes: Counter[str] = Counter()
        self.delay = 0.0
        self._lock = threading.Lock()
        super().__init__()

    def answer(self, given: bytes) -> Any:
        posted = json.loads(given)
        time.sleep(self.delay)
        with self._lock:
            return {"result": self._result(posted["method"].removeprefix("Otys.Services."), posted["params"])}

    def _result(self, name: str, params: list[Any]) -> Any:
        if name == "loginByUid":
            return "session-of-the-handler-123"
        if name == "check":
            return {"id": 4242}
        record = self.records.setdefault(params[1], {})
        if name.endswith(".getDetail"):
            return {field: record.get(field) for field in params[2]}
        self.writes[f"{name} {params[1]}"] += 1
        if name.endswith((".update", ".updateEx")):
            record.update(params[2])
        return params[1]


class MovedClock(StandIn):
    """The machine's time, and the seconds that were skipped."""

    def __init__(self) -> None:
        self.skipped = 0.0
        super().__init__()

    def answer(self, given: bytes) -> Any:
        return {"epoch": time.time() + self.skipped}
