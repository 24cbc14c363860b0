"""Real recordings for tests: each a mitmdump of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from owskit_addon.recorder.session import RecordingSession

Start = Callable[..., RecordingSession]


@contextmanager
def recordings(**given: Any) -> Iterator[Start]:
    """What starts a recording with what is given; its keyword arguments change that. All are stopped at the end."""
    sessions: list[RecordingSession] = []

    def start(**changes: Any) -> RecordingSession:
        session = RecordingSession(**(given | changes))
        sessions.append(session)
        session.start()
        return session

    yield start
    for session in sessions:
        session.stop()
