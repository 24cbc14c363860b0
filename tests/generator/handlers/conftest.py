"""Generated projects for tests: made by the real generator, started as real processes, the way their lock says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from owskit_generator.handlers.project import generate_project

SECRET = "the-secret-of-the-present-day"
PREVIOUS = "the-secret-of-the-day-before"
OWN_USER = "4242"


@dataclass
class Running:
    """A project as a process: where it listens, and the lines it has logged so far."""

    url: str
    port: int
    log_file: Path

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8")

    def post(self, body: Any, *, secret: str = SECRET, query: str = "owskit=test&client=7&user=12") -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        url = f"{self.url}/hooks/{secret}?{query}"
        return httpx.post(url, content=content, timeout=20, trust_env=False)

    def decision(self, body: Any, *, query: str = "owskit=test&client=7&user=12") -> tuple[str, str]:
        """What the delivery is answered."""
        answer = self.post(body, query=query)
        assert answer.status_code == 200
        assert len(answer.content) < 1024
        return answer.json()["decision"], answer.json()["reason"]

    def ended(self, body: Any, *, query: str = "owskit=test&client=7&user=12", trigger: str = "") -> tuple[str, str]:
        """What its handler came to in the worker; `trigger` where several want the call."""
        answer = self.post(body, query=query).json()
        assert answer["decision"] == "accepted", answer
        line = self.wait_for(
            lambda line: (
                line.get("delivery") == answer["root"] and "attempt" in line and line["trigger"].startswith(trigger)
            )
        )
        return line["decision"], line["reason"]

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log().splitlines() if line.startswith("{") and line.endswith("}")]

    def wait_for(self, wanted: Callable[[dict[str, Any]], bool], seconds: float = 15) -> dict[str, Any]:
        """The first log line that is wanted."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for line in self.lines():
                if wanted(line):
                    return line
            time.sleep(0.02)
        raise AssertionError("no such line in:\n" + "\n".join(self.log().splitlines()[-12:]))


def environment(**more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OTYS_", "OWSKIT_"))}
    return {
        **clean,
        "PORT": "0",
        "OWSKIT_STORE": "sqlite:///store-of-tests.sqlite",
        "OWSKIT_WEBHOOK_SECRET": SECRET,
        "OWSKIT_WEBHOOK_SECRET_PREVIOUS": PREVIOUS,
        "OTYS_USER_ID": OWN_USER,
        "NO_PROXY": "127.0.0.1",
        **more,
    }


def command(project: Path, step: str) -> list[str]:
    lock = json.loads((project / "owskit.lock").read_text(encoding="utf-8"))
    return [sys.executable if part == "python" else part for part in lock[step]]


@contextmanager
def running(project: Path, **more: str) -> Iterator[Running]:
    """The web process, with a store of its own unless one is given."""
    log_file = project.parent / f"{project.name}.log"
    for left in (project / "store-of-tests.sqlite").parent.glob("store-of-tests.sqlite*"):
        left.unlink()
    with log_file.open("wb") as output:
        process = subprocess.Popen(
            command(project, "start"), cwd=project, env=environment(**more), stdout=output, stderr=subprocess.STDOUT
        )
        try:
            port = _port(process, log_file)
            url = f"http://127.0.0.1:{port}"
            _until_alive(process, url, log_file)
            yield Running(url, port, log_file)
        finally:
            process.terminate()
            process.wait(20)


def generated(folder: Path, triggers: str, handlers: dict[str, str] | None = None) -> Path:
    """A project below the folder; `handlers` are modules that take the place of the written ones."""
    source = folder / "triggers.yaml"
    source.write_text(triggers, encoding="utf-8")
    project = folder / "project"
    generate_project(source, project)
    for name, text in (handlers or {}).items():
        (project / "handlers" / f"{name}.py").write_text(text, encoding="utf-8")
    return project


def _port(process: subprocess.Popen[bytes], log_file: Path) -> int:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        for line in log_file.read_text(encoding="utf-8").splitlines():
            if '"listening"' in line:
                return int(json.loads(line)["listening"])
        time.sleep(0.02)
    raise AssertionError("did not start: " + log_file.read_text(encoding="utf-8"))


def _until_alive(process: subprocess.Popen[bytes], url: str, log_file: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/healthz", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.02)
    raise AssertionError("never alive: " + log_file.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def make_project(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    return lambda *args, **extra: generated(tmp_path_factory.mktemp("made"), *args, **extra)


@pytest.fixture(scope="session")
def run_project() -> Callable[..., Any]:
    """`with run_project(folder, NAME=value) as running:`"""
    return running


@pytest.fixture(scope="session")
def lock_command() -> Callable[[Path, str], list[str]]:
    return command


@pytest.fixture(scope="session")
def project_environment() -> Callable[..., dict[str, str]]:
    return environment
