"""A stretch in which the person keeps their hands still, so that what OTYS Go! does by itself can be learnt.

Knows no clock of its own: times are seconds of one that is never set (`time.monotonic`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

import msgspec

EVERY = 0.2
SETTLE = 2.0
"""Seconds of quiet once OTYS Go! is there, or after a gesture, before the stretch begins: what a click started ends."""


class Told(msgspec.Struct, frozen=True):
    """What the person is to know: it begins and lasts `seconds`, somebody clicked so that it begins again, or it is
    done."""

    state: Literal["begun", "again", "done"]
    seconds: float = 0.0


News = tuple[Told, list[str]] | None


def sentence(told: Told, learned: Sequence[str]) -> str:
    match told.state:
        case "begun":
            return f"Hands still, please: for {told.seconds:.0f} seconds owskit learns what OTYS Go! does by itself."
        case "again":
            return "Somebody clicked; it begins again when all is quiet."
        case _ if learned:
            return f"You can go on. OTYS Go! makes these calls by itself: {', '.join(learned)}."
        case _:
            return "You can go on. OTYS Go! made no calls by itself."


def follower(tick: Callable[[], News | Awaitable[News]], say: Callable[[Told, str], None]) -> asyncio.Task[None] | None:
    """The task that does `follow`, None where no loop runs that could."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return None
    return loop.create_task(follow(tick, say))


async def follow(tick: Callable[[], News | Awaitable[News]], say: Callable[[Told, str], None]) -> None:
    """Asks `tick` for ever, a few times a second."""
    while True:
        told = tick()
        news = await told if isinstance(told, Awaitable) else told
        if news is not None:
            say(news[0], sentence(*news))
        await asyncio.sleep(EVERY)


class Baseline:
    """Waits until OTYS Go! has been opened and is quiet, then for so many seconds without a gesture."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.learning = False
        self.done = False
        self._quiet_since: float | None = None
        self._ends = 0.0
        self._broken = False

    def called(self, now: float) -> None:
        """OTYS Go! makes service calls: somebody has signed in."""
        if self._quiet_since is None:
            self._quiet_since = now

    def moved(self, now: float) -> None:
        """The person did something: a stretch that is under way has to begin again."""
        if self._quiet_since is not None:
            self._quiet_since = now
        self._broken = self._broken or self.learning
        self.learning = False

    def tick(self, now: float) -> Told | None:
        """To be asked a few times a second."""
        if self._broken:
            self._broken = False
            return Told("again")
        if self.done or self._quiet_since is None:
            return None
        if not self.learning and now - self._quiet_since >= SETTLE:
            self.learning, self._ends = True, now + self.seconds
            return Told("begun", self.seconds)
        if self.learning and now >= self._ends:
            self.learning, self.done = False, True
            return Told("done")
        return None
