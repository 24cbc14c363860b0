"""Deliveries as OTYS posts them, over connections that stay: how many a second are answered, and how soon."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator

SECRET = "the-secret-of-the-present-day"


class _Sender(asyncio.Protocol):
    """One connection: the next delivery goes out when the one before is answered."""

    def __init__(self, requests: Iterator[bytes], took: list[float], ended: asyncio.Future[None]) -> None:
        self._requests = requests
        self._took = took
        self._ended = ended
        self._come = b""
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._come += data
        head, end, body = self._come.partition(b"\r\n\r\n")
        if not end or len(body) < int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]):
            return
        self._took.append(time.perf_counter() - self._sent)
        if not head.startswith(b"HTTP/1.1 200") or b"accepted" not in body:
            self._end(AssertionError(self._come))
            return
        self._come = b""
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(ConnectionError("the server hung up"))

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._end(None)
            return
        self._sent = time.perf_counter()
        self._transport.write(request)

    def _end(self, error: Exception | None) -> None:
        if not self._ended.done():
            self._ended.set_exception(error) if error else self._ended.set_result(None)
        self._transport.close()


def flood(ports: list[int], number: int, connections: int, run: str) -> tuple[float, list[float]]:
    """Deliveries a second, and the seconds that each took."""
    return asyncio.run(_flood(ports, number, connections, run))


async def _flood(ports: list[int], number: int, connections: int, run: str) -> tuple[float, list[float]]:
    took: list[float] = []
    requests = iter([_request(f"{run}-{one}") for one in range(number)])
    loop = asyncio.get_running_loop()
    ends = [loop.create_future() for _ in range(connections)]
    started = time.perf_counter()
    for place, end in enumerate(ends):
        await loop.create_connection(
            lambda end=end: _Sender(requests, took, end),  # type: ignore[misc]
            "127.0.0.1",
            ports[place % len(ports)],
        )
    await asyncio.gather(*ends)
    return number / (time.perf_counter() - started), took


def _request(uid: str) -> bytes:
    """The update of a record of its own: nothing is a copy, nothing an echo."""
    changes = {"title": "Backend-ontwikkelaar", "statusId": 12345, "published": True}
    request = {"method": "Otys.Services.VacancyService.update", "args": [None, uid, changes]}
    body = json.dumps({"request": request, "result": []}).encode()
    head = f"POST /{SECRET}?owskit=bench&client=7&user=12 HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
