"""`owskit record` as a person runs it, for the tests that start a real browser with it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from owskit_sandbox import Sandbox

OWSKIT = [sys.executable, "-P", "-c", "from owskit_generator.cli import main; main()"]
PATIENCE = 40.0


def until[T](ready: Callable[[], T], seconds: float = PATIENCE) -> T:
    deadline = time.monotonic() + seconds
    while not (value := ready()):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)
    return value


class Command:
    """`owskit record` and what it has printed so far, on both streams."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [*OWSKIT, "record", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as printed:
            for line in printed:
                self.lines.append(line)

    @property
    def said(self) -> str:
        return "".join(self.lines)

    def says(self, text: str) -> None:
        until(lambda: text in self.said or self.process.poll() is not None)
        assert text in self.said, self.said

    def ends(self) -> int:
        code = self.process.wait(PATIENCE)
        self.join()
        return code

    def join(self) -> None:
        self._reader.join(PATIENCE)


@contextmanager
def recording(path: Path, sandbox: Sandbox, *more: str) -> Iterator[Command]:
    host = sandbox.url.removeprefix("https://")
    made = Command(str(path), "--port", "0", "--host", host, "--ca", str(sandbox.ready()["ca"]), *more)
    try:
        yield made
    finally:
        if made.process.poll() is None:
            made.process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                made.process.wait(PATIENCE)
        if made.process.poll() is None:
            made.process.kill()
            made.process.wait()
        made.join()


def browser_processes(profiles: Path) -> list[int]:
    """The first of them is the browser itself."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                if str(profiles).encode() in (folder / "cmdline").read_bytes().replace(b"\0", b" "):
                    found.append(int(folder.name))
    return sorted(found)


def events(path: Path, kind: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line["event"] == kind]
