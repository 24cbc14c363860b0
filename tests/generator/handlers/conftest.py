"""Generated Python projects for tests: made by the real generator, started as real processes."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.generator.handlers.processes import Process, command, environment, start_web
from tests.generator.handlers.stand_ins import FakeOws, MovedClock

from owskit_generator.handlers.project import generate_project


@contextmanager
def running(project: Path, **more: str) -> Iterator[Process]:
    """The web process, with a store of its own unless one is given."""
    for left in project.glob("store.sqlite*"):
        left.unlink()
    web = start_web(project, **more)
    try:
        yield web
    finally:
        web.stop()


def generated(folder: Path, triggers: str, handlers: dict[str, str] | None = None) -> Path:
    """A project below the folder; `handlers` are modules that take the place of the written ones."""
    source = folder / "triggers.yaml"
    source.write_text(triggers, encoding="utf-8")
    project = folder / "project"
    generate_project(source, project)
    for name, text in (handlers or {}).items():
        (project / "handlers" / f"{name}.py").write_text(text, encoding="utf-8")
    return project


class RealRedis:
    """A Redis of one's own that keeps what it says, and can be killed and started again."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program = program
        self._folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        words = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "yes", "--dir", "."]
        self._process = subprocess.Popen([self._program, *words], cwd=self._folder, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                    connection.sendall(b"PING\r\n")
                    if connection.recv(16).startswith(b"+PONG"):
                        return
            except OSError:
                time.sleep(0.02)
        raise AssertionError("Redis does not start")

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(20)
            self._process = None


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RealRedis]:
    program = shutil.which("redis-server")
    if program is None:
        sentence = "no Redis on this machine: `apt-get install redis-server` lets this test run"
        if os.environ.get("OWSKIT_REQUIRE_TOOLS") == "1":
            pytest.fail(sentence)
        pytest.skip(sentence)
    folder = tmp_path / "redis"
    folder.mkdir()
    made = RealRedis(program, folder)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def ows() -> Iterator[FakeOws]:
    made = FakeOws()
    yield made
    made.close()


@pytest.fixture
def clock() -> Iterator[MovedClock]:
    made = MovedClock()
    yield made
    made.close()


@pytest.fixture(scope="module")
def make_project(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    return lambda *args, **extra: generated(tmp_path_factory.mktemp("made"), *args, **extra)


@pytest.fixture(scope="session")
def run_project() -> Callable[..., object]:
    """`with run_project(folder, NAME=value) as running:`"""
    return running


@pytest.fixture(scope="session")
def lock_command() -> Callable[[Path, str], list[str]]:
    return command


@pytest.fixture(scope="session")
def project_environment() -> Callable[..., dict[str, str]]:
    return environment
