"""A recording in a process of its own, as the proxy sees it: the same methods as `Recording`.

An answer goes on to the browser once its call is in the file, so whatever is killed next, nothing that was seen is
missing: without the proxy the process writes what was handed over and ends; without the process the proxy itself goes
on, with all that was not said to be written.
"""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import msgspec

from owskit_addon.actions import Tag
from owskit_addon.capture.events import Action
from owskit_addon.errors import OwskitError, place_of
from owskit_addon.page import Order, Refused, State
from owskit_addon.page.channel import Seen
from owskit_addon.page.documents import Document
from owskit_addon.recorder import frames
from owskit_addon.recorder.annotation import Note
from owskit_addon.recorder.baseline import News
from owskit_addon.recorder.exchanges import Taken
from owskit_addon.recorder.frames import Done, Frames, Said
from owskit_addon.recorder.opening import Wanted, opened
from owskit_addon.recorder.orders import Failed, carried_out
from owskit_addon.recorder.pipe import Pipe, pipe_of
from owskit_addon.recorder.recording import Recording
from owskit_addon.recorder.starting import start
from owskit_addon.recorder.summary import Summary, count_last

logger = logging.getLogger("owskit")

PATIENCE = 60.0
"""Seconds without a sign of life while something is to be done; 64 MB of different rows take a few."""
END = 8.0
_HOSTS = 1000
ENDED = "the process that writes the capture ended by itself; the proxy writes on in its place"
LOST = "what came meanwhile was lost: the capture could not be opened"


class _Pending(msgspec.Struct):
    """`then` gets what the order gave, or why it gave nothing; None where nobody waits for it."""

    what: str
    given: tuple[Any, ...]
    then: Callable[[Any, Exception | None], None] | None


