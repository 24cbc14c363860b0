"""Deliveries a second that a generated Python project keeps, looks at and answers, against the bare framework."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from owskit_generator.handlers.project import generate_project
from tests.generator.handlers.processes import SECRET, start_web

TURNS = 3
NUMBER = 1500
CONNECTIONS = 24
TRIGGERS = """
version: 1
receiver: https://hooks.acme.nl/otys
stack: bench
triggers:
  - name: enrich
    service_calls: [VacancyService.update]
"""
BARE = """
import socket, sys
import uvicorn
from fastapi import FastAPI, Request

app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

@app.post("/{secret}")
async def answer(request: Request):
    await request.body()
    return {"owskit": 1, "trigger": "enrich", "decision": "accepted", "reason": "queued", "root": "01", "hop": 0}

listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen(512)
uvicorn.Server(uvicorn.Config(app, access_log=False, log_config=None, ws="none")).run(sockets=[listener])
"""


def main() -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        source = folder / "triggers.yaml"
        source.write_text(TRIGGERS, encoding="utf-8")
        project = folder / "project"
        generate_project(source, project)
        redis = stack.enter_context(_redis(folder)) if shutil.which("redis-server") else None
        stores = {"SQLite": f"sqlite:///{folder / 'store.sqlite'}"} | ({"Redis": redis} if redis else {})
        print(f"deliveries a second, {NUMBER} by {CONNECTIONS} connections, median of {TURNS} turns beside each other")
        for processes in (1, 2):
            with ExitStack() as running:
                served = {"bare FastAPI": [running.enter_context(_bare()) for _ in range(processes)]}
                for name, url in stores.items():
                    settings = {"OWSKIT_STORE": url, "OWSKIT_WORKER": "process", "OWSKIT_DAILY_LIMIT": "900000000"}
                    webs = [start_web(project, **settings) for _ in range(processes)]
                    for web in webs:
                        running.callback(web.stop)
                    served[name] = [(web.port, web.process.pid) for web in webs]
                _show(processes, served)
        _lines(project)


def _show(processes: int, served: dict[str, list[tuple[int, int]]]) -> None:
    rates: dict[str, list[float]] = {name: [] for name in served}
    times: dict[str, list[float]] = {name: [] for name in served}
    work: dict[str, float] = dict.fromkeys(served, 0.0)
    for turn in range(TURNS + 1):  # the first warms up
        for name, those in served.items():
            before = sum(_cpu_seconds(pid) for _, pid in those)
            rate, took = asyncio.run(_flood([port for port, _ in those], f"{turn}-{processes}"))
            if turn:
                rates[name].append(rate)
                times[name] += took
                work[name] += sum(_cpu_seconds(pid) for _, pid in those) - before
    base = rates["bare FastAPI"]
    for name, found in rates.items():
        ratio = statistics.median(one / bare for one, bare in zip(found, base, strict=True))
        cuts = statistics.quantiles(times[name], n=100)
        print(
            f"{processes} × {name:>12} {statistics.median(found):7.0f}/s {ratio:5.2f}   "
            f"p50 {cuts[49] * 1000:6.1f} ms   p99 {cuts[98] * 1000:6.1f} ms   "
            f"processor {work[name] / TURNS / NUMBER * 1e6:5.0f} µs each"
        )


async def _flood(ports: list[int], run: str) -> tuple[float, list[float]]:
    """Deliveries of records that differ, over connections that stay."""
    took: list[float] = []
    numbers = iter(range(NUMBER))

    async def send(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in numbers:
            request = {
                "method": "Otys.Services.VacancyService.update",
                "args": [
                    None,
                    f"{run}-{number}",
                    {"title": "Backend-ontwikkelaar", "statusId": 12345, "published": True},
                ],
            }
            body = json.dumps({"request": request, "result": []}).encode()
            address = f"/{SECRET}?owskit=bench&client=7&user=12"
            head = f"POST {address} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
            started = time.perf_counter()
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 200"), answer
            length = int(answer.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            said = await reader.readexactly(length)
            assert b"accepted" in said, said
            took.append(time.perf_counter() - started)
        writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(send(ports[number % len(ports)]) for number in range(CONNECTIONS)))
    return NUMBER / (time.perf_counter() - started), took


def _cpu_seconds(pid: int) -> float:
    """What a process has worked so far, where the system says (Linux); it tells more than time on a busy machine."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _bare() -> Iterator[tuple[int, int]]:
    port = _free_port()
    process = subprocess.Popen([sys.executable, "-c", BARE, str(port)])
    try:
        _until_open(port)
        yield port, process.pid
    finally:
        process.kill()
        process.wait()


@contextmanager
def _redis(folder: Path) -> Iterator[str]:
    port = _free_port()
    words = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "yes", "--appendfsync", "always"]
    process = subprocess.Popen(["redis-server", *words], cwd=folder, stdout=subprocess.DEVNULL)
    try:
        _until_open(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _until_open(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("did not start")


def _lines(project: Path) -> None:
    print("\nlines of each module of generated/")
    sizes = {
        path.relative_to(project / "generated").as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in sorted((project / "generated").rglob("*"))
        if path.suffix in {".py", ".lua", ".sql"}
    }
    for name, lines in sizes.items():
        print(f"{lines:5} {name}")
    print(f"{sum(sizes.values()):5} all {len(sizes)}")


if __name__ == "__main__":
    main()
