"""The process that keeps a recording beside the proxy: goes through exchanges, takes out what must not be written, and
writes. So the proxy has its own core to itself (docs/performance.md).

Its orders come as frames on standard input, in order; each is answered on standard output once what it wrote is in the
file. It ends when its input ends, for which the proxy need only die, and only then: signals to the proxy's terminal or
group are none of its business.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress

from owskit_addon.errors import CaptureInUse, OwskitError
from owskit_addon.page import Refused
from owskit_addon.recorder.frames import (
    CLOSE,
    OPEN,
    Asked,
    Done,
    Fault,
    Said,
    answered,
    decode_asked,
    given_of,
    raw,
    read_frames,
)
from owskit_addon.recorder.opening import Wanted, opened
from owskit_addon.recorder.orders import carried_out
from owskit_addon.recorder.recording import Recording

PATIENCE = 3.0
"""Seconds for which a capture may still be held by the process of a recording that has just been killed."""
_NOTHING = raw(None)
_BLOCK = 1 << 18


class Sayer(logging.Handler):
    """Our own messages go to the proxy, which has the terminal."""

    def __init__(self, answer: Callable[[Done | Said], None]) -> None:
        super().__init__(logging.INFO)
        self._answer = answer

    def emit(self, record: logging.LogRecord) -> None:
        self._answer(Said(record.levelno, record.getMessage()))


def main() -> None:
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    orders, answers = os.fdopen(os.dup(0), "rb", buffering=_BLOCK), os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def answer(given: Done | Said) -> None:
        data = memoryview(answered(given))
        with suppress(OSError):  # the proxy is gone: what it has handed over is written all the same
            while data:
                data = data[os.write(answers, data) :]

    logger = logging.getLogger("owskit")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(Sayer(answer))
    recording: Recording | None = None
    for frame in read_frames(orders):
        order = decode_asked(frame)
        if order.what == OPEN:
            recording, done = _open(order)
            answer(done)
        elif recording is not None:
            answer(_obey(recording, order))
            if order.what == CLOSE:
                return
    if recording is not None:
        recording.close()


def _open(order: Asked) -> tuple[Recording | None, Done]:
    (wanted,) = given_of(order)
    try:
        recording = _patiently(wanted)
    except OwskitError as error:
        return None, Done(order.number, 0, _NOTHING, Fault(type(error).__name__, error.message, error.hint))
    return recording, Done(order.number, recording.writer.end, raw(os.getpid()))


def _patiently(wanted: Wanted) -> Recording:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return opened(wanted)
        except CaptureInUse:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def _obey(recording: Recording, order: Asked) -> Done:
    value, error = carried_out(recording, order.what, lambda: raw(getattr(recording, order.what)(*given_of(order))))
    fault = None
    if error is not None:
        fault = Fault("Refused", str(error)) if isinstance(error, Refused) else Fault("Fault")
    return Done(order.number, recording.writer.end, _NOTHING if value is None else value, fault)


if __name__ == "__main__":
    main()
