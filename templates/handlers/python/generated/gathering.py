"""Deliveries that come while the store is busy are taken in together: one transaction, and one wait for the disk."""

from __future__ import annotations

import asyncio

from generated.delivery import Delivery
from generated.intake import Intake, Taken

MOST_AT_ONCE = 64


class Gathering:
    """For one event loop. What came first is taken in first, and nobody has an answer before the store has it all."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._waiting: list[tuple[Delivery, asyncio.Future[Taken]]] = []
        self._working: asyncio.Task[None] | None = None

    async def take(self, delivery: Delivery) -> Taken:
        """What became of it. Raises Lost."""
        future: asyncio.Future[Taken] = asyncio.get_running_loop().create_future()
        self._waiting.append((delivery, future))
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        return await future

    async def end(self) -> None:
        """What has come is taken in first."""
        if self._working is not None:
            await self._working

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            all_taken = await asyncio.to_thread(self._taken, [delivery for delivery, _ in batch])
            for (_, future), taken in zip(batch, all_taken, strict=True):
                if future.cancelled():
                    continue
                if isinstance(taken, Exception):
                    future.set_exception(taken)
                else:
                    future.set_result(taken)
        self._working = None

    def _taken(self, deliveries: list[Delivery]) -> list[Taken | Exception]:
        """Where one of several raises none is kept: then each is taken in on its own, and only that one fails."""
        try:
            return self._intake.take(deliveries)
        except Exception as error:  # noqa: BLE001 - its sender is told, and the next ones are taken in
            if len(deliveries) == 1:
                return [error]
        return [taken for delivery in deliveries for taken in self._taken([delivery])]
