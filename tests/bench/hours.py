"""Memory over a recording of hours: `python -m tests.bench.hours [REQUESTS]` prints the proxy's resident memory.

A day of many tabs in little time: pages are opened and closed, their scripts tell of gestures and tag requests, polls
run between them, the bar asks what there is to show, and every answer holds people that were not seen before.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import tempfile
import time
from pathlib import Path

from owskit_addon.page.serve import TOKEN_HEADER
from owskit_addon.recorder.control import running
from owskit_addon.recorder.session import RecordingSession
from tests.bench.upstream import row

REQUESTS = 200_000
TABS = 8
GESTURES = 60
"""In one page, before it is closed; with some service calls each."""

_WORDS = ("Status", "Save", "Open", "Candidates", "Vacancies", "Procedures", "Notes", "Publish", "Search", "Delete")
_SERVICES = ("Candidate", "Vacancy", "Procedure", "Workflow", "Relation", "Contact", "Appointment", "Document")
_METHODS = ("getListEx", "getDetail", "getOptionLists", "updateEx", "add", "getCount", "search", "get")
_POLLS = ("ReminderService.getListEx", "MailboxService.getUnreadCount")
_PAGE = b"<!doctype html><html><head><title>Go!</title></head><body></body></html>"


class Connection:
    """One kept-alive connection to the proxy."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, upstream: int) -> None:
        self._reader, self.writer = reader, writer
        self._origin = f"127.0.0.1:{upstream}"

    async def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
        lines = [
            f"{method} http://{self._origin}{path} HTTP/1.1",
            f"Host: {self._origin}",
            f"Content-Length: {len(body)}",
        ]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = re.search(rb"content-length: *(\d+)", head)
        answer = await self._reader.readexactly(int(length[1]) if length else 0)
        assert b" 20" in head[:13], head[:200]
        return answer


class Day:
    """What all tabs have sent together, and how much of it is left to send."""

    def __init__(self, requests: int) -> None:
        self.left = requests
        self.sent = self.tabs = self.gestures = 0
        self.rnd = random.Random(3)

    def calls(self, names: list[str], session: str) -> bytes:
        inner = [
            {
                "method": f"Otys.Services.{name}",
                "args": [session, {"what": {"uid": self.rnd.randrange(300)}, "limit": 50}],
            }
            for name in names
        ]
        return json.dumps(
            {"jsonrpc": "2.0", "method": "Otys.Services.MultiService.execute", "params": [inner], "id": 1}
        ).encode()

    async def tab(self, port: int, upstream: int) -> None:
        """A page from its opening to its closing."""
        connection = Connection(*await asyncio.open_connection("127.0.0.1", port), upstream)
        session = "".join(self.rnd.choices("abcdef0123456789", k=26))
        page = await connection.ask("GET", "/us/modular.html", Sec_Fetch_Dest="document", Accept_Language="nl")
        found = re.search(rb'src="?([^" >]+\.js)', page)
        assert found
        script = (await connection.ask("GET", found[1].decode())).decode()
        config = {key: re.search(rf'"{key}": *"([^"]+)"', script)[1] for key in ("path", "token", "tab")}  # type: ignore[index]
        asked = {TOKEN_HEADER.replace("-", "_"): config["token"]}
        sequence = 0

        async def send(names: list[str], cause: str) -> None:
            nonlocal sequence
            sequence += 1
            self.sent, self.left = self.sent + 1, self.left - 1
            tag = f"{config['token']};{config['tab']};{sequence};{cause}"
            body = self.calls(names, session)
            await connection.ask("POST", "/jservice.php", body, X_Owskit_Tag=tag, Cookie=f"PHPSESSID={session}")

        for number in range(1, GESTURES + 1):
            if self.left <= 0:
                break
            words = self.rnd.sample(_WORDS, 2)
            gesture = {"number": number, "at": time.time() * 1000, "kind": "click"}
            gesture |= {"names": [["text", words[0]]], "where": words[1]}
            told = json.dumps({"tab": config["tab"], "gestures": [gesture]}).encode()
            await connection.ask("POST", f"{config['path']}/seen", told, **asked)
            self.gestures += 1
            for _ in range(self.rnd.randrange(1, 4)):
                name = f"{self.rnd.choice(_SERVICES)}Service.{self.rnd.choice(_METHODS)}"
                await send([name, *self.rnd.sample(_POLLS, 1)], f"{number}:{self.rnd.choice('ip')},0:b")
            await send(list(_POLLS), "0:b")
            await connection.ask("GET", f"{config['path']}/state?tab={config['tab']}&after=0", **asked)
        connection.writer.close()
        self.tabs += 1


async def serve(rnd: random.Random) -> asyncio.Server:
    """Go!'s page, and answers with people that are new each time."""
    template = json.dumps(row(rnd), separators=(",", ":"))

    def people() -> bytes:
        number = rnd.randrange(10**9)
        rows = [re.sub(r'(?<="(?:uid|ame)":")[^"]+', lambda m: f"{m[0][:6]}{number}", template) for _ in range(3)]
        answer = f'{{"status":"success","data":{{"listOutput":[{",".join(rows)}],"totalCount":3}}}}'
        return f'{{"result":[{answer},{{"status":"success","data":{number}}}],"id":1}}'.encode()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = re.search(rb"content-length: *(\d+)", head)
                await reader.readexactly(int(length[1]) if length else 0)
                page = head.startswith(b"get")
                body, kind = (_PAGE, "text/html") if page else (people(), "application/json")
                writer.write(
                    f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    return await asyncio.start_server(answer, "127.0.0.1", 0)


def resident(pid: int) -> float:
    """Megabytes."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024  # type: ignore[index]


async def drive(port: int, pid: int, requests: int) -> None:
    day = Day(requests)
    server = await serve(random.Random(5))
    upstream = server.sockets[0].getsockname()[1]

    async def tabs() -> None:
        while day.left > 0:
            await day.tab(port, upstream)

    async def watch() -> None:
        told = -1
        while True:
            if day.sent * 20 // requests > told:
                told = day.sent * 20 // requests
                print(f"{day.sent:>9} {day.tabs:>6} {day.gestures:>9} {resident(pid):>9.1f}", flush=True)
            await asyncio.sleep(0.2)

    print(f"{'requests':>9} {'tabs':>6} {'gestures':>9} {'RSS MB':>9}")
    watching = asyncio.create_task(watch())
    await asyncio.gather(*(tabs() for _ in range(TABS)))
    await asyncio.sleep(1)
    watching.cancel()
    server.close()


def main() -> None:
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else REQUESTS
    with tempfile.TemporaryDirectory() as name:
        capture = Path(name) / "hours.jsonl"
        with RecordingSession(capture, hosts=["127.0.0.1"], confdir=Path(name) / "conf", baseline=30) as session:
            pid = next(state.pid for state in running() if Path(state.capture) == capture)
            asyncio.run(drive(session.port, pid, requests))
            print(f"capture {capture.stat().st_size / 1e6:.0f} MB; {session.stop()}")


if __name__ == "__main__":
    main()
