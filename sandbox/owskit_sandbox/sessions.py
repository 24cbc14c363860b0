"""Sessions: 26 characters, 14 hours, the same secret as cookie and as first argument (`ows.md` 3)."""

from __future__ import annotations

import secrets
import string
from datetime import datetime, timedelta

import msgspec

from .clock import Clock

_ALPHABET = string.ascii_lowercase + string.digits
_LENGTH = 26
COOKIE = "PHPSESSID"


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts (`user_id`), who signed in (`original_user_id`, another one after loginAs), and by which API key."""

    id: str
    user_id: int
    original_user_id: int
    started: datetime
    api_key: str | None = None


class Sessions:
    """The sessions that are open. Nothing is said anywhere about an idle time-out, so there is none."""

    def __init__(self, clock: Clock, lifetime: float) -> None:
        self._clock = clock
        self._lifetime = timedelta(seconds=lifetime)
        self._open: dict[str, Session] = {}

    def __len__(self) -> int:
        self._drop_expired()
        return len(self._open)

    def start(self, user_id: int, *, original_user_id: int | None = None, api_key: str | None = None) -> Session:
        """A new session for a user; a new one never ends the others."""
        self._drop_expired()
        session = Session(
            id="".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)),
            user_id=user_id,
            original_user_id=original_user_id or user_id,
            started=self._clock.now(),
            api_key=api_key,
        )
        self._open[session.id] = session
        return session

    def find(self, session_id: str) -> Session | None:
        """The session, unless it is unknown or older than its life."""
        session = self._open.get(session_id)
        if session is None or self._clock.now() - session.started >= self._lifetime:
            return None
        return session

    def end(self, session_id: str) -> None:
        self._open.pop(session_id, None)

    def _drop_expired(self) -> None:
        oldest = self._clock.now() - self._lifetime
        for session in [each for each in self._open.values() if each.started <= oldest]:
            del self._open[session.id]
