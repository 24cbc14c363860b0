"""Bounds for code that is given nonsense: a second of work for each piece, and memory that does not grow with them."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECOND = 1.0
"""Of processor time: the clock on the wall also counts what other programs do."""
_WARM = 0.2
_GROWTH = 48 * 1024 * 1024


class Hang(AssertionError):
    """A piece of work took longer than `SECOND`."""


@contextmanager
def no_hang(seconds: float = SECOND) -> Iterator[None]:
    """Ends what takes too long, where the system has a timer of processor time; else says so afterwards."""
    timer = getattr(signal, "ITIMER_VIRTUAL", None)
    began = time.process_time()
    if timer is not None:
        signal.signal(signal.SIGVTALRM, _hang)
        signal.setitimer(timer, 2 * seconds)
    try:
        yield
    finally:
        if timer is not None:
            signal.setitimer(timer, 0)
    if time.process_time() - began > seconds:
        raise Hang(f"{time.process_time() - began:.1f} s")


def _hang(*_: object) -> None:
    raise Hang("stopped")


def resident(pid: int | str = "self") -> int:
    """Bytes that a process holds; 0 where the system has no such file to say it."""
    if sys.platform != "linux":
        return 0
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


def rounds(count: int, growth: int = _GROWTH) -> Iterator[int]:
    """The numbers of `count` rounds. Asserts that the later ones left no more than `growth` bytes behind: what the
    first fifth fills (caches, pools) is not counted."""
    warm = 0
    for number in range(count):
        if number == int(count * _WARM):
            warm = resident()
        yield number
    grown = resident() - warm
    assert grown < growth, f"{grown >> 20} MB more after {count} rounds"
