"""PHP-FPM behind nginx, as the README of a project has it: the handler runs right after the answer."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests import php_fpm

from owskit_addon.ports import free_port

MIB = 1 << 20
HANDLER = r"""<?php

declare(strict_types=1);

use Owskit\{Decision, Event, Ows};

return function (Event $event, Ows $ows): Decision {
    sleep((int) ($event->changes['sleep'] ?? 0));
    if ($event->changes['raise'] ?? false) {
        throw new RuntimeException('not now');
    }
    file_put_contents(dirname(__DIR__) . '/handled.txt', $event->uid . PHP_EOL, FILE_APPEND | LOCK_EX);
    return Decision::done();
};
"""


class Fpm:
    """The two servers, and the project behind them. Its settings stand in `.env`: PHP-FPM hands on no environment."""

    def __init__(self, project: Path, children: int, tools: Any, **more: str) -> None:
        self.project = project
        self.folder = Path(tempfile.mkdtemp(prefix="owskit-fpm-"))
        port = free_port()
        settings = tools.environment(**more)
        kept = {name: value for name, value in settings.items() if name.startswith(("OWSKIT_", "OTYS_"))}
        (project / ".env").write_text("".join(f"{name}={value}\n" for name, value in kept.items()), encoding="utf-8")
        commands = php_fpm.commands(self.folder, project, port, children, fpm="php_admin_value[memory_limit] = 128M")
        self.processes = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for command in commands]
        self.url = f"http://127.0.0.1:{port}"
        self.secret = tools.secret
        tools.until(self._alive)

    def send(self, content: bytes, **more: Any) -> httpx.Response:
        return httpx.post(
            f"{self.url}/x/{self.secret}?client=7&user=12", content=content, timeout=30, trust_env=False, **more
        )

    def post(self, uid: str, **changes: Any) -> dict[str, Any]:
        answer = self.send(delivered(uid, changes))
        assert answer.status_code == 200
        decoded: dict[str, Any] = answer.json()
        return decoded

    def status_of(self, header: str, body: bytes) -> int:
        """What a request with this header gets, after which the sender says no more; 0 where it gets nothing."""
        host, port = self.url.removeprefix("http://").split(":")
        start = f"POST /{self.secret} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n\r\n"
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            connection.sendall(start.encode() + body)
            connection.shutdown(socket.SHUT_WR)
            first = connection.makefile("rb").readline()
        return int(first.split(b" ")[1]) if first else 0

    def handled(self) -> list[str]:
        path = self.project / "handled.txt"
        return path.read_text(encoding="utf-8").split() if path.exists() else []

    def stop(self) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGQUIT)
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _alive(self) -> bool:
        assert all(process.poll() is None for process in self.processes), "a server did not start"
        try:
            return httpx.get(f"{self.url}/healthz", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False


def delivered(uid: str, changes: Any) -> bytes:
    request = {"method": "Otys.Services.VacancyService.update", "args": [None, uid, changes]}
    return json.dumps({"request": request, "result": uid}).encode()


@pytest.fixture
def fpm(make: Callable[..., Path], tools: Any) -> Iterator[Callable[..., Fpm]]:
    started: list[Fpm] = []

    def start(children: int = 4, **more: str) -> Fpm:
        if None in (php_fpm.find("php-fpm"), php_fpm.find("nginx")):
            tools.missing("no PHP-FPM or nginx: `apt-get install php-fpm nginx-light` lets this test run")
        project = make(handlers={"enrich": HANDLER})
        one = Fpm(project, children, tools, **more)
        started.append(one)
        return one

    yield start
    for one in started:
        one.stop()


def test_the_handler_runs_right_after_the_answer(fpm: Callable[..., Fpm], tools: Any) -> None:
    server = fpm()
    started = time.monotonic()
    assert server.post("v1", sleep=1)["decision"] == "accepted"
    assert time.monotonic() - started < 0.8
    assert server.handled() == []
    tools.until(lambda: server.handled() == ["v1"], 10)
    log = server.folder / "fpm.log"
    tools.until(lambda: '"decision":"done"' in log.read_text(encoding="utf-8"), 10)
    assert tools.secret not in log.read_text(encoding="utf-8")
    assert tools.secret not in (server.folder / "nginx.log").read_text(encoding="utf-8")


def test_what_is_left_over_is_the_workers(fpm: Callable[..., Fpm], tools: Any) -> None:
    server = fpm()
    server.post("v1", **{"raise": True})
    command = [*tools.command(server.project, "worker"), "--once"]

    def waits() -> bool:
        listed = subprocess.run(["php", "generated/inbox.php"], cwd=server.project, capture_output=True, text=True)
        return "handler-raised" in listed.stdout and "runs: 1" in listed.stdout

    tools.until(waits, 10)
    (server.project / "handlers" / "enrich.php").write_text(HANDLER.replace("throw new", "$x = new"), encoding="utf-8")
    time.sleep(5.1)  # the first retry is due after 5 s, by the machine's clock
    subprocess.run(command, cwd=server.project, check=True, capture_output=True, timeout=30)
    assert server.handled() == ["v1"]


def test_the_contract_holds_behind_nginx(fpm: Callable[..., Fpm], tools: Any) -> None:
    server = fpm()
    body = delivered("v1", {"a": 1})
    for size, status in ((MIB - 1, 200), (MIB, 200), (MIB + 1, 413), (3 * MIB, 413)):
        assert server.send(body.ljust(size)).status_code == status, size
    assert server.send(b"", headers={"content-type": "multipart/form-data; boundary=x"}).json()["reason"] == "malformed"
    for content_type in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "x"):
        answer = server.send(delivered(content_type[:5], {}), headers={"content-type": content_type})
        assert answer.json()["decision"] == "accepted", content_type
    chunks = httpx.post(
        f"{server.url}/{server.secret}", content=iter([body[:20], body[20:]]), timeout=20, trust_env=False
    )
    assert chunks.status_code == 200
    for path in ("/", "/index.php", "/.env", "/../.env", f"/{server.secret}x", "/generated/triggers.php"):
        assert httpx.post(server.url + path, content=body, trust_env=False).status_code == 404, path
    for length in ("-1", "many", "99999999999999999999", str(MIB + 1)):
        assert server.status_of(f"Content-Length: {length}", body) in {0, 400, 413}, length
    assert server.status_of(f"Content-Length: {len(body) + 10}", body) in {0, 400}
    many = "[1]" + ",[1]" * (MIB // 4 - 60)
    large = b'{"request":{"method":"Otys.Services.VacancyService.update","args":[null,"v9",[' + many.encode() + b"]]}}"
    assert len(large) <= MIB
    assert server.send(large).status_code == 200


def test_equal_deliveries_at_once_are_handled_once(fpm: Callable[..., Fpm], tools: Any) -> None:
    server = fpm(children=8)
    with ThreadPoolExecutor(20) as threads:
        reasons = list(threads.map(lambda _: server.post("v1", a=1)["reason"], range(100)))
    assert reasons.count("queued") == 1
    assert reasons.count("duplicate") == 99
    tools.until(lambda: server.handled() == ["v1"], 10)


def test_what_is_not_set_up_is_503_and_says_so_in_the_log_only(fpm: Callable[..., Fpm]) -> None:
    server = fpm()
    (server.project / ".env").write_text("OWSKIT_WEBHOOK_SECRET=short\n", encoding="utf-8")
    answer = server.send(delivered("v1", {}))
    assert (answer.status_code, answer.content) == (503, b"")
    assert "OWSKIT_WEBHOOK_SECRET is shorter" in (server.folder / "fpm.log").read_text(encoding="utf-8")
