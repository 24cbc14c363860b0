"""Requests through mitmdump alone, with the addon, with `-w` and with `hardump`: in turn, in one run."""

from __future__ import annotations

import asyncio
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from owskit_addon.ports import free_port
from owskit_addon.recorder import script_path
from tests.bench.table import Row, ratio_of

CONNECTIONS = 8
ROUNDS = 5
SECONDS = 1.5
FEW, MANY = 10_000, 100_000
BATCH = [
    {"method": "Otys.Services.CandidateService.getListEx", "args": ["s" * 26, {"what": {"uid": 1}, "limit": 50}]},
]
REQUEST = json.dumps(
    {"jsonrpc": "2.0", "method": "Otys.Services.MultiService.execute", "params": [BATCH], "id": 1}
).encode()
LIMITS = {("5", "owskit"): "≥ 0.95"}
"""By size in kB and way; above `-w` at 5 kB is a row of its own."""


def start_proxy(extra: list[str], confdir: Path) -> tuple[subprocess.Popen[bytes], int]:
    port = free_port()
    code = "from mitmproxy.tools.main import mitmdump; mitmdump()"
    options = ["-q", "--listen-host", "127.0.0.1", "-p", str(port), "--set", f"confdir={confdir}"]
    process = subprocess.Popen([sys.executable, "-c", code, *options, *extra], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("mitmdump ended") from None
            time.sleep(0.05)
        else:
            return process, port
    raise TimeoutError("mitmdump does not listen")


async def load(
    port: int, upstream: int, size: str, seconds: float, connections: int = CONNECTIONS, most: int = 10**9
) -> tuple[float, list[float]]:
    """Requests per second over kept-alive connections, and how long each took in seconds."""
    target = f"http://127.0.0.1:{upstream}/jservice.php?s={size}"
    request = (
        f"POST {target} HTTP/1.1\r\nHost: 127.0.0.1:{upstream}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(REQUEST)}\r\n\r\n"
    ).encode() + REQUEST
    end = time.perf_counter() + seconds
    took: list[float] = []

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end and len(took) < most:
            begun = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            await reader.readexactly(length)
            took.append(time.perf_counter() - begun)
        writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    return len(took) / (time.perf_counter() - started), took


@contextmanager
def upstream_server() -> Iterator[int]:
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.upstream"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        yield int(server.stdout.readline())
    finally:
        server.kill()
        server.communicate()


@contextmanager
def proxies(ways: dict[str, list[str]], folder: Path) -> Iterator[dict[str, tuple[subprocess.Popen[bytes], int]]]:
    running = {way: start_proxy(extra, folder / "conf") for way, extra in ways.items()}
    try:
        yield running
    finally:
        for process, _ in running.values():
            process.kill()
            process.wait()


def owskit(capture: Path) -> list[str]:
    """mitmdump's arguments with which it records; the page script and tokens are on."""
    options = ["--set", f"owskit_capture={capture}", "--set", "owskit_hosts=127.0.0.1"]
    return ["-s", script_path(), *options]


def ways_in(folder: Path, size: str) -> dict[str, list[str]]:
    """mitmdump's further arguments. `hardump` keeps every body in memory, so it is left out for the large ones."""
    ways = {
        "alone": [],
        "owskit": owskit(folder / f"{size}.jsonl"),
        "-w": ["-w", str(folder / f"{size}.mitm")],
        "hardump": ["--set", f"hardump={folder / f'{size}.har'}"],
    }
    if int(size) > 5:
        del ways["hardump"]
    return ways


def rates(folder: Path, upstream: int, size: str, rounds: int = ROUNDS) -> list[Row]:
    with proxies(ways_in(folder, size), folder) as running:
        figures: dict[str, list[float]] = {way: [] for way in running}
        for turn in range(rounds + 1):
            for way, (_, port) in running.items():
                rate, _ = asyncio.run(load(port, upstream, size, SECONDS))
                if turn:  # the first is a warm-up
                    figures[way].append(rate)
    rows = []
    for way, found in figures.items():
        of, limit = ("mitmdump alone", LIMITS.get((size, way), "")) if way != "alone" else ("", "")
        ratio = ratio_of(found, figures["alone"]) if way != "alone" else None
        rows.append(
            Row(f"{_named(size)} answers, {way}", f"{statistics.median(found):.0f} requests/s", ratio, of, limit)
        )
    if size == "5":
        above = ratio_of(figures["owskit"], figures["-w"])
        rows.append(Row("5 kB answers, owskit", "", above, "mitmdump -w", "≥ 1.0"))
    return rows


def _named(size: str) -> str:
    return f"{int(size) // 1000} MB" if int(size) >= 1000 else f"{size} kB"


def latency(folder: Path, upstream: int, size: str = "5") -> list[Row]:
    """One connection, one request after the other."""
    with proxies({"alone": [], "owskit": owskit(folder / "latency.jsonl")}, folder) as running:
        took: dict[str, list[float]] = {way: [] for way in running}
        for turn in range(9):
            for way, (_, port) in running.items():
                _, found = asyncio.run(load(port, upstream, size, 60, connections=1, most=120))
                if turn:
                    took[way] += found
    cuts = {way: statistics.quantiles(found, n=100) for way, found in took.items()}
    rows = []
    for name, at in (("p50", 49), ("p99", 98)):
        alone, ours = cuts["alone"][at] * 1000, cuts["owskit"][at] * 1000
        rows.append(
            Row(
                f"{_named(size)} answers, latency {name}",
                f"{ours:.2f} ms, {ours - alone:+.2f} ms",
                ours / alone,
                "alone",
            )
        )
    return rows


def memory(folder: Path, upstream: int, few: int = FEW, many: int = MANY) -> list[Row]:
    """Resident memory of the proxy and of the process beside it, by what Linux says."""
    if sys.platform != "linux":
        return []
    with proxies({"owskit": owskit(folder / "memory.jsonl")}, folder) as running:
        process, port = running["owskit"]
        found = []
        for number in (few, many - few):
            asyncio.run(load(port, upstream, "1", 600, most=number))
            found.append(sum(map(_resident, [process.pid, *_children(process.pid)])))
    return [
        Row(f"memory after {many:,} requests", f"{found[1]:.0f} MB", found[1] / found[0], f"after {few:,}", "≤ 1.1")
    ]


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _children(pid: int) -> list[int]:
    return [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]


def rows() -> Iterator[Row]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        upstream = stack.enter_context(upstream_server())
        for size, rounds in (("1", ROUNDS), ("5", ROUNDS), ("100", ROUNDS), ("5000", 3)):
            yield from rates(folder, upstream, size, rounds)
        yield from latency(folder, upstream)
        yield from memory(folder, upstream)
