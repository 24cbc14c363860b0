"""Starts a generated project the way its owskit.lock says, and ends it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from owskit_addon.errors import GenerateError
from owskit_generator.files import write_whole

READY_SECONDS = 20.0
END_SECONDS = 5.0


@contextmanager
def running(project: Path, port: int, environment: Mapping[str, str]) -> Iterator[str]:
    """The project as a process of its own; gives its address. What it prints goes to `handler.log` beside it.

    Raises GenerateError with the last lines of that log where it does not answer within READY_SECONDS.
    """
    lock = json.loads((project / "owskit.lock").read_text(encoding="utf-8"))
    command = [sys.executable if part == "python" else part for part in lock["start"]]
    log = project.parent / "handler.log"
    address = f"http://127.0.0.1:{port}"
    write_whole(log, b"")  # its person's alone under any umask
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=project,
            env={**os.environ, **environment, "PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_ready(process, address, log)
            yield address
        finally:
            process.terminate()
            try:
                process.wait(END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(httpx.TransportError):
            if httpx.get(f"{address}/healthz", trust_env=False, timeout=2).status_code == 200:
                return
        time.sleep(0.1)
    said = log.read_text(encoding="utf-8", errors="replace").splitlines()[-10:]
    raise GenerateError("The generated project did not start. It said:\n" + "\n".join(said), f"All of it: {log}")
