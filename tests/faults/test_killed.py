"""The proxy, the process that writes beside it, or both die at any moment under load: every call that the client had an
answer of is in the file."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from owskit_addon.capture import Problem, read_capture
from owskit_addon.capture.reader import BROKEN, TORN
from owskit_addon.recorder.beside import ENDED
from owskit_addon.recorder.control import running
from tests.faults import wire
from tests.faults.size import size
from tests.recordings import Start

CLIENTS = 6
SIZES = (200, 5_000, 200_000)
"""Bytes of answers."""
VICTIMS = ("proxy", "group", "writer", "both", "writer first")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills with signal 9")


def keep_asking(port: int, upstream: int, numbers: Iterator[int], answered: set[int]) -> None:
    """Until the connection breaks. `answered` has the numbers of requests whose whole answer came."""
    with suppress(OSError), wire.connect(port) as connection:
        for number in numbers:
            answer = f"&answer={SIZES[number % len(SIZES)]}"
            if wire.ask(connection, wire.post(upstream, wire.batch(number), answer))[0] == 200:
                answered.add(number)


def writer_of(pid: int) -> int:
    """The process beside the proxy."""
    command = ["pgrep", "-P", str(pid)] if sys.platform == "darwin" else ["cat", f"/proc/{pid}/task/{pid}/children"]
    (writer,) = subprocess.run(command, capture_output=True, check=True).stdout.split()
    return int(writer)


def kill(victim: str, pid: int) -> None:
    """The proxy is dead in the end, whoever had to die first."""
    writer = writer_of(pid)
    if victim == "group":
        assert os.getpgid(pid) == pid != os.getpgid(0)
        os.killpg(pid, signal.SIGKILL)
        return
    if victim in {"writer", "writer first"}:
        os.kill(writer, signal.SIGKILL)
        time.sleep(0.5 if victim == "writer" else 0)  # meanwhile the proxy goes on, and writes itself
    os.kill(pid, signal.SIGKILL)
    if victim == "both":
        with suppress(ProcessLookupError):
            os.kill(writer, signal.SIGKILL)


def test_nothing_that_was_answered_is_missing(start: Start, upstream: int, capture: Path) -> None:
    """Each round is looked at when it is over, so that a long run that is ended early has shown something too."""
    chance, numbers = random.Random(9), itertools.count()
    for moment in range(size(len(VICTIMS), 200)):
        begun = capture.stat().st_size if capture.exists() else 0
        answered: set[int] = set()
        session = start()
        (state,) = running()
        clients = [
            threading.Thread(target=keep_asking, args=(session.port, upstream, numbers, answered))
            for _ in range(CLIENTS)
        ]
        for client in clients:
            client.start()
        deadline = time.monotonic() + 60
        while not answered and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(chance.random())
        kill(VICTIMS[moment % len(VICTIMS)], state.pid)
        for client in clients:
            client.join()
        session.stop()
        assert answered
        with capture.open("rb") as file:
            file.seek(begun)
            written = {call["args"][1] for call in wire.events(file.read().partition(b"\n")[2], "call")}
        assert answered - written == set(), (moment, VICTIMS[moment % len(VICTIMS)])
        print(f"{moment + 1}: {len(answered)} answered", flush=True)
    problems = {event.what for event in read_capture(capture) if isinstance(event, Problem)}
    assert problems <= {BROKEN, TORN, ENDED}
