"""The two ends of a process' pipes in the proxy: bytes out without waiting, bytes in as they come."""

from __future__ import annotations

import asyncio
import os
import queue
import select
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from subprocess import Popen
from typing import Protocol

_BLOCK = 1 << 16
_ROOM = 1 << 20


class Pipe(Protocol):
    """`received` is called in the loop's thread with what has come, with nothing once the process has ended."""

    def send(self, data: bytes | bytearray) -> None:
        """Hands the bytes over in the order given; what there is no room for goes as soon as there is."""

    def wait(self, seconds: float) -> None:
        """Receives what comes within that time, for who holds up the loop."""

    def close(self) -> None:
        """No more of either."""


def pipe_of(process: Popen[bytes], loop: asyncio.AbstractEventLoop, received: Callable[[bytes], None]) -> Pipe:
    assert process.stdin is not None
    assert process.stdout is not None
    kind = Threaded if sys.platform == "win32" else Polled
    return kind(process.stdin.fileno(), process.stdout.fileno(), loop, received)


class Polled:
    """The loop looks after both ends: the cheapest, where a loop can watch pipes."""

    def __init__(self, out: int, into: int, loop: asyncio.AbstractEventLoop, received: Callable[[bytes], None]) -> None:
        self._out, self._in, self._loop, self._received = out, into, loop, received
        self._waiting: deque[memoryview] = deque()
        for end in (self._out, self._in):
            os.set_blocking(end, False)
        if sys.platform == "linux":
            import fcntl

            with suppress(OSError):
                fcntl.fcntl(self._out, fcntl.F_SETPIPE_SZ, _ROOM)
        loop.add_reader(self._in, self._read)

    def send(self, data: bytes | bytearray) -> None:
        if self._waiting:
            self._waiting.append(memoryview(data))
            return
        try:
            sent = os.write(self._out, data)
        except BlockingIOError:
            sent = 0
        except OSError:
            return  # it has ended, which the other end tells
        if sent < len(data):
            self._waiting.append(memoryview(data)[sent:])
            self._loop.add_writer(self._out, self._write)

    def wait(self, seconds: float) -> None:
        to_write = [self._out] if self._waiting else []
        readable, writable, _ = select.select([self._in], to_write, [], seconds)
        if writable:
            self._write()
        if readable:
            self._read()

    def close(self) -> None:
        self._loop.remove_reader(self._in)
        self._loop.remove_writer(self._out)
        self._waiting.clear()

    def _write(self) -> None:
        try:
            while self._waiting:
                data = self._waiting[0]
                sent = os.write(self._out, data)
                if sent < len(data):
                    self._waiting[0] = data[sent:]
                else:
                    self._waiting.popleft()
        except BlockingIOError:
            return
        except OSError:
            self._waiting.clear()
        self._loop.remove_writer(self._out)

    def _read(self) -> None:
        try:
            data = os.read(self._in, _BLOCK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self._received(data)


class Threaded:
    """A thread for each end: Windows' loops cannot watch such pipes."""

    def __init__(self, out: int, into: int, loop: asyncio.AbstractEventLoop, received: Callable[[bytes], None]) -> None:
        self._out, self._in, self._loop, self._received = out, into, loop, received
        self._sent: queue.SimpleQueue[bytes | bytearray | None] = queue.SimpleQueue()
        self._came: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        for work in (self._write, self._read):
            threading.Thread(target=work, daemon=True).start()

    def send(self, data: bytes | bytearray) -> None:
        self._sent.put(data)

    def wait(self, seconds: float) -> None:
        with suppress(queue.Empty):
            self._received(self._came.get(timeout=seconds))

    def close(self) -> None:
        self._sent.put(None)

    def _write(self) -> None:
        while (data := self._sent.get()) is not None:
            rest = memoryview(data)
            with suppress(OSError):
                while rest:
                    rest = rest[os.write(self._out, rest) :]

    def _read(self) -> None:
        data = b"-"
        while data:
            try:
                data = os.read(self._in, _BLOCK)
            except OSError:
                data = b""
            self._came.put(data)
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._take)

    def _take(self) -> None:
        with suppress(queue.Empty):
            while True:
                self._received(self._came.get_nowait())
