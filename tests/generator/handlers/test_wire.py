"""What an attacker or a broken sender does to the endpoint: secrets, sizes, lengths that lie, copies at once."""

from __future__ import annotations

import json
import random
import socket
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.generator.handlers.processes import PREVIOUS, SECRET, Process, start_web
from tests.generator.handlers.stand_ins import FakeOws

MIB = 1 << 20
TRIGGERS = """
version: 1
receiver: https://hooks.acme.nl/otys
stack: acme
triggers:
  - name: enrich
    service_calls: [VacancyService.update]
"""
HANDLER = """
from generated import Decision, Event, Ows, done


def handle(event: Event, ows: Ows) -> Decision:
    ows.update("VacancyService.update", str(event.uid), {"title": event.changes["title"].upper()})
    return done()
"""


@pytest.fixture(scope="module")
def project(make_project: Callable[..., Path]) -> Path:
    return make_project(TRIGGERS, handlers={"enrich": HANDLER})


@pytest.fixture(scope="module")
def web(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    folder = tmp_path_factory.mktemp("wire")
    made = start_web(project, OWSKIT_STORE=f"sqlite:///{folder / 'store.sqlite'}", OWSKIT_SPOOL=str(folder / "spool"))
    yield made
    made.stop()


def call(uid: str, title: str = "baker") -> dict[str, Any]:
    return {"request": {"method": "Otys.Services.VacancyService.update", "args": [None, uid, {"title": title}]}}


def padded(uid: str, size: int) -> bytes:
    body = json.dumps(call(uid)).encode()
    return body + b" " * (size - len(body))


def raw(web: Process, *parts: bytes, seconds: float = 10) -> bytes:
    """Sends bytes as they are; what came back until the other side closed, or nothing more came."""
    with socket.create_connection(("127.0.0.1", web.port), timeout=seconds) as connection:
        try:
            for part in parts:
                connection.sendall(part)
        except OSError:
            pass  # it has said no already and closed
        got = b""
        try:
            while not got.partition(b"\r\n\r\n")[1] and (more := connection.recv(65536)):
                got += more
        except OSError:
            pass
        return got.split(b"\r\n")[0]


def head(length: int | str, more: str = "") -> bytes:
    return f"POST /{SECRET} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n{more}\r\n".encode()


@pytest.mark.parametrize(("size", "status"), [(MIB - 1, 200), (MIB, 200), (MIB + 1, 413)])
def test_bodies_around_1_mib(web: Process, size: int, status: int) -> None:
    assert web.post(padded(f"size-{size}", size)).status_code == status


@pytest.mark.parametrize(("size", "status"), [(MIB - 1, 200), (MIB, 200), (MIB + 1, 413)])
def test_the_same_in_chunks(web: Process, size: int, status: int) -> None:
    def chunks() -> Iterator[bytes]:
        body = padded(f"chunked-{size}", size)
        for start in range(0, size, 10_000):
            yield body[start : start + 10_000]

    answer = httpx.post(f"{web.url}/{SECRET}", content=chunks(), trust_env=False, timeout=20)
    assert answer.status_code == status


def test_a_body_that_is_longer_than_it_says_is_cut(web: Process) -> None:
    body = json.dumps(call("longer")).encode()
    assert b" 200 " in raw(web, head(len(body)), body + b" " * 2_000_000)
    assert b" 200 " in raw(web, head(5), body)  # malformed, what is left of it


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_ends_too_soon_is_no_delivery(web: Process, chunked: bool) -> None:
    body = json.dumps(call(f"shorter {chunked}")).encode()
    chunk = f"POST /{SECRET} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{len(body) + 10:x}\r\n".encode()
    with socket.create_connection(("127.0.0.1", web.port), timeout=10) as connection:
        connection.sendall((chunk if chunked else head(len(body) + 10)) + body)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(65536) == b""
    assert web.decision(call(f"shorter {chunked}")) == ("accepted", "queued")  # no copy: it was not kept


@pytest.mark.parametrize("length", ["-1", "1e3", "x", "99999999999999999999999", "1, 2"])
def test_lengths_that_are_none(web: Process, length: str) -> None:
    status = raw(web, head(length), b"{}").split(b" ")[1]
    assert status in {b"400", b"413"}


def test_both_a_length_and_chunks(web: Process) -> None:
    line = raw(web, head(5, "Transfer-Encoding: chunked\r\n"), b"2\r\n{}\r\n0\r\n\r\n")
    assert line.split(b" ")[1] in {b"200", b"400"}
    assert web.decision(call("after both")) == ("accepted", "queued")


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"request":{"method":"A.update","args":['])
def test_what_is_nested_100_000_deep(web: Process, opening: bytes) -> None:
    assert web.decision(opening * (100_000 if len(opening) < 9 else 1) + b"[" * 100_000) == ("ignored", "malformed")
    closed = b"[" * 100_000 + b"]" * 100_000
    assert web.decision(b'{"request":{"method":"A.update","args":' + closed + b"}}") == ("ignored", "malformed")


def test_no_difference_between_secrets_wrong_at_the_first_and_at_the_last_byte(web: Process) -> None:
    """Many of each in turn, over one connection: what differs is less than what the network alone makes differ."""
    first, last = ("X" + SECRET[1:], SECRET[:-1] + "X")
    took: dict[str, list[float]] = {first: [], last: []}
    with httpx.Client(trust_env=False) as client:
        for number in range(800):
            for path in (first, last) if number % 2 else (last, first):
                started = time.perf_counter_ns()
                assert client.post(f"{web.url}/{path}", content=b"").status_code == 404
                took[path].append((time.perf_counter_ns() - started) / 1000)
    middles = [statistics.median(times[100:]) for times in took.values()]
    spread = statistics.median(abs(one - middles[0]) for one in took[first][100:])
    assert abs(middles[0] - middles[1]) < max(spread, 25), (middles, spread)


def test_the_comparison_itself_looks_at_every_byte(project: Path) -> None:
    """No comparison of texts with == decides about a secret."""
    source = (project / "generated" / "secret.py").read_text(encoding="utf-8")
    assert source.count("hmac.compare_digest(given") == 2
    assert "return is_present | is_previous" in source


def test_a_path_as_long_as_one_likes(web: Process) -> None:
    assert httpx.post(f"{web.url}/{'a/' * 5000}{SECRET}", json=call("long"), trust_env=False).status_code == 200
    assert httpx.post(f"{web.url}/{SECRET * 400}", json=call("long"), trust_env=False).status_code == 404


@pytest.mark.parametrize(
    "path",
    [f"/%{ord(SECRET[0]):02x}{SECRET[1:]}", f"/{SECRET}%00", f"/{SECRET}%2f", f"/x%2f{SECRET}", f"/{PREVIOUS}/.."],
)
def test_paths_in_disguise(web: Process, path: str) -> None:
    line = raw(web, f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{{}}".encode())
    # A letter may be written as its number, and a slash too: it is the same address.
    assert line.split(b" ")[1] == (b"200" if path.endswith(SECRET[1:]) else b"404")


@pytest.mark.parametrize("store", ["sqlite", "redis"])
def test_a_hundred_equal_deliveries_at_once_are_handled_once(
    project: Path, ows: FakeOws, tmp_path: Path, request: pytest.FixtureRequest, store: str
) -> None:
    url = request.getfixturevalue("redis").url if store == "redis" else f"sqlite:///{tmp_path / 'store.sqlite'}"
    settings = {"OTYS_OWS_URL": ows.url, "OTYS_API_KEY": "api-key-of-the-handler", "OWSKIT_STORE": url}
    webs = [start_web(project, **settings, OWSKIT_SPOOL=str(tmp_path / "spool")) for _ in range(2)]
    try:
        with ThreadPoolExecutor(25) as threads:
            answers = list(threads.map(lambda number: webs[number % 2].post(call("v1")).json(), range(100)))
        assert Counter(one["reason"] for one in answers) == {"queued": 1, "duplicate": 99}
        [accepted] = [one["root"] for one in answers if one["reason"] == "queued"]
        deadline = time.monotonic() + 20
        while not ows.writes and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.3)
        assert ows.writes == {"VacancyService.update v1": 1}
        assert sorted(one["budget"][0] for one in answers) == list(range(1, 101))
        assert accepted
    finally:
        for web in webs:
            web.stop()


def test_noise_is_answered_and_never_ends_the_process(web: Process) -> None:
    chance = random.Random(7)
    body = json.dumps(call("noise")).encode()
    for _ in range(300):
        damaged = bytearray(body)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        assert web.post(bytes(damaged)).status_code == 200
    assert web.process.poll() is None
    assert "Traceback" not in web.log()
