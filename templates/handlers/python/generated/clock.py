"""What time it is: the machine's, or in a proof the one of OWSKIT_CLOCK_URL."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import httpx

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock:
    """Milliseconds since 1970."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000


class ClockOfProof(Clock):
    """Asks an address that answers {"epoch": seconds}, and runs on by itself for the hundredth of a second between.

    Where nobody answers it goes on from the last answer: a proof may stop its clock first.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._http = httpx.Client(timeout=2, trust_env=False)
        self._offset = 0
        self._asked = 0.0

    def now(self) -> int:
        with self._lock:
            if time.monotonic() - self._asked > 0.01:
                self._ask()
            return super().now() + self._offset

    def _ask(self) -> None:
        try:
            epoch = float(self._http.get(self._url).json()["epoch"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            pass
        else:
            self._offset = int(epoch * 1000) - super().now()
        self._asked = time.monotonic()


def make_clock(url: str | None) -> Clock:
    return ClockOfProof(url) if url else Clock()


def day_of(now: int) -> str:
    """The day that a budget belongs to, in UTC: when OTYS' day ends is not known."""
    return datetime.fromtimestamp(now / 1000, UTC).date().isoformat()


def said(now: int) -> str:
    """For a person: `2026-11-20T09:00:00.000Z`."""
    return datetime.fromtimestamp(now / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
