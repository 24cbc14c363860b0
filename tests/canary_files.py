"""The exchanges with canaries as files of other tools, and as live traffic through a recording."""

from __future__ import annotations

import base64
import http.client
import json
import threading
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from owskit_addon.exchange import Exchange
from tests.canaries import exchanges

HOST = "zandbak.otysapp.com"


def write_har(path: Path, made: Sequence[Exchange] | None = None) -> None:
    """As a browser's developer tools save it; bodies of answers in base64, as some do."""
    entries = [
        {
            "startedDateTime": datetime.fromtimestamp(one.at, UTC).isoformat(),
            "time": one.ms,
            "request": {
                "method": one.method,
                "url": f"https://{one.host}{one.path}",
                "headers": [{"name": name, "value": value} for name, value in one.request_headers],
                "postData": {"mimeType": "application/json", "text": one.request_body.decode()},
            },
            "response": {
                "status": one.status,
                "headers": [{"name": name, "value": value} for name, value in one.response_headers],
                "content": {"text": base64.b64encode(one.response_body or b"").decode(), "encoding": "base64"},
            },
        }
        for one in made or exchanges()
    ]
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}), encoding="utf-8")


def write_mitm(path: Path, made: Sequence[Exchange] | None = None) -> None:
    """As mitmdump's `-w` writes it."""
    from mitmproxy import http as mitm
    from mitmproxy.io import FlowWriter
    from mitmproxy.test.tflow import tflow

    with path.open("wb") as file:
        writer = FlowWriter(file)
        for one in made or exchanges():
            flow = tflow(resp=True)
            flow.request = mitm.Request.make(
                one.method, f"https://{one.host}{one.path}", one.request_body, _raw(one.request_headers)
            )
            flow.response = mitm.Response.make(one.status or 200, one.response_body or b"", _raw(one.response_headers))
            flow.request.timestamp_start, flow.response.timestamp_end = one.at, one.at + 0.01
            writer.add(flow)


def write_saz(path: Path, made: Sequence[Exchange] | None = None) -> None:
    """As Fiddler archives it."""
    with zipfile.ZipFile(path, "w") as archive:
        for number, one in enumerate(made or exchanges(), 1):
            request = f"{one.method} https://{one.host}{one.path} HTTP/1.1\r\nHost: {one.host}\r\n"
            response = f"HTTP/1.1 {one.status} OK\r\n"
            archive.writestr(f"raw/{number:02}_c.txt", _message(request, one.request_headers, one.request_body))
            archive.writestr(
                f"raw/{number:02}_s.txt", _message(response, one.response_headers, one.response_body or b"")
            )
            archive.writestr(f"raw/{number:02}_m.xml", f'<Session SID="{number}"><SessionTimers/></Session>')


def _raw(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.encode(), value.encode()) for name, value in headers)


def _message(start: str, headers: tuple[tuple[str, str], ...], body: bytes) -> bytes:
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"{start}{fields}Content-Length: {len(body)}\r\n\r\n".encode() + body


@contextmanager
def answering_server() -> Iterator[int]:
    """A server on loopback that answers each exchange with its own answer; gives its port."""
    known = {one.id: one for one in exchanges()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            one = known[self.headers["X-Number"]]
            body = one.response_body or b""
            self.send_response(one.status or 200)
            for name, value in one.response_headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def send_all(proxy_port: int, server_port: int) -> None:
    """Every exchange through the proxy, as a browser that uses it would."""
    connection = http.client.HTTPConnection("127.0.0.1", proxy_port, timeout=10)
    for one in exchanges():
        connection.request(one.method, _address(one, server_port), one.request_body, _headers(one))
        assert connection.getresponse().read() == one.response_body
    connection.close()


def _address(one: Exchange, port: int) -> str:
    return f"http://127.0.0.1:{port}{one.path}"


def _headers(one: Exchange) -> dict[str, str]:
    return {**dict(one.request_headers), "X-Number": one.id}
