"""An OWS in front of OWS, for a handler under development: reads go through, writes are shown and not sent.

A handler is pointed to it with OTYS_OWS_URL. It listens on this machine only, and to no web page.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
import msgspec

from owskit_addon.errors import OwskitError
from owskit_generator.webhooks.held import Held, answer_of, held_in, merged, without_held
from owskit_generator.webhooks.transport import connection, is_loopback

SECONDS = 60.0
_LARGEST = 16 * 1024 * 1024
_PATH = "/jservice.php"
_PASSED_ON = ("x-orl-limit-blocked", "x-orl-remaining-timeframe", "x-orl-requests-remaining", "retry-after")

Tell = Callable[[Held], object]


class DryOws:
    """Runs in threads of its own until it is left. `url` is what OTYS_OWS_URL is to be. Raises OwskitError where the
    port is in use, OwsError for an OWS whose address is none."""

    def __init__(self, url: str, verify: bool | str, tell: Tell, port: int = 0) -> None:
        self._real = url
        self._tell = tell
        self._host, self._http = connection(url, verify, SECONDS)
        try:
            self._server = _Server(("127.0.0.1", port), _handler(self))
        except OSError as error:
            self._http.close()
            raise OwskitError(
                f"Port {port} cannot be listened on: {error.strerror}.", "Give another --dry-port, or 0 for a free one."
            ) from None
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}{_PATH}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._http.close()

    def answer(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes, dict[str, str]]:
        """Status, body and headers of one request. What has no write in it goes through byte for byte."""
        request: Any = None
        with suppress(ValueError, RecursionError):
            request = msgspec.json.decode(body)
        held = held_in(request)
        if held is None:
            return 200, _refusal(request, "owskit: this request cannot be understood, so it was not sent"), {}
        for one in held:
            self._tell(one)
        if not held:
            return self._sent(body, headers)
        rest = without_held(request)
        if rest is None:
            return 200, msgspec.json.encode(answer_of(request)), {}
        status, answer, more = self._sent(msgspec.json.encode(rest), headers)
        return status, merged(request, answer), more

    def _sent(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes, dict[str, str]]:
        kept = {name: value for name in ("content-type", "cookie") if (value := headers.get(name))}
        try:
            answer = self._http.post(self._real, content=body, headers=kept)
        except httpx.HTTPError:
            return 502, b"", {}
        return answer.status_code, answer.content, {n: answer.headers[n] for n in _PASSED_ON if n in answer.headers}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is gone is nobody's fault, and nothing of a request is printed."""


def _handler(ows: DryOws) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            size = self.headers.get("Content-Length", "")
            site = self.headers.get("Sec-Fetch-Site", "none")
            if not _is_here(self.headers.get("Host", "")) or self.headers.get("Origin") or site != "none":
                self._end(403, b"", {})
            elif urlsplit(self.path).path != _PATH:
                self._end(404, b"", {})  # an upload would be a write
            elif not size.isdecimal() or int(size) > _LARGEST:
                self._end(413, b"", {})
            else:
                self._end(*ows.answer(self.rfile.read(int(size)), {k.lower(): v for k, v in self.headers.items()}))

        def _end(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if status >= 400:
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _is_here(host: str) -> bool:
    try:
        return is_loopback(urlsplit(f"//{host}").hostname or "")
    except ValueError:
        return False


def _refusal(request: Any, message: str) -> bytes:
    number = request.get("id") if isinstance(request, dict) else None
    return msgspec.json.encode({"error": {"message": message, "code": -32600}, "id": number})
