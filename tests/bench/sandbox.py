"""Calls a second that the sandbox answers, against a server that only writes, and the deliveries that it makes."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx

from owskit_sandbox import Rules, Sandbox
from tests.bench.recording import load, upstream_server
from tests.bench.table import Row, ratio_of

CALLS = 1000
ROUNDS = 3


class _Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Says nothing."""


class _Client:
    """OWS as a script talks to it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.http = httpx.Client(base_url=sandbox.url, trust_env=False, timeout=60)
        self.session = self.call("loginByUid", sandbox.api_key)

    def call(self, method: str, *params: Any) -> Any:
        request = {"jsonrpc": "2.0", "method": method, "params": list(params), "id": 1}
        answer = self.http.post("/jservice.php", json=request).json()
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def service(self, name: str, *args: Any) -> Any:
        return self.call(f"Otys.Services.{name}", self.session, *args)


def rows() -> Iterator[Row]:
    rules = Rules(rate_per_minute=0, cache_seconds=0, daily_limit=10**9)
    with Sandbox(plain_http=True, rules=rules) as sandbox:
        client = _Client(sandbox)
        query = {"what": {"uid": 1, "Person": {"lastName": 1}}, "limit": 50, "offset": 0}
        uid = client.service("CandidateService.getListEx", query)["listOutput"][0]["uid"]
        with upstream_server() as bare:
            reads, plain = [], []
            for _ in range(ROUNDS):
                plain.append(asyncio.run(load(bare, bare, "1", 60, connections=1, most=CALLS))[0])
                reads.append(_rate(lambda: client.service("CandidateService.getDetail", uid, {"uid": 1})))
        figure = f"{statistics.median(reads):.0f} calls/s"
        yield Row("calls, one after the other", figure, ratio_of(reads, plain), "a server that only writes")
        yield Row("deliveries", f"{_deliveries(client, uid):.0f} deliveries/s")
        client.http.close()


def _rate(work: Any) -> float:
    started = time.perf_counter()
    for _ in range(CALLS):
        work()
    return CALLS / (time.perf_counter() - started)


def _deliveries(client: _Client, uid: str) -> float:
    receiver = ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
    receiver.daemon_threads = True
    Thread(target=receiver.serve_forever, daemon=True).start()
    try:
        hook = {"serviceCall": "CandidateService.updateEx", "webhookUrl": f"http://127.0.0.1:{receiver.server_port}/x"}
        client.service("WebhooksService.add", hook | {"klantGlobal": True})
        started = time.perf_counter()
        for number in range(CALLS):
            client.service("CandidateService.updateEx", uid, {"statusId": number % 5})
        deadline = time.monotonic() + 60
        while client.http.get("/__sandbox__/deliveries").json()["pending"] and time.monotonic() < deadline:
            time.sleep(0.02)
        return CALLS / (time.perf_counter() - started)
    finally:
        receiver.shutdown()
        receiver.server_close()
