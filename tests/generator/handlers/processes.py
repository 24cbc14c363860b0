"""Generated Python projects as real processes, started the way their lock says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

SECRET = "the-secret-of-the-present-day"
PREVIOUS = "the-secret-of-the-day-before"
OWN_USER = "4242"


def environment(**more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OTYS_", "OWSKIT_"))}
    return {
        **clean,
        "PORT": "0",
        "OWSKIT_WEBHOOK_SECRET": SECRET,
        "OWSKIT_WEBHOOK_SECRET_PREVIOUS": PREVIOUS,
        "OTYS_USER_ID": OWN_USER,
        "NO_PROXY": "127.0.0.1",
        **more,
    }


def command(project: Path, step: str) -> list[str]:
    lock = json.loads((project / "owskit.lock").read_text(encoding="utf-8"))
    return [sys.executable if part == "python" else part for part in lock[step]]


@dataclass
class Process:
    """One process of a project, and what it has logged so far; `port` where it is the web's."""

    process: subprocess.Popen[bytes]
    log_file: Path
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log().splitlines() if line.startswith("{") and line.endswith("}")]

    def wait_for(self, wanted: Callable[[dict[str, Any]], bool], seconds: float = 20) -> dict[str, Any]:
        """The first log line that is wanted."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            for line in self.lines():
                if wanted(line):
                    return line
            time.sleep(0.02)
        raise AssertionError("no such line in:\n" + "\n".join(self.log().splitlines()[-12:]))

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

    def ended(self, body: Any, *, query: str = "owskit=test&client=7&user=12") -> tuple[str, str]:
        """What its handler came to in the worker."""
        answer = self.post(body, query=query).json()
        assert answer["decision"] == "accepted", answer
        line = self.wait_for(lambda line: line.get("delivery") == answer["root"] and "attempt" in line)
        return line["decision"], line["reason"]

    def kill(self) -> None:
        """As a crash: nobody is asked."""
        self.process.kill()
        self.process.wait(20)

    def stop(self) -> int:
        """As it is told to end; its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.kill()
            raise


def launch(given: list[str], project: Path, settings: dict[str, str], log_file: Path) -> subprocess.Popen[bytes]:
    """One of a project's own commands."""
    with log_file.open("wb") as output:
        return subprocess.Popen(
            given,
            cwd=project,
            env=settings,
            umask=0,  # what it keeps is its person's alone under any
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def start(project: Path, step: str, **more: str) -> Process:
    log_file = project.parent / f"{project.name}-{step}-{time.monotonic_ns()}.log"
    return Process(launch(command(project, step), project, environment(**more), log_file), log_file)


def start_web(project: Path, **more: str) -> Process:
    """When it answers."""
    web = start(project, "start", **more)
    web.port = int(web.wait_for(lambda line: "listening" in line)["listening"])
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and web.process.poll() is None:
        try:
            if httpx.get(f"{web.url}/healthz", trust_env=False).status_code == 200:
                return web
        except httpx.TransportError:
            time.sleep(0.02)
    raise AssertionError("never alive: " + web.log())


def run(project: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """`python -m generated …` to its end."""
    return subprocess.run(
        [*command(project, "start"), *arguments],
        cwd=project,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
