"""The project's own processes, started as its lock says, and ended whatever they do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from owskit_addon.errors import ProofError

READY = 20.0
END = 5.0
_SHOWN = 15


class Process:
    """One process of a project; what it says goes to `log`."""

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> None:
        flags: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            flags = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        self._log = log
        given = [sys.executable if part == "python" else part for part in command]
        try:
            with log.open("ab") as output:
                self._process = subprocess.Popen(
                    given, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **flags
                )
        except OSError as error:
            raise ProofError(
                f"{given[0]} cannot be started: {error.strerror}.", "Install what owskit.lock names, then try again."
            ) from None

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """As a power cut would."""
        if sys.platform != "win32":
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
        self._process.wait()

    def end(self) -> None:
        """Asks it to end, then kills it and all that it started."""
        if self.alive:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(END)
        self.kill()

    def until_ready(self, address: str, halt: threading.Event) -> None:
        """Waits until it answers, or until `halt`. Raises ProofError with what it said where it does not."""
        deadline = time.monotonic() + READY
        while time.monotonic() < deadline and self.alive and not halt.is_set():
            try:
                if httpx.get(f"{address}/readyz", trust_env=False, timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.02)
        raise ProofError("The project did not start. It said:\n" + self.said(), "Mend that, then prove it again.")

    def said(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-_SHOWN:]
        return "\n".join(f"  {line}" for line in lines) or "  (nothing)"
