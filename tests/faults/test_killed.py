"""The proxy dies at any moment under load: every call that the client had an answer of is in the file."""

from __future__ import annotations

import itertools
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from owskit_addon.capture import Problem, read_capture
from owskit_addon.capture.reader import BROKEN, TORN
from owskit_addon.recorder.control import running
from tests.faults import wire
from tests.faults.conftest import Start
from tests.faults.size import size

CLIENTS = 6
SIZES = (200, 5_000, 200_000)
"""Bytes of answers: small ones are written in the proxy's loop, large ones in a thread beside it."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills with signal 9")


def keep_asking(port: int, upstream: int, numbers: Iterator[int], answered: set[int]) -> None:
    """Until the connection breaks. `answered` has the numbers of requests whose whole answer came."""
    with suppress(OSError), wire.connect(port) as connection:
        for number in numbers:
            answer = f"&answer={SIZES[number % len(SIZES)]}"
            if wire.ask(connection, wire.post(upstream, wire.batch(number), answer))[0] == 200:
                answered.add(number)


def test_nothing_that_was_answered_is_missing(start: Start, upstream: int, capture: Path) -> None:
    """Each round is looked at when it is over, so that a long run that is ended early has shown something too."""
    chance, numbers = random.Random(9), itertools.count()
    for moment in range(size(3, 200)):
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
        os.kill(state.pid, signal.SIGKILL)
        for client in clients:
            client.join()
        session.stop()
        assert answered
        with capture.open("rb") as file:
            file.seek(begun)
            written = {call["args"][1] for call in wire.events(file.read().partition(b"\n")[2], "call")}
        assert answered - written == set(), moment
        print(f"{moment + 1}: {len(answered)} answered", flush=True)
    problems = {event.what for event in read_capture(capture) if isinstance(event, Problem)}
    assert problems <= {BROKEN, TORN}
