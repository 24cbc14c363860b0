"""A server in a process of its own that answers as its requests ask for: `python -m tests.faults.upstream`.

Prints its port and ends with the one that started it. By path: `/jservice.php?…&answer=N` gives a list of N bytes,
`&half` breaks the connection in the middle of it, `&hold` never answers; anything else gets `ok`.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

ROW = b'{"uid":"YC_sixEnfpI2Oqid","statusId":12345,"Person":{"lastName":"Jansen","city":"Assen"}}'
_LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
_SIZE = re.compile(rb"&answer=(\d+)")


def answer(size: int) -> bytes:
    """A MultiService answer with one list of rows in it, of at least `size` bytes."""
    rows = b",".join([ROW] * (size // len(ROW) + 1))
    return b'{"result":[{"status":"success","data":{"listOutput":[' + rows + b"]}}]}"


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            if length := _LENGTH.search(head):
                await reader.readexactly(int(length[1]))
            path = head.split(b" ", 2)[1]
            size = _SIZE.search(path)
            body = answer(int(size[1])) if size else b"ok"
            if b"&hold" in path:
                await reader.read()
                break
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body))
            writer.write(body[: len(body) // 2] if b"&half" in path else body)
            await writer.drain()
            if b"&half" in path:
                break
    writer.close()


async def _main() -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0, backlog=2048, limit=1 << 20)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await asyncio.to_thread(sys.stdin.read)


@contextmanager
def serving() -> Iterator[int]:
    """The port of such a server."""
    command = [sys.executable, "-m", "tests.faults.upstream"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        assert process.stdin is not None
        process.stdin.close()


if __name__ == "__main__":
    asyncio.run(_main())
