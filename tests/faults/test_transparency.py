"""The same exchanges through plain mitmproxy and through a recording: what the client gets and what the server gets is
the same, byte for byte. Aside from that only the page script and what it needs in documents (page-script.md)."""

from __future__ import annotations

import asyncio
import gzip
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

import brotli
import pytest

from tests.bench.recording import start_proxy
from tests.faults import seeds, wire
from tests.faults.size import size
from tests.recordings import Start

ON_ONE_CONNECTION = 25
SCRIPT = re.compile(rb'<script src="/owskit-[0-9a-f]{16}/[0-9a-f]{16}\.js"[^>]*></script>')
CONDITIONS = re.compile(rb"(?im)^(?:if-none-match|if-modified-since|range):[^\n]*\n")
CHANGED = re.compile(rb"(?im)^(?:content-length|cache-control|content-encoding):[^\n]*\n")
PAGE = b"<!doctype html><html><head><title>Go!</title></head><body>" + b"x" * 400 + b"</body></html>"

DOCUMENT = b"Sec-Fetch-Dest: document"
METHODS = ("GET", "POST", "POST", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "PROPFIND")
PATHS = ("/jservice.php", "/jservice.php", "/fileService.php", "/us/modular.html", "/a//b/%2e%2E/c;d", "/?", "/x.js")
ASKED = (
    *(b"Cookie: PHPSESSID=q7w8e9r0t1y2u3i4o5p6a7s8d9; a=b", b"cookie:second=1", b"X-Empty:", b"x-UPPER-lower: a,b ,c"),
    *(
        b"Accept-Encoding: gzip, br",
        b'If-None-Match: W/"1"',
        b"Range: bytes=0-5",
        b"X-Latin: caf\xe9",
        b"X: a",
        b"X: b",
    ),
    *(b"Sec-Fetch-Dest: document", b"Sec-Fetch-Dest: empty", b"Referer: https://acme.otysapp.com/us/modular.html"),
    *(b"Content-Type: application/json\\r\\n", b"X-Long: " + b"y" * 5000, b"Origin: null", b"TE: trailers", b"DNT: 1"),
)
ANSWERED = (
    *(b"Set-Cookie: PHPSESSID=1; path=/", b"set-cookie: b=2", b"X-Empty:", b'ETag: "5"', b"X-Latin: \xe9", b"Vary: *"),
    *(b"Content-Type: application/json", b"Content-Type: text/html; charset=iso-8859-1", b"Content-Type: text/html"),
    *(b"Cache-Control: max-age=60", b"Location: /x", b"Retry-After: 7", b"X-Orl-Requests-Remaining: 3", b"X-Dup: 1"),
)
STATUS = (200,) * 12 + (201, 204, 206, 301, 304, 400, 404, 429, 500, 503)


class Exchange(NamedTuple):
    """As bytes: what the client sends (with PORT for the server's), and what the server answers; then it hangs up,
    where `ends` says so."""

    method: str
    request: bytes
    answer: bytes
    ends: bool


def made(number: int) -> Exchange:
    chance = Random(number)
    seed = chance.choice(seeds.exchanges())
    method, path = chance.choice(METHODS), chance.choice(PATHS)
    asked = list({_name(each) or each: each for each in chance.choices(ASKED, k=chance.randrange(7))}.values())
    bodies = (seed.request_body, bytes(chance.randbytes(chance.randrange(3000))), b"", b'{"method":"login"')
    body = chance.choice(bodies) if method not in {"GET", "HEAD", "OPTIONS"} else b""
    head = f"{method} http://{chance.choice(('127.0.0.1', 'localhost'))}:PORT{path}"
    head += f"{'&' if '?' in path else '?'}n={number}&naam=%C3%A9 HTTP/1.1\r\nHost: 127.0.0.1:PORT"
    lines, sent = _framed(chance, body)
    request = b"\r\n".join([head.encode(), *asked, *lines]) + b"\r\n\r\n" + sent
    return Exchange(method, request, *_answer(chance, method, seed.response_body or b""))


def _name(header: bytes) -> bytes:
    """Of those that stand once."""
    name = header.partition(b":")[0]
    return name if name in {b"Sec-Fetch-Dest", b"Content-Type"} else b""


def _answer(chance: Random, method: str, json: bytes) -> tuple[bytes, bool]:
    status = chance.choice(STATUS)
    headers = list({_name(each) or each: each for each in chance.choices(ANSWERED, k=chance.randrange(6))}.values())
    body = chance.choice((json, PAGE, b"", bytes(chance.randbytes(2000))))
    packed = chance.choice(("", "", "gzip", "br"))
    if packed:
        body = gzip.compress(body) if packed == "gzip" else brotli.compress(body)
        headers.append(f"Content-Encoding: {packed}".encode())
    start = f"HTTP/1.1 {status} {chance.choice(('OK', '', 'Zo maar'))}".encode()
    if status in {204, 304} or method == "HEAD":
        return b"\r\n".join([start, *headers]) + b"\r\n\r\n", False
    if chance.randrange(12) == 0:  # without a length: until the connection ends
        return b"\r\n".join([start, *headers]) + b"\r\n\r\n" + body, True
    lines, sent = _framed(chance, body) if body else ([b"Content-Length: 0"], b"")
    if chance.randrange(25) == 0:
        return b"\r\n".join([start, *headers, *lines]) + b"\r\n\r\n" + sent[: len(sent) // 2], True
    return b"\r\n".join([start, *headers, *lines]) + b"\r\n\r\n" + sent, False


def _framed(chance: Random, body: bytes) -> tuple[list[bytes], bytes]:
    if not body:
        return [], b""
    if chance.randrange(3):
        return [f"Content-Length: {len(body)}".encode()], body
    cut = chance.randrange(len(body) + 1)
    chunks = [b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:cut], body[cut:]) if part]
    return [b"Transfer-Encoding: chunked"], b"".join(chunks) + b"0\r\n\r\n"


