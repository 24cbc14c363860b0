"""Generated PHP projects for tests: made by the real generator, run by the real PHP, the way their lock says."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.generator.handlers.processes import launch

from owskit_generator.handlers.project import generate_project

SECRET = "the-secret-of-the-present-day"
OWN_USER = "4242"
TRIGGERS = """
version: 1
receiver: https://hooks.acme.nl/otys
stack: acme
triggers:
  - name: enrich
    service_calls: [VacancyService.update]
"""
EXTENSIONS = {"pdo_sqlite": "php-sqlite3", "curl": "php-curl", "pcntl": "php-cli"}


def missing(sentence: str) -> None:
    """Skips the test, or fails it where everything must be there."""
    if os.environ.get("OWSKIT_REQUIRE_TOOLS") == "1":
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def php() -> str:
    found = shutil.which("php")
    if found is None:
        missing("no PHP on this machine: `apt-get install php-cli php-sqlite3 php-curl` lets this test run")
        raise AssertionError
    loaded = subprocess.run([found, "-m"], capture_output=True, text=True, check=True).stdout.lower().split()
    for extension, package in EXTENSIONS.items():
        if extension not in loaded:
            missing(f"PHP is without {extension}: `apt-get install {package}` lets this test run")
    return found


def environment(**more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OTYS_", "OWSKIT_"))}
    return {
        **clean,
        "PORT": "0",
        "OWSKIT_WEBHOOK_SECRET": SECRET,
        "OTYS_USER_ID": OWN_USER,
        "OTYS_API_KEY": "api-key-of-the-handler",
        "NO_PROXY": "127.0.0.1",
        **more,
    }


def command(project: Path, step: str) -> list[str]:
    lock: dict[str, list[str]] = json.loads((project / "owskit.lock").read_text(encoding="utf-8"))
    return lock[step]


@dataclass
class Process:
    """One process of a project, and what it and those that it starts have logged so far."""

    process: subprocess.Popen[bytes]
    log_file: Path

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log().splitlines() if line.startswith("{") and line.endswith("}")]

    def kill(self) -> None:
        """As a crash: nobody is asked."""
        for pid in (self.process.pid, *children(self.process.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(20)

    def stop(self) -> int:
        self.process.terminate()
        try:
            return self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.kill()
            raise


def children(pid: int) -> list[int]:
    """All below a process, where the system says so (Linux)."""
    found: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in tasks.read_text().split():
                found += [int(child), *children(int(child))]
    return found


@dataclass
class Web(Process):
    url: str = ""

    def send(self, content: bytes, *, query: str = "owskit=acme&client=7&user=12") -> httpx.Response:
        return httpx.post(f"{self.url}/hooks/{SECRET}?{query}", content=content, timeout=30, trust_env=False)

    def post(self, body: Any, *, query: str = "owskit=acme&client=7&user=12") -> dict[str, Any]:
        answer = self.send(json.dumps(body).encode(), query=query)
        assert answer.status_code == 200
        assert len(answer.content) < 1024
        decoded: dict[str, Any] = answer.json()
        return decoded


def start(project: Path, step: str, **more: str) -> Process:
    log_file = project.parent / f"{step}-{time.monotonic_ns()}.log"
    return Process(launch(command(project, step), project, environment(**more), log_file), log_file)


def start_web(project: Path, **more: str) -> Web:
    started = start(project, "start", **more)
    web = Web(started.process, started.log_file)
    until(lambda: '"listening"' in web.log() or web.process.poll() is not None)
    port = next((line["listening"] for line in web.lines() if "listening" in line), None)
    assert port is not None, web.log()
    web.url = f"http://127.0.0.1:{port}"

    def alive() -> bool:
        assert web.process.poll() is None, web.log()
        try:
            return httpx.get(f"{web.url}/healthz", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    until(alive)
    return web


def until(ready: Callable[[], Any], seconds: float = 30) -> Any:
    deadline = time.monotonic() + seconds
    while not (value := ready()):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.03)
    return value


@pytest.fixture
def make(tmp_path: Path, php: str) -> Callable[..., Path]:
    """`make(triggers, {"enrich": handler})`: a project, with handlers in the place of the written ones."""

    def make(triggers: str = TRIGGERS, handlers: dict[str, str] | None = None) -> Path:
        source = tmp_path / "triggers.yaml"
        source.write_text(triggers, encoding="utf-8")
        project = tmp_path / "project"
        generate_project(source, project, "php")
        for name, text in (handlers or {}).items():
            (project / "handlers" / f"{name}.php").write_text(text, encoding="utf-8")
        return project

    return make


@pytest.fixture
def running(php: str) -> Iterator[Callable[..., Any]]:
    """`running(project, "web"|"worker", NAME=value)`; ended when the test is."""
    started: list[Process] = []

    def run(project: Path, step: str, **more: str) -> Process:
        process = start_web(project, **more) if step == "web" else start(project, step, **more)
        started.append(process)
        return process

    yield run
    for process in started:
        if process.process.poll() is None:
            process.kill()


class Server(ThreadingHTTPServer):
    """One whose clients are killed."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Clock:
    """The time of a proof: the machine's, and what was skipped."""

    def __init__(self) -> None:
        self.skip = 0
        clock = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = json.dumps({"epoch": time.time() + clock.skip / 1000}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = Server(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def clock() -> Iterator[Clock]:
    made = Clock()
    yield made
    made.server.shutdown()
    made.server.server_close()


class Redis:
    """A server that keeps what it was told, as compose.yaml starts it."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/1"
        self._folder = folder
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        options = ["--port", str(self.port), "--dir", str(self._folder), "--save", "", "--appendonly", "yes"]
        self.process = subprocess.Popen(
            ["redis-server", *options, "--appendfsync", "always"], stdout=subprocess.DEVNULL
        )
        until(self._answers)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


@pytest.fixture
def redis(tmp_path: Path, php: str) -> Iterator[Redis]:
    if shutil.which("redis-server") is None:
        missing("no Redis: `apt-get install redis-server` lets this test run")
    loaded = subprocess.run([php, "-m"], capture_output=True, text=True, check=True).stdout.lower().split()
    if "redis" not in loaded:
        missing("PHP is without redis: `apt-get install php-redis` lets this test run")
    folder = tmp_path / "redis"
    folder.mkdir()
    made = Redis(folder)
    yield made
    made.kill()


@pytest.fixture(scope="session")
def tools() -> Any:
    """The functions of this file, for tests that need more than the fixtures."""

    class Tools:
        secret = SECRET
        Server = Server
        environment = staticmethod(environment)
        command = staticmethod(command)
        until = staticmethod(until)
        missing = staticmethod(missing)
        start_web = staticmethod(start_web)

    return Tools
