"""Small work is done at once, large work beside the loop, and never two at a time."""

from __future__ import annotations

import asyncio
import threading

from owskit_addon.recorder.turns import LARGE, Turns


def test_small_work_is_done_at_once_in_the_loop() -> None:
    done: list[int] = []

    async def main() -> None:
        assert Turns().take(lambda: done.append(threading.get_ident()), LARGE - 1) is None

    asyncio.run(main())
    assert done == [threading.get_ident()]


def test_the_loop_goes_on_while_large_work_is_done_and_the_next_waits_for_its_turn() -> None:
    order: list[str] = []
    go = threading.Event()

    def large() -> None:
        order.append("large begins")
        assert go.wait(10)
        order.append("large ends")

    async def main() -> None:
        turns = Turns()
        first = asyncio.ensure_future(turns.take(large, LARGE))
        while not order:
            await asyncio.sleep(0)  # the loop is free
        second = turns.take(lambda: order.append("small"))
        assert second is not None
        waiting = asyncio.ensure_future(second)
        await asyncio.sleep(0)
        order.append("other traffic")
        go.set()
        await asyncio.gather(first, waiting)

    asyncio.run(main())
    assert order == ["large begins", "other traffic", "large ends", "small"]