class Server:
    """Answers by number and keeps the bytes of each request."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.answer = b""
        self.ends = False
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        self._ready.wait(20)

    def _run(self) -> None:
        async def main() -> None:
            self._stop = asyncio.Event()
            server = await asyncio.start_server(self._serve, "localhost", 0, family=socket.AF_INET, limit=1 << 20)
            self.port = server.sockets[0].getsockname()[1]
            self._ready.set()
            await self._stop.wait()
            server.close()

        self._loop.run_until_complete(main())
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                raw = await reader.readuntil(b"\r\n\r\n")
                if length := re.search(rb"(?i)\r\ncontent-length: *(\d+)", raw):
                    raw += await reader.readexactly(int(length[1]))
                elif re.search(rb"(?i)\r\ntransfer-encoding: *chunked", raw):
                    raw += await reader.readuntil(b"0\r\n\r\n")
                self.seen.append(raw)
                writer.write(self.answer)
                await writer.drain()
                if self.ends:
                    break
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


def received(connection: socket.socket, method: str) -> tuple[bytes, bool]:
    """The bytes of one answer, and whether the connection ended with it."""
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0:
        if not (more := _some(connection)):
            return data, True
        data += more
    head = data[: end + 4]
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    chunked = re.search(rb"(?i)\r\ntransfer-encoding: *chunked", head)
    bare = method == "HEAD" or head.split(b" ", 2)[1] in {b"204", b"304"}
    while not bare and not (
        data.endswith(b"0\r\n\r\n") if chunked else length is not None and len(data) >= end + 4 + int(length[1])
    ):
        if not (more := _some(connection)):
            return data, True
        data += more
    return data, False


def _some(connection: socket.socket) -> bytes:
    try:
        return connection.recv(1 << 16)
    except ConnectionResetError:
        return b""


class Way:
    """One of the two proxies, over connections that are kept for a while."""

    def __init__(self, proxy: int, server: Server) -> None:
        self._proxy, self._server, self._asked = proxy, server, 0
        self._connection: socket.socket | None = None

    def ask(self, one: Exchange) -> tuple[bytes, bytes]:
        """What the server got and what the client got."""
        server = self._server
        server.seen, server.answer, server.ends = [], one.answer, one.ends
        if self._connection is None:
            self._connection = wire.connect(self._proxy)
        self._connection.sendall(one.request.replace(b"PORT", str(server.port).encode()))
        answer, ended = received(self._connection, one.method)
        self._asked += 1
        if ended or self._asked % ON_ONE_CONNECTION == 0:
            self.close()
        return b"".join(server.seen), answer

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def unchunked(body: bytes) -> bytes:
    whole = b""
    while size := int(body.partition(b"\r\n")[0] or b"0", 16):
        at = body.index(b"\r\n") + 2
        whole, body = whole + body[at : at + size], body[at + size + 2 :]
    return whole


def without_ours(answer: bytes) -> tuple[bytes, bytes]:
    """A document's head and body without the page script and what it needs: a copy that is unpacked and not kept."""
    head, _, body = answer.partition(b"\r\n\r\n")
    if b"chunked" in head.lower():
        body = unchunked(body)
    encoding = re.search(rb"(?i)content-encoding: *(gzip|br)", head)
    if encoding:
        body = gzip.decompress(body) if encoding[1] == b"gzip" else brotli.decompress(body)
    return CHANGED.sub(b"", head + b"\r\n"), SCRIPT.sub(b"", body)


def test_it_is_transparent(start: Start, server: Server, tmp_path: Path) -> None:
    session = start()
    plain, port = start_proxy(["--set", "connection_strategy=lazy"], tmp_path / "plain")
    ways = [Way(port, server), Way(session.port, server)]
    injected = 0
    try:
        for number in range(size(600, 10_000)):
            one = made(number)
            (asked, answer), (our_asked, our_answer) = (way.ask(one) for way in ways)
            if DOCUMENT in one.request:
                asked = CONDITIONS.sub(b"", asked)
            assert our_asked == asked, number
            if DOCUMENT in one.request and SCRIPT.search(our_answer):
                injected += 1
                answer, our_answer = without_ours(answer), without_ours(our_answer)
            assert our_answer == answer, number
    finally:
        for way in ways:
            way.close()
        plain.kill()
        plain.wait()
    assert injected
    assert session.stop().calls > size(50, 1_000)
