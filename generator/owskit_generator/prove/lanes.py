"""Several projects are proved beside each other: each task in a lane, each lane a thread of this process."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress

from owskit_generator.prove.stage import Halted

LANES = 2

Task = Callable[[threading.Event], Iterator[object]]
"""Gives what it found, bit by bit; ends soon, with Halted, once the event is set."""


class _End:
    """A lane has nothing more to do, or ended with an error."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def in_lanes(tasks: Sequence[Task]) -> Generator[object]:
    """What the tasks give, as it comes; longest tasks first is best. The first error ends all lanes and is raised, and
    so does whoever stops asking: nothing of theirs runs on when this generator has ended."""
    waiting = list(reversed(tasks))
    halt = threading.Event()
    found: queue.SimpleQueue[object] = queue.SimpleQueue()
    lock = threading.Lock()

    def lane() -> None:
        error: BaseException | None = None
        try:
            while not halt.is_set():
                with lock:
                    if not waiting:
                        break
                    task = waiting.pop()
                for each in task(halt):
                    found.put(each)
        except Halted:
            pass
        except BaseException as raised:  # noqa: BLE001 - it is raised where the lanes are waited for
            error = raised
        found.put(_End(error))

    threads = [threading.Thread(target=lane, name=f"lane {number}") for number in range(min(LANES, len(tasks)))]
    for thread in threads:
        thread.start()
    left = len(threads)
    try:
        while left:
            each: object = None
            with suppress(queue.Empty):
                each = found.get(timeout=0.2)  # on Windows a wait without an end hears no Ctrl-C
            if isinstance(each, _End):
                left -= 1
                if each.error is not None:
                    raise each.error
            elif each is not None:
                yield each
    finally:
        halt.set()
        for thread in threads:
            thread.join()
