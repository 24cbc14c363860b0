"""A running sandbox, a client of it, and a receiver of its deliveries."""

from __future__ import annotations

import contextlib
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from owskit_sandbox import Rules, Sandbox

PREFIX = "Otys.Services."


class Ows:
    """Talks to a sandbox as a client that somebody signed in with."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        verify: Any = ssl.create_default_context(cafile=sandbox.ca) if sandbox.ca else False
        self.http = httpx.Client(base_url=sandbox.url, verify=verify, trust_env=False, timeout=10)
        self.session = ""

    def post(self, method: str, params: Any, **options: Any) -> httpx.Response:
        body = {"jsonrpc": "2.0", "method": method, "params": params, "id": 7}
        return self.http.post("/jservice.php", content=json.dumps(body), **options)

    def answer(self, method: str, params: Any) -> dict[str, Any]:
        response = self.post(method, params)
        assert response.status_code == 200
        found: dict[str, Any] = response.json()
        return found

    def call(self, name: str, *args: Any) -> Any:
        """The result of a plain call."""
        answer = self.answer(PREFIX + name, [self.session, *args])
        assert "error" not in answer, answer
        return answer["result"]

    def refused(self, name: str, *args: Any) -> str:
        answer = self.answer(PREFIX + name, [self.session, *args])
        assert "result" not in answer
        message: str = answer["error"]["message"]
        return message

    def batch(self, calls: Any) -> Any:
        return self.answer(f"{PREFIX}MultiService.execute", [calls])["result"]

    def sub(self, name: str, *args: Any) -> dict[str, Any]:
        """One call as MultiService takes it."""
        return {"method": PREFIX + name, "args": [self.session, *args]}

    def sign_in(self) -> Ows:
        """As the recruiter."""
        recruiter = self.sandbox.recruiter
        params = [recruiter["username"], recruiter["password"], None, None, "phoenix"]
        self.session = self.answer("login", params)["result"]
        return self

    def use_key(self) -> Ows:
        """As the integration user."""
        self.session = self.answer("loginByUid", [self.sandbox.api_key])["result"]
        return self

    def some(self, service: str) -> str:
        """The uid of the first record of a service."""
        uid: str = self.call(f"{service}.getListEx", {"limit": 1})["listOutput"][0]["uid"]
        return uid


class Receiver:
    """An address that deliveries go to; keeps what came and answers as told."""

    def __init__(self) -> None:
        self.received: list[tuple[str, dict[str, Any]]] = []
        self.status = 200
        self.reply = b'{"seen": true}'
        self.before_reply: Callable[[], object] = lambda: None
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                receiver.received.append((self.path, body))
                receiver.before_reply()
                with contextlib.suppress(OSError):  # the sandbox may have given up waiting
                    self.send_response(receiver.status)
                    self.send_header("Content-Length", str(len(receiver.reply)))
                    self.end_headers()
                    self.wfile.write(receiver.reply)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def until() -> Callable[[Callable[[], Any]], Any]:
    """Asks again until there is an answer."""

    def wait(question: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            if found := question():
                return found
            time.sleep(0.005)
        raise AssertionError("nothing came")

    return wait


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    yield server
    server.close()


@pytest.fixture
def run() -> Iterator[Callable[..., Ows]]:
    """Starts a sandbox with the given rules and gives a client; plain HTTP unless told otherwise."""
    started: list[Ows] = []

    def start(*, plain_http: bool = True, seed: int = 2, **rules: Any) -> Ows:
        ows = Ows(Sandbox(plain_http=plain_http, seed=seed, rules=Rules(**rules)).start())
        started.append(ows)
        return ows

    yield start
    for ows in started:
        ows.http.close()
        ows.sandbox.stop()


@pytest.fixture(scope="module")
def shared() -> Iterator[Ows]:
    """One HTTPS sandbox for the tests of a module that do not mind each other; signed in as the recruiter."""
    with Sandbox(rules=Rules(rate_per_minute=0)) as sandbox:
        ows = Ows(sandbox).sign_in()
        yield ows
        ows.http.close()
