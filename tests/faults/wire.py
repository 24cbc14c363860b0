"""A client of the proxy that is quick, can be rude and sees each byte: plain sockets and requests as text."""

from __future__ import annotations

import json
import socket
from typing import Any


def batch(number: int, calls: int = 1, call: str = "CandidateService.updateEx") -> bytes:
    """A MultiService request; `number` is its id and in the arguments of each call."""
    one = {"method": f"Otys.Services.{call}", "args": ["s" * 26, number, {"statusId": number}]}
    asked = {"jsonrpc": "2.0", "method": "Otys.Services.MultiService.execute", "params": [[one] * calls], "id": number}
    return json.dumps(asked).encode()


def post(port: int, body: bytes, query: str = "") -> bytes:
    """A POST to the server on `port` as a client of a proxy writes it."""
    place = f"127.0.0.1:{port}"
    head = f"POST http://{place}/jservice.php?remark=x{query} HTTP/1.1\r\nHost: {place}\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def connect(port: int) -> socket.socket:
    """To the proxy."""
    made = socket.create_connection(("127.0.0.1", port), timeout=120)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def read_answer(connection: socket.socket) -> tuple[int, bytes]:
    """Status and body of one answer with a Content-Length. Raises ConnectionError where it breaks off."""
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += _some(connection)
    length = int(data[:end].lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    pieces, got = [data[end + 4 :]], len(data) - end - 4
    while got < length:
        pieces.append(_some(connection))
        got += len(pieces[-1])
    return int(data.split(b" ", 2)[1]), b"".join(pieces)


def ask(connection: socket.socket, request: bytes) -> tuple[int, bytes]:
    connection.sendall(request)
    return read_answer(connection)


def events(data: bytes, kind: str) -> list[dict[str, Any]]:
    """Those of a capture's text of one kind; a torn last line is left out."""
    lines = [json.loads(line) for line in data.splitlines(keepends=True) if line.endswith(b"\n") and line.strip()]
    return [line for line in lines if line["event"] == kind]


def _some(connection: socket.socket) -> bytes:
    data = connection.recv(1 << 20)
    if not data:
        raise ConnectionResetError("the answer broke off")
    return data
