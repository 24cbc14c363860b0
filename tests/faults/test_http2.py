"""HTTP/2: streams that a browser or a server resets, before, in and after their bodies, beside others that go on."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import DataReceived, Event, RequestReceived, ResponseReceived, StreamEnded, StreamReset
from h2.exceptions import StreamClosedError, StreamIDTooLowError

from tests.e2e.otys_stand_in import ANSWER, certificate
from tests.faults import wire
from tests.faults.size import size
from tests.recordings import Start


class Server:
    """Answers each request, but resets those whose path says so: `reset=head` at once, `reset=body` in its answer."""

    def __init__(self, folder: Path) -> None:
        self.certificate, key = certificate(folder)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(self.certificate, key)
        self._context.set_alpn_protocols(["h2"])
        self.port = 0
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main()))
        self._thread.start()
        self._ready.wait(20)

    async def _main(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._context)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        server.close()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        state = H2Connection(H2Configuration(client_side=False))
        state.initiate_connection()
        paths: dict[int, str] = {}
        with suppress(ConnectionError, asyncio.CancelledError, ssl.SSLError):
            writer.write(state.data_to_send())
            while data := await reader.read(65536):
                for event in state.receive_data(data):
                    if isinstance(event, RequestReceived):
                        paths[event.stream_id] = dict(event.headers)[b":path"].decode()
                    elif isinstance(event, DataReceived):
                        state.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                    elif isinstance(event, StreamEnded):
                        with suppress(StreamClosedError, StreamIDTooLowError):  # reset in the same packet
                            self._answer(state, event.stream_id, paths.pop(event.stream_id))
                writer.write(state.data_to_send())
                await writer.drain()
        writer.close()

    def _answer(self, state: H2Connection, stream: int, path: str) -> None:
        if "reset=head" not in path:
            state.send_headers(stream, [(":status", "200"), ("content-type", "application/json")])
            state.send_data(stream, ANSWER[:20] if "reset" in path else ANSWER, end_stream="reset" not in path)
        if "reset" in path:
            state.reset_stream(stream, ErrorCodes.INTERNAL_ERROR)


class Client:
    """One HTTP/2 connection through the proxy."""

    def __init__(self, proxy: int, server: int, authority: Path) -> None:
        self._place = f"127.0.0.1:{server}"
        plain = wire.connect(proxy)
        plain.sendall(f"CONNECT {self._place} HTTP/1.1\r\nHost: {self._place}\r\n\r\n".encode())
        assert b" 200 " in plain.recv(4096)
        trust = ssl.create_default_context(cafile=authority)
        trust.set_alpn_protocols(["h2"])
        self.socket: socket.socket = trust.wrap_socket(plain, server_hostname="127.0.0.1")
        self.state = H2Connection()
        self.state.initiate_connection()

    def received(self) -> list[Event]:
        """What came next. Raises ConnectionError where the connection ended."""
        if not (data := self.socket.recv(65536)):
            raise ConnectionResetError("the proxy hung up")
        found = self.state.receive_data(data)
        for event in found:
            if isinstance(event, DataReceived):
                self.state.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        self.socket.sendall(self.state.data_to_send())
        return found

    def begin(self, number: int, query: str = "", *, whole: bool = True) -> int:
        """Sends a service call, or the first half of its body; gives the stream."""
        stream = self.state.get_next_available_stream_id()
        body = wire.batch(number)
        head = {":method": "POST", ":authority": self._place, ":scheme": "https", ":path": f"/jservice.php?x{query}"}
        self.state.send_headers(stream, [*head.items(), ("content-type", "application/json")])
        body = body if whole else body[: len(body) // 2]
        while self.state.local_flow_control_window(stream) < len(body):
            self.received()  # until the proxy allows more
        self.state.send_data(stream, body, end_stream=whole)
        self.socket.sendall(self.state.data_to_send())
        return stream

    def reset(self, stream: int) -> None:
        with suppress(Exception):  # it may have ended meanwhile
            self.state.reset_stream(stream, ErrorCodes.CANCEL)
        self.socket.sendall(self.state.data_to_send())

    def answer(self, stream: int) -> tuple[int, bytes, bool]:
        """Status, body and whether it was reset; what comes for other streams is passed over."""
        status, body = 0, b""
        while True:
            for event in self.received():
                if getattr(event, "stream_id", None) != stream:
                    continue
                if isinstance(event, ResponseReceived):
                    status = int(dict(event.headers)[b":status"])
                elif isinstance(event, DataReceived):
                    body += event.data
                elif isinstance(event, StreamEnded | StreamReset):
                    return status, body, isinstance(event, StreamReset)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.close()


def outcomes(capture: Path) -> dict[int, str]:
    return {call["args"][1]: call["outcome"] for call in wire.events(capture.read_bytes(), "call")}


def test_streams_that_the_browser_resets(start: Start, server: Server, capture: Path) -> None:
    session = start(extra_ca=server.certificate)
    client = Client(session.port, server.port, session.ca_certificate)
    for number in range(size(30, 1_000)):
        client.reset(client.begin(number, whole=number % 2 == 0))
    status, body, _ = client.answer(client.begin(5_000))
    client.socket.close()
    session.stop()
    assert (status, body) == (200, ANSWER)
    found = outcomes(capture)
    assert found.pop(5_000) == "ok"
    assert all(number % 2 == 0 for number in found), "half a request is none"
    assert [event["what"] for event in wire.events(capture.read_bytes(), "problem")] == []


def test_streams_that_the_server_resets(start: Start, server: Server, capture: Path) -> None:
    session = start(extra_ca=server.certificate)
    client = Client(session.port, server.port, session.ca_certificate)
    for number in range(size(10, 300)):
        status, body, reset = client.answer(client.begin(number, ("&reset=head", "&reset=body")[number % 2]))
        assert reset or status == 502
        assert body != ANSWER
    assert client.answer(client.begin(5_000))[:2] == (200, ANSWER)
    client.socket.close()
    session.stop()
    assert outcomes(capture) == {**dict.fromkeys(range(size(10, 300)), "unanswered"), 5_000: "ok"}
    assert json.loads(capture.read_text(encoding="utf-8").splitlines()[0])["event"] == "capture"
