"""A bare HTTP/1.1 server that answers like OWS with lists of a given size: `python -m tests.bench.upstream`.

Prints its port. The first byte of the query (`?s=5`) picks the size in kB. It hands out many different bodies in turn,
whatever the number of connections, so that no cache of tokens looks better than with people never seen before.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import sys

SIZES = {"1": (1_000, 4096), "5": (5_000, 1024), "100": (100_000, 64), "5000": (5_000_000, 2)}
"""Bytes of an answer, and of how many different ones: with more different texts than are remembered of any place."""


def row(rnd: random.Random) -> dict[str, object]:
    word = lambda n: "".join(rnd.choices("abcdefghijklmnopqrstuvwxyz", k=n)).title()  # noqa: E731
    first, last = word(6), word(9)
    return {
        "uid": "".join(rnd.choices("abcdefghijkLMNOPQRSTUV0123456789_-", k=16)),
        "internalId": rnd.randrange(10**6),
        "statusId": rnd.randrange(100),
        "status": "Available",
        "Person": {
            "firstName": first,
            "lastName": last,
            "emailPrimary": f"{first}.{last}@mail.example",
            "phoneMobile": f"06{rnd.randrange(10**7, 10**8)}",
            "AddressPrimary": {"city": word(8)},
        },
        "entryDateTime": f"2026-0{rnd.randrange(1, 10)}-1{rnd.randrange(10)}T09:30:00.000Z",
    }


def body(size: int, rnd: random.Random) -> bytes:
    """A MultiService answer with a list of different people, of at least `size` bytes."""
    rows: list[dict[str, object]] = []
    length = 0
    while length < size:
        rows.append(row(rnd))
        length += len(json.dumps(rows[-1], separators=(",", ":"))) + 1
    answer = [{"status": "success", "data": {"listOutput": rows, "totalCount": len(rows)}}]
    return json.dumps({"result": answer, "id": 1}, separators=(",", ":")).encode()


async def main() -> None:
    rnd = random.Random(7)
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n"
    answers = {
        key: [head.format(len(made)).encode() + made for made in (body(size, rnd) for _ in range(variants))]
        for key, (size, variants) in SIZES.items()
    }

    turns = {key: itertools.cycle(made) for key, made in answers.items()}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                lines = request.decode("latin-1").split("\r\n")
                length = next((int(v[15:]) for v in lines if v.lower().startswith("content-length:")), 0)
                await reader.readexactly(length)
                size = lines[0].partition("?s=")[2].split(" ")[0]
                writer.write(next(turns[size]))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await asyncio.to_thread(sys.stdin.read)  # ends with the one that started it


if __name__ == "__main__":
    asyncio.run(main())
