"""Carrying out what the proxy asks of a recording, in the process beside it or in its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from owskit_addon.page import Refused
from owskit_addon.recorder.recording import Recording


class Failed(Exception):
    """What was asked for could not be done by a fault of ours, which is in the capture already."""


def carried_out[T](recording: Recording, what: str, order: Callable[[], T]) -> tuple[T | None, Exception | None]:
    """What the order gave, or Refused, or Failed. Raises nothing: whatever it is, the traffic goes on."""
    try:
        return order(), None
    except Refused as refused:
        return None, refused
    except Exception as fault:  # noqa: BLE001
        with suppress(Exception):
            recording.fault(fault, what)
        return None, Failed()