class Beside:
    """Opens the capture; raises as `opening.opened` does, or OSError where no process can be started.

    To be made and used in the thread of a running loop; `ask` and `tell` may come from others.
    """

    def __init__(self, wanted: Wanted) -> None:
        self.path = wanted.path
        self.here: Recording | None = None
        self.traced = False
        self._wanted = wanted
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._frames = Frames()
        self._pending: dict[int, _Pending] = {}
        self._number = 0
        self._hosts: set[str] = set()
        self._learning = wanted.baseline > 0
        self._gone = False
        self._lost = 0
        self._heard = time.monotonic()
        self._process, self._end = start(wanted)
        self._pipe: Pipe = pipe_of(self._process, self._loop, self._received)
        self._watch = self._loop.call_later(PATIENCE, self._look)

    def noted(self, taken: Taken, tag: Tag | None, then: Callable[[Note | None], None]) -> Awaitable[None]:
        """Hands an exchange over; done when its calls are in the file and `then` has been called."""
        self.traced = self.traced or tag is not None
        written = self._loop.create_future()

        def done(note: Any, error: Exception | None) -> None:
            if error is None:
                then(note)
            if not written.done():  # the connection may be gone, and its task with it
                written.set_result(None)

        self._send("noted", (taken, tag), done)
        return written

    def saw(self, document: Document, seen: Seen, at: float) -> None:
        self.traced = self.traced or bool(seen.gestures)
        self._tell("saw", document, seen, at)

    def saw_host(self, host: str) -> None:
        if host not in self._hosts and len(self._hosts) < _HOSTS:
            self._hosts.add(host)
            self._tell("saw_host", host)

    def mark(self, label: str) -> Action:
        return self._ask("mark", label)  # type: ignore[no-any-return]

    def end(self) -> None:
        self._tell("end")

    def learn(self, seconds: float) -> None:
        self._learning = True
        self._tell("learn", seconds)

    def tick(self) -> News | Awaitable[News]:
        """To be asked often."""
        if self.here is not None:
            return self.here.tick()
        if not self._learning:
            return None
        told = self._loop.create_future()

        def done(value: Any, error: Exception | None) -> None:
            if not told.done():
                told.set_result(None if error else value)

        self._send("tick", (), done)
        return told

    def pause(self, wanted: bool) -> None:
        self._tell("pause", wanted)

    def ignore_latest(self) -> str | None:
        return self._ask("ignore_latest")  # type: ignore[no-any-return]

    def state(self, tab: str, after: int) -> State | None:
        return self._ask("state", tab, after)  # type: ignore[no-any-return]

    def obey(self, order: Order, tab: str, after: int = 0) -> State | None:
        return self._ask("obey", order, tab, after)  # type: ignore[no-any-return]

    def problem(self, what: str, where: str, hint: str = "") -> None:
        self._tell("problem", what, where, hint)

    def fault(self, error: Exception, where: str) -> None:
        if not isinstance(error, Failed):
            self._tell("faulty", f"{type(error).__name__} in {place_of(error)}", where)

    def close(self) -> Summary:
        """Waits until everything is written."""
        summary: list[Summary] = []
        if self.here is None:
            self._send("close", (), lambda value, error: None if error else summary.append(value))
            self._wait(lambda: bool(summary) or self.here is not None)
        if self.here is not None:
            return self.here.close()
        self._let_go()
        return summary[0] if summary else count_last(self.path)

    # -- orders -----------------------------------------------------------------------------------------------------

    def _tell(self, what: str, *given: Any) -> None:
        if self.here is not None:
            getattr(self.here, what)(*given)
        elif threading.get_ident() == self._thread:
            self._send(what, given, None)
        else:
            self._loop.call_soon_threadsafe(self._send, what, given, None)

    def _ask(self, what: str, *given: Any) -> Any:
        """Waits for what the order gives. Raises Refused, or Failed."""
        if self.here is not None:
            return getattr(self.here, what)(*given)
        answered = threading.Event()
        got: list[Any] = [None, None]

        def done(value: Any, error: Exception | None) -> None:
            got[:] = value, error
            answered.set()

        if threading.get_ident() == self._thread:
            self._send(what, given, done)
            self._wait(answered.is_set)
        else:
            self._loop.call_soon_threadsafe(self._send, what, given, done)
            answered.wait(PATIENCE)
        if not answered.is_set():
            raise Failed
        if got[1] is not None:
            raise got[1]
        return got[0]

    def _send(self, what: str, given: tuple[Any, ...], then: Callable[[Any, Exception | None], None] | None) -> None:
        self._number += 1
        pending = _Pending(what, given, then)
        if self._gone:
            self._go_on([pending])
            return
        if not self._pending:
            self._heard = time.monotonic()
        self._pending[self._number] = pending
        self._pipe.send(frames.asked(self._number, what, given))

    def _wait(self, over: Callable[[], bool]) -> None:
        """Holds up the loop: for a command of the person's, and for the end."""
        until = time.monotonic() + END
        while not over() and self.here is None and (left := until - time.monotonic()) > 0:
            self._pipe.wait(left)

    # -- answers ----------------------------------------------------------------------------------------------------

    def _received(self, data: bytes) -> None:
        if not data:
            self._take_over()
            return
        self._heard = time.monotonic()
        for frame in self._frames.feed(data):
            answer = frames.decode_answer.decode(frame)
            if isinstance(answer, Said):
                logger.log(answer.level, "%s", answer.text)
            else:
                self._done(answer)

    def _done(self, answer: Done) -> None:
        pending = self._pending.pop(answer.number, None)
        self._end = answer.end
        if pending is None or pending.then is None:
            return
        if answer.fault is None:
            pending.then(frames.result_of(pending.what, answer), None)
        else:
            pending.then(None, Refused(answer.fault.message) if answer.fault.kind == "Refused" else Failed())

    def _look(self) -> None:
        """A process that hangs holds up what the browser waits for, so it is ended."""
        if self._pending and time.monotonic() - self._heard > PATIENCE:
            self._process.kill()
        else:
            self._watch = self._loop.call_later(PATIENCE / 4, self._look)

    def _take_over(self) -> None:
        """The process is no more. What it wrote and did not say is taken back, and everything not said done again."""
        if self._gone:
            return
        self._gone = True
        self._let_go()
        pending, self._pending = list(self._pending.values()), {}
        with suppress(OSError):
            if self.path.stat().st_size > self._end:
                os.truncate(self.path, self._end)
        self._go_on(pending)

    def _go_on(self, pending: list[_Pending]) -> None:
        """In this process; what comes while the capture cannot be opened is lost."""
        if self.here is None:
            try:
                self.here = opened(msgspec.structs.replace(self._wanted, baseline=0))
            except (OwskitError, OSError) as error:
                if not self._lost:
                    logger.error("Calls are being lost, the traffic goes on. %s", error)
                self._lost += len(pending)
                for each in pending:
                    if each.then is not None:
                        each.then(None, Failed())
                return
            self.here.problem(ENDED, "recording")
            if self._lost:
                self.here.problem(LOST, f"{self._lost} exchanges or orders")
        for each in pending:
            _carry_out(self.here, each)

    def _let_go(self) -> None:
        """It ends when its input does; what it still has to write it writes."""
        self._watch.cancel()
        self._pipe.close()
        for end in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if end is not None:
                    end.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(END)


def _carry_out(recording: Recording, pending: _Pending) -> None:
    value, error = carried_out(recording, pending.what, lambda: getattr(recording, pending.what)(*pending.given))
    if pending.then is not None:
        pending.then(value, error)
