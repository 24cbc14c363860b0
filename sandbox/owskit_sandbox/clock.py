"""The one source of time. It runs with the machine's, from wherever it was moved to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Sessions, the definitions' cache, the day's limit and the rate limit all ask here, so that a test can move on."""

    def __init__(self) -> None:
        self._offset = timedelta()

    def now(self) -> datetime:
        """The sandbox' time, in UTC."""
        return datetime.now(UTC) + self._offset

    def advance(self, seconds: float) -> None:
        """Moves on (or back). Raises OverflowError or ValueError for a time that no calendar has."""
        offset = self._offset + timedelta(seconds=seconds)
        _ = datetime.now(UTC) + offset + timedelta(days=366)
        self._offset = offset

    def set(self, moment: datetime) -> None:
        """Goes to a moment (with its zone) and runs from there."""
        self.advance((moment - self.now()).total_seconds())


def iso(moment: datetime) -> str:
    """UTC with milliseconds: `2026-11-20T09:30:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def sql(moment: datetime) -> str:
    """The form of dates in records and log rows, `2026-11-20 09:30:00`. UTC here; OTYS' zone is not known."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
