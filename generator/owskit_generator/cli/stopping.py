"""Ctrl-C as a wish, not as an end in the middle of something."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def until_stopped() -> Iterator[threading.Event]:
    """An event that Ctrl-C, SIGTERM and their like set; what they did before is put back at the end."""
    stopped = threading.Event()
    names = [name for name in ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), lambda *_: stopped.set()) for name in names}
    try:
        yield stopped
    finally:
        for name, handler in before.items():
            # None: it was not set from Python, and cannot be put back.
            signal.signal(getattr(signal, name), signal.SIG_DFL if handler is None else handler)
