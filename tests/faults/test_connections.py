"""Clients and servers that break off, hold on, send too much or come in crowds: the others notice nothing, and what
happened is in the capture."""

from __future__ import annotations

import hashlib
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from owskit_addon.recorder.control import running
from tests.faults import wire
from tests.faults.bounds import resident
from tests.faults.size import size
from tests.faults.upstream import answer
from tests.recordings import Start


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.02)


def calls(capture: Path) -> list[dict[str, object]]:
    return wire.events(capture.read_bytes(), "call")


def test_a_crowd_of_connections(start: Start, upstream: int, capture: Path) -> None:
    """Most say nothing or half of a request; those that ask are answered, and so is who comes afterwards."""
    session = start()
    request = wire.post(upstream, wire.batch(1), "&answer=100")
    crowd: list[socket.socket] = []
    try:
        for number in range(size(400, 9_000)):
            crowd.append(wire.connect(session.port))
            if number % 3:
                crowd[-1].sendall(request[: number % len(request)])
        for number in range(size(100, 1_000)):
            crowd.append(wire.connect(session.port))
            assert wire.ask(crowd[-1], wire.post(upstream, wire.batch(number), "&answer=100"))[0] == 200
    finally:
        for connection in crowd:
            connection.close()
    with wire.connect(session.port) as connection:
        assert wire.ask(connection, request)[0] == 200
    assert len(calls(capture)) == size(100, 1_000) + 1
    assert wire.events(capture.read_bytes(), "problem") == []


def test_memory_after_a_crowd_is_what_it_was(start: Start, upstream: int) -> None:
    session = start()
    (state,) = running()

    def come_and_go(times: int) -> int:
        for number in range(times):
            with wire.connect(session.port) as connection:
                if number % 2:
                    wire.ask(connection, wire.post(upstream, wire.batch(number), "&answer=2000"))
                else:
                    connection.sendall(b"POST http://127.0.0.1/jservice.php HTTP/1.1\r\nContent-Length: 99\r\n\r\nhalf")
        return resident(state.pid)

    warm = come_and_go(size(200, 2_000))
    assert come_and_go(size(200, 10_000)) - warm < 32 << 20


@pytest.mark.parametrize("part", [1, 40, 200, -1], ids=["a letter", "a line", "half a body", "all but a byte"])
def test_half_a_request(start: Start, upstream: int, capture: Path, part: int) -> None:
    session = start()
    whole = wire.post(upstream, wire.batch(7), "&answer=100")
    with wire.connect(session.port) as rude, wire.connect(session.port) as other:
        rude.sendall(whole[:part])
        assert wire.ask(other, wire.post(upstream, wire.batch(8), "&answer=100"))[0] == 200
    with wire.connect(session.port) as other:
        assert wire.ask(other, wire.post(upstream, wire.batch(9), "&answer=100"))[0] == 200
    session.stop()
    assert [call["args"][1] for call in calls(capture) if call["outcome"] == "ok"] == [8, 9]
    assert all(call["outcome"] == "unanswered" for call in calls(capture) if call["args"][1] == 7)


def test_a_server_that_stops_half_way(start: Start, upstream: int, capture: Path) -> None:
    session = start()
    for number in range(size(5, 200)):
        with wire.connect(session.port) as connection:
            connection.sendall(wire.post(upstream, wire.batch(number), "&answer=3000&half"))
            assert connection.recv(1 << 16).startswith(b"HTTP/1.1 502 ")  # as mitmproxy on its own says it
    with wire.connect(session.port) as connection:
        assert wire.ask(connection, wire.post(upstream, wire.batch(1000), "&answer=100"))[0] == 200
    until(lambda: len(calls(capture)) == size(5, 200) + 1)
    assert [call["outcome"] for call in calls(capture)] == ["unanswered"] * size(5, 200) + ["ok"]


def test_a_server_that_never_answers_and_a_client_that_gives_up(start: Start, upstream: int, capture: Path) -> None:
    session = start()
    with wire.connect(session.port) as waiting, wire.connect(session.port) as other:
        waiting.sendall(wire.post(upstream, wire.batch(1), "&hold"))
        assert wire.ask(other, wire.post(upstream, wire.batch(2), "&answer=100"))[0] == 200
    until(lambda: len(calls(capture)) == 2)
    assert sorted((call["args"][1], call["outcome"]) for call in calls(capture)) == [(1, "unanswered"), (2, "ok")]


def test_an_answer_too_large_to_read_goes_through_whole(start: Start, upstream: int, capture: Path) -> None:
    """200 MB in the long form; more than the 64 MB that are read of a body in the short one."""
    session = start()
    megabytes = size(70, 200)
    wanted = answer(megabytes << 20)
    with wire.connect(session.port) as connection:
        status, body = wire.ask(connection, wire.post(upstream, wire.batch(1), f"&answer={megabytes << 20}"))
        assert (status, hashlib.sha256(body).digest()) == (200, hashlib.sha256(wanted).digest())
        assert wire.ask(connection, wire.post(upstream, wire.batch(2), "&answer=100"))[0] == 200
    assert [call["outcome"] for call in calls(capture)] == ["unreadable", "ok"]
    assert [problem["what"] for problem in wire.events(capture.read_bytes(), "problem")] == [
        "body is larger than 64 MB"
    ]


def test_a_batch_of_very_many_calls(start: Start, upstream: int, capture: Path) -> None:
    session = start()
    many = 50_000
    with wire.connect(session.port) as connection, wire.connect(session.port) as other:
        connection.sendall(wire.post(upstream, wire.batch(1, many), "&answer=100"))
        began = time.monotonic()
        assert wire.ask(other, b"GET http://127.0.0.1:%d/x HTTP/1.1\r\nHost: x\r\n\r\n" % upstream)[1] == b"ok"
        waited = time.monotonic() - began
        assert wire.read_answer(connection)[0] == 200
    assert len(calls(capture)) == many
    assert waited < 10
