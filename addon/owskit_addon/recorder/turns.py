"""Large answers are gone through beside the proxy's loop, so that no other traffic waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

LARGE = 64 * 1024
"""Bytes of an exchange's bodies. Going through as many takes some milliseconds at most; 50 MB of different rows take
seconds."""


class Turns:
    """One exchange after the other, small ones at once and large ones in a thread."""

    def __init__(self) -> None:
        self._busy = asyncio.Lock()

    @property
    def busy(self) -> bool:
        """Whether something large is being done: who asked the recording for anything now would wait for it."""
        return self._busy.locked()

    def take(self, work: Callable[[], None], size: int = 0) -> Awaitable[None] | None:
        """Does the work now, or gives what to await where it is large or something large is being done."""
        if size < LARGE and not self.busy:
            work()
            return None
        return self._beside(work)

    async def _beside(self, work: Callable[[], None]) -> None:
        async with self._busy:
            await asyncio.to_thread(work)
