"""Dates as other tools write them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any


def read_time(given: Any) -> float | None:
    """Seconds since 1970 of an ISO date with any offset and any number of digits; without an offset it is UTC.

    None where it is none, or a year that no recording has (Fiddler writes year 1 for what did not happen).
    """
    if not isinstance(given, str):
        return None
    try:
        moment = datetime.fromisoformat(given.strip())
    except ValueError:
        return None
    if not 1990 <= moment.year <= 2200:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
