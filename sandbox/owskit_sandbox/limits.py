"""350 requests a minute per API key, told in headers on every answer (`ows.md` 5)."""

from __future__ import annotations

import math
from datetime import datetime

import msgspec

from .clock import Clock

_WINDOW = 60.0
# What is said to be left where there is no limit: clients slow down near 0.
_UNCOUNTED = 350


class Allowance(msgspec.Struct, frozen=True):
    """What is left after a request. `blocked`: this request was one too many."""

    blocked: bool
    remaining: int
    seconds_left: int

    def headers(self) -> dict[str, str]:
        """The three headers; their values beyond digits are not known. A refused request also says when to retry."""
        headers = {
            "X-Orl-Limit-Blocked": "1" if self.blocked else "0",
            "X-Orl-Remaining-Timeframe": str(self.seconds_left),
            "X-Orl-Requests-Remaining": str(self.remaining),
        }
        if self.blocked:
            headers["Retry-After"] = str(self.seconds_left)
        return headers


class RateLimit:
    """Counts HTTP requests in minutes that begin with a key's first request. A batch counts once, and sessions without
    an API key (somebody at a browser) are not counted: both are open (`ows.md` 13.10, 13.19)."""

    def __init__(self, clock: Clock, per_minute: int) -> None:
        self._clock = clock
        self._limit = per_minute
        self._windows: dict[str, tuple[datetime, int]] = {}

    def count(self, api_key: str | None) -> Allowance:
        """Counts one request of a key (None: of no key, which costs nothing)."""
        if api_key is None or self._limit <= 0:
            return Allowance(blocked=False, remaining=self._limit or _UNCOUNTED, seconds_left=int(_WINDOW))
        now = self._clock.now()
        start, used = self._windows.get(api_key, (now, 0))
        if not 0 <= (now - start).total_seconds() < _WINDOW:
            start, used = now, 0
        self._windows[api_key] = start, used + 1
        left = math.ceil(_WINDOW - (now - start).total_seconds())
        return Allowance(blocked=used >= self._limit, remaining=max(0, self._limit - used - 1), seconds_left=left)
