"""The contract of loop-guards.md 2 and 3 over HTTP, with PHP's own web server as it is started by the lock."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

MIB = 1 << 20


def delivered(args: Any = (None, "v1", {"title": "Baker"}), result: Any = "v1") -> bytes:
    request = {"method": "Otys.Services.VacancyService.update", "args": args}
    return json.dumps({"request": request, "result": result}).encode()


@pytest.fixture
def web(make: Callable[..., Path], running: Callable[..., Any]) -> Any:
    return running(make(), "web", PHP_CLI_SERVER_WORKERS="3")


def decision(answer: httpx.Response) -> tuple[str, str]:
    assert answer.status_code == 200
    assert len(answer.content) < 1024
    return answer.json()["decision"], answer.json()["reason"]


def test_right_and_wrong_addresses(web: Any, tools: Any) -> None:
    with httpx.Client(base_url=web.url, trust_env=False) as client:
        assert client.get("/healthz").json() == {"status": "alive"}
        assert client.get("/readyz").json() == {"status": "ready"}
        for path in ("/", "/wrong", f"/{tools.secret}x", f"/{tools.secret}/", "/index.php", "/..%2f..%2f.env", "/.env"):
            for method in ("POST", "GET", "DELETE"):
                answer = client.request(method, path, content=delivered() if method == "POST" else None)
                assert (answer.status_code, answer.content) == (404, b""), (method, path)
        assert client.get(f"/{tools.secret}").status_code == 405
        for path in (f"/{tools.secret}", f"/a/prefix/{tools.secret}"):
            assert client.post(path, content=delivered()).status_code == 200
    assert tools.secret not in web.log()


def test_forms_of_arguments_and_results(web: Any) -> None:
    forms: list[Any] = [[None, "v1", {}], {"0": None, "1": "v1", "2": {}}, {"1": "v1", "2": {}}]
    for number, args in enumerate(forms):
        expected = ("skip", "duplicate") if number else ("accepted", "queued")  # they are all the same
        assert decision(web.send(delivered(args, {"status": "success", "data": number}))) == expected
    assert decision(web.send(delivered([]))) == ("accepted", "queued")
    assert decision(web.send(delivered(result={"status": "error", "message": "no"}))) == ("skip", "failed-call")
    unmerged = "owskit=acme&client={%user.clientId%}&user={%user.internalId%}"
    assert decision(web.send(delivered((None, "v2", {"a": 1})), query=unmerged)) == ("accepted", "queued")


def test_bodies_at_the_limit_and_over_it(web: Any) -> None:
    for size, status in ((MIB - 1, 200), (MIB, 200), (MIB + 1, 413), (3 * MIB, 413)):
        assert web.send(delivered().ljust(size)).status_code == status, size


def test_large_bodies_of_small_things_fit_into_memory(web: Any) -> None:
    for item in ("[1]", '{"a":1}', "[]", '"x"', "0.1"):
        many = item + f",{item}" * ((MIB - 200) // (len(item) + 1))
        body = (
            b'{"request":{"method":"Otys.Services.VacancyService.update","args":[null,"v9",' + f"[{many}]]}}}}".encode()
        )
        assert len(body) <= MIB
        assert decision(web.send(body))[0] in {"accepted", "skip"}


def test_chunked_bodies(web: Any) -> None:
    assert raw(web, [delivered()]).startswith(b"HTTP/1.1 200")
    assert raw(web, [b" " * 65536] * 17 + [delivered()]).startswith(b"HTTP/1.1 413")


def test_a_length_that_lies(web: Any, tools: Any) -> None:
    body = delivered()
    shorter = exchange(web, head(tools, f"Content-Length: {len(body) - 10}") + body)
    # Part of it is no JSON; PHP's own server does not even pass on a request with something behind it.
    assert shorter == b"" or b'"malformed"' in shorter
    longer = exchange(web, head(tools, f"Content-Length: {len(body) + 10}") + body, hang_up=True)
    assert b" 200 " not in longer.split(b"\r\n")[0]
    size = f"{len(body) + 10:x}".encode()
    assert exchange(web, head(tools, "Transfer-Encoding: chunked") + size + b"\r\n" + body, hang_up=True) == b""
    # Not a length of many digits: PHP's own server reserves that much memory and dies. test_fpm.py has it.
    for length in ("-1", "many", str(MIB + 1)):
        answer = exchange(web, head(tools, f"Content-Length: {length}") + body, hang_up=True)
        assert b" 200 " not in answer.split(b"\r\n")[0], length
    # Whatever they were, the server still answers.
    assert web.send(delivered()).status_code == 200


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "x"]
)
def test_any_content_type(web: Any, tools: Any, content_type: str) -> None:
    answer = httpx.post(
        f"{web.url}/{tools.secret}", content=delivered(), headers={"content-type": content_type}, trust_env=False
    )
    assert decision(answer) == ("accepted", "queued")


def test_malformed_bodies(web: Any) -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    for body in (
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"request": 1}',
        deep,
        b'{"request":{"method":"A.b","args":' + deep + b"}}",
    ):
        assert decision(web.send(body)) == ("ignored", "malformed")


def test_equal_deliveries_at_once_are_handled_once(web: Any) -> None:
    with ThreadPoolExecutor(20) as threads:
        decisions = list(threads.map(lambda _: decision(web.send(delivered())), range(100)))
    assert decisions.count(("accepted", "queued")) == 1
    assert decisions.count(("skip", "duplicate")) == 99


def test_a_wrong_secret_takes_as_long_wherever_it_is_wrong(
    make: Callable[..., Path], running: Callable[..., Any], tools: Any
) -> None:
    """The medians of many requests, alternating, differ by less than what each of them varies."""
    web = running(make(), "web")
    first, last = "x" + tools.secret[1:], tools.secret[:-1] + "x"
    times: dict[str, list[float]] = {first: [], last: []}
    for _ in range(300):
        for secret, taken in times.items():
            started = time.perf_counter()
            assert httpx_post(web, secret) == 404
            taken.append(time.perf_counter() - started)
    one, other = (statistics.median(taken) for taken in times.values())
    assert (
        abs(one - other)
        < statistics.quantiles(times[first], n=4)[2] - statistics.quantiles(times[first], n=4)[0] + 2e-4
    )


def test_what_nobody_works_on_is_forgotten_without_a_worker_too(
    make: Callable[..., Path], running: Callable[..., Any], clock: Any, tools: Any
) -> None:
    project = make()
    web = running(project, "web", OWSKIT_CLOCK_URL=clock.url)

    def kept() -> list[str]:
        with closing(sqlite3.connect(project / "store.sqlite")) as file:
            return [entity for (entity,) in file.execute("SELECT entity FROM deliveries ORDER BY received")]

    for days, uid in enumerate(("v1", "v2")):
        clock.skip = days * 86_400_000
        assert decision(web.send(delivered((None, uid, {"title": "a"})))) == ("accepted", "queued")
    assert kept() == ["VacancyService/v1", "VacancyService/v2"]
    assert not [path for path in project.glob("store.sqlite*") if path.stat().st_mode & 0o077]
    clock.skip = 14 * 86_400_000 + 60_000
    assert decision(web.send(delivered((None, "v3", {"title": "a"})))) == ("accepted", "queued")
    tools.until(lambda: kept() == ["VacancyService/v2", "VacancyService/v3"])
    tools.until(lambda: any(line.get("reason") == "no worker came for 14 days" for line in web.lines()))
    assert [line["deliveries"] for line in web.lines() if line.get("reason") == "no worker came for 14 days"] == [1]


def test_told_to_end_it_answers_first(make: Callable[..., Path], running: Callable[..., Any], tools: Any) -> None:
    for workers in ("1", "3"):
        web = running(make(), "web", PHP_CLI_SERVER_WORKERS=workers)
        with ThreadPoolExecutor(8) as threads:
            answers = [
                threads.submit(web.send, delivered((None, f"{workers}-{number}", {"a": 1}))) for number in range(8)
            ]
            answers[0].result()
            web.process.send_signal(signal.SIGTERM)
            assert web.process.wait(20) in {0, -signal.SIGTERM}
            for answer in answers:
                error = answer.exception()
                assert isinstance(error, httpx.TransportError) or answer.result().status_code == 200
        tools.until(lambda web=web: not listens(web))


def test_what_cannot_start_says_why(make: Callable[..., Path], tools: Any) -> None:
    import subprocess

    project = make()
    for wrong, says in (({"OWSKIT_WEBHOOK_SECRET": "short"}, "shorter"), ({"OTYS_USER_ID": "me"}, "OTYS_USER_ID")):
        for step in ("start", "worker"):
            ran = subprocess.run(
                tools.command(project, step),
                cwd=project,
                env=tools.environment(**wrong),
                capture_output=True,
                text=True,
                timeout=20,
            )
            assert ran.returncode == 1
            assert says in ran.stderr
            assert "Stack trace" not in ran.stderr


def head(tools: Any, *headers: str) -> bytes:
    lines = [f"POST /{tools.secret}?user=12 HTTP/1.1", "Host: x", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode()


def raw(web: Any, chunks: list[bytes]) -> bytes:
    from_lines = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
    secret = b"the-secret-of-the-present-day"
    start = (
        b"POST /" + secret + b"?user=12 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    return exchange(web, start + from_lines)


def exchange(web: Any, content: bytes, *, hang_up: bool = False) -> bytes:
    host, port = web.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        try:
            connection.sendall(content)
            if hang_up:
                connection.shutdown(socket.SHUT_WR)
            answer = b""
            while part := connection.recv(65536):
                answer += part
        except ConnectionError:
            return b""
    return answer


def httpx_post(web: Any, secret: str) -> int:
    answer = exchange(web, f"POST /{secret} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".encode())
    return int(answer.split(b" ")[1])


def listens(web: Any) -> bool:
    host, port = web.url.removeprefix("http://").split(":")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except OSError:
        return False
    return os.name == "posix"
