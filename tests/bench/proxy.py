"""Requests per second through mitmdump alone, with the addon, with `-w` and with `hardump`, in turn, in one run."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from owskit_addon.recorder import script_path

CONNECTIONS = 8
ROUNDS = 5
SECONDS = 2.0
BATCH = [
    {"method": "Otys.Services.CandidateService.getListEx", "args": ["s" * 26, {"what": {"uid": 1}, "limit": 50}]},
]
REQUEST = json.dumps(
    {"jsonrpc": "2.0", "method": "Otys.Services.MultiService.execute", "params": [BATCH], "id": 1}
).encode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start_proxy(extra: list[str], confdir: Path) -> tuple[subprocess.Popen[bytes], int]:
    port = free_port()
    code = "from mitmproxy.tools.main import mitmdump; mitmdump()"
    options = ["-q", "--listen-host", "127.0.0.1", "-p", str(port), "--set", f"confdir={confdir}"]
    process = subprocess.Popen([sys.executable, "-c", code, *options, *extra], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("mitmdump ended") from None
        else:
            return process, port
    raise TimeoutError("mitmdump does not listen")


async def load(port: int, upstream: int, size: str, seconds: float) -> float:
    """Requests per second over CONNECTIONS kept-alive connections."""
    target = f"http://127.0.0.1:{upstream}/jservice.php?s={size}"
    request = (
        f"POST {target} HTTP/1.1\r\nHost: 127.0.0.1:{upstream}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(REQUEST)}\r\n\r\n"
    ).encode() + REQUEST
    end = time.perf_counter() + seconds
    counts = [0] * CONNECTIONS

    async def one(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            await reader.readexactly(length)
            counts[number] += 1
        writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(one(number) for number in range(CONNECTIONS)))
    return sum(counts) / (time.perf_counter() - started)


def measure(sizes: tuple[str, ...] = ("1", "5", "100")) -> list[tuple[str, str, float, float]]:
    """Rows (size in kB, way, requests/s, ratio to mitmdump alone): medians over ROUNDS, the ways taken in turn."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.upstream"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert server.stdout is not None
        upstream = int(server.stdout.readline())
        addon = ["-s", script_path(), "--set", f"owskit_capture={folder / 'bench.jsonl'}"]
        ways = {
            "alone": [],
            "owskit": [*addon, "--set", "owskit_hosts=127.0.0.1"],
            "-w": ["-w", str(folder / "bench.mitm")],
            "hardump": ["--set", f"hardump={folder / 'bench.har'}"],
        }
        proxies = {way: start_proxy(extra, folder / "conf") for way, extra in ways.items()}
        try:
            for size in sizes:
                figures: dict[str, list[float]] = {way: [] for way in ways}
                for turn in range(ROUNDS + 1):
                    for way, (_, port) in proxies.items():
                        if way == "hardump" and size == "100":
                            continue  # it keeps every body in memory
                        figure = asyncio.run(load(port, upstream, size, SECONDS))
                        if turn:  # the first is a warm-up
                            figures[way].append(figure)
                for way, found in figures.items():
                    if found:
                        pairs = [f / a for f, a in zip(found, figures["alone"], strict=True)]
                        rows.append((size, way, statistics.median(found), statistics.median(pairs)))
        finally:
            for process, _ in proxies.values():
                process.kill()
                process.wait()
            server.kill()
            server.wait()
            server.stdout.close()
            assert server.stdin is not None
            server.stdin.close()
    return rows


def main() -> None:
    print(f"proxy, {CONNECTIONS} connections, {os.cpu_count()} cores, median of {ROUNDS} rounds of {SECONDS} s in turn")
    print(f"{'answer':>8} {'way':>8} {'req/s':>8} {'of alone':>9}")
    for size, way, rate, ratio in measure():
        print(f"{size + ' kB':>8} {way:>8} {rate:8.0f} {ratio:9.2f}")


if __name__ == "__main__":
    main()
