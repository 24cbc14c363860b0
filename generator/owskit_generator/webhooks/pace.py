"""Not more requests than OWS allows: 350 a minute and key, told in headers on every answer (`ows.md` 5)."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

FEW = 5
"""Requests left at which the client waits for the next minute by itself."""
LONGEST = 120.0
"""Seconds. Who is told to wait longer is told so and not kept waiting."""
_UNSAID = 10.0

Sleep = Callable[[float], object]
Tell = Callable[[str], object]


class Pace:
    """Waits before a request where few are left. `tell` hears a sentence before each wait of a second or more."""

    def __init__(self, sleep: Sleep = time.sleep, tell: Tell = lambda _: None) -> None:
        self._sleep = sleep
        self._tell = tell
        self._wait = 0.0
        self._seen = 0.0

    def before(self) -> None:
        """Called before each request."""
        left = self._wait - (time.monotonic() - self._seen)
        self._wait = 0.0
        if left > 0:
            self.wait(left, "few requests are left in this minute")

    def after(self, headers: Mapping[str, str]) -> None:
        """Called with the headers of each answer."""
        remaining, seconds = _number(headers, "x-orl-requests-remaining"), _number(headers, "x-orl-remaining-timeframe")
        self._seen = time.monotonic()
        few = remaining is not None and remaining <= FEW
        self._wait = min(seconds if seconds is not None else _UNSAID, LONGEST) + 1 if few else 0.0

    def refused(self, headers: Mapping[str, str]) -> float:
        """How many seconds to wait after HTTP 429: `Retry-After`, else what is left of the minute, else 10."""
        self._wait = 0.0
        said = _number(headers, "retry-after")
        if said is None:
            minute = _number(headers, "x-orl-remaining-timeframe")
            said = minute + 1 if minute is not None else _UNSAID
        return said

    def wait(self, seconds: float, why: str) -> None:
        if seconds >= 1:
            self._tell(f"Waiting {seconds:.0f} s: {why}.")
        self._sleep(seconds)


def _number(headers: Mapping[str, str], name: str) -> float | None:
    text = headers.get(name, "")
    return float(text) if text.isascii() and text.isdecimal() and len(text) < 8 else None
