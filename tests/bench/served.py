"""What is flooded: generated projects and the bare frameworks, each served the way the project's README has it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from owskit_addon.ports import free_port
from tests import php_fpm
from tests.bench.flood import SECRET

BARE_PYTHON = """
import socket, sys
import uvicorn
from fastapi import FastAPI, Request

app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

@app.post("/{secret}")
async def answer(request: Request):
    await request.body()
    return {"owskit": 1, "trigger": "enrich", "decision": "accepted", "reason": "queued", "root": "01", "hop": 0}

listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen(512)
uvicorn.Server(uvicorn.Config(app, access_log=False, log_config=None, ws="none")).run(sockets=[listener])
"""
BARE_PHP = """<?php
file_get_contents('php://input');
$body = json_encode(
    ['owskit' => 1, 'trigger' => 'enrich', 'decision' => 'accepted', 'reason' => 'queued', 'root' => '01', 'hop' => 0]
);
header('Content-Type: application/json');
header('Content-Length: ' . strlen($body));
echo $body;
"""


@dataclass(frozen=True)
class Served:
    """Where it answers, and the processes that work for it: with all below them."""

    ports: list[int]
    processes: list[int]

    def cpu_seconds(self) -> float:
        """What they have worked so far, where the system says (Linux); it tells more than time on a busy machine."""
        return sum(_cpu_seconds(pid) for root in self.processes for pid in (root, *_below(root)))


@contextmanager
def bare_python(processes: int) -> Iterator[Served]:
    ports = [free_port() for _ in range(processes)]
    with _running([[sys.executable, "-c", BARE_PYTHON, str(port)] for port in ports]) as pids:
        for port in ports:
            _until_open(("127.0.0.1", port))
        yield Served(ports, pids)


@contextmanager
def generated_python(project: Path, processes: int, store: str, redis: list[int]) -> Iterator[Served]:
    """Web processes only, their work left to a worker that is not there: what is measured is taking in."""
    ports = [free_port() for _ in range(processes)]
    commands = [[sys.executable, "-m", "generated"] for _ in ports]
    variables = [environment(store) | {"PORT": str(port)} for port in ports]
    with _running(commands, project, variables) as pids:
        for port in ports:
            _until_open(("127.0.0.1", port))
        yield Served(ports, pids + redis)


@contextmanager
def fpm(project: Path, children: int, redis: list[int]) -> Iterator[Served]:
    """PHP-FPM behind nginx, over `public/index.php` of the project. Its settings stand in `.env`."""
    with tempfile.TemporaryDirectory(prefix="owskit-fpm-", ignore_cleanup_errors=True) as name:
        folder, port = Path(name), free_port()
        more = {"nginx": "keepalive_requests 1000000;", "fpm": "listen.backlog = 511"}
        commands = php_fpm.commands(folder, project, port, children, **more)
        with _running(commands) as pids:
            _until_open(str(folder / "fpm.sock"))
            _until_open(("127.0.0.1", port))
            yield Served([port], pids + redis)


@contextmanager
def redis_server(folder: Path) -> Iterator[tuple[str, int]]:
    """One that has on the disk what it says it has, as compose.yaml starts it."""
    port = free_port()
    words = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "yes", "--appendfsync", "always"]
    with _running([["redis-server", *words]], folder) as [pid]:
        _until_open(("127.0.0.1", port))
        yield f"redis://127.0.0.1:{port}/0", pid


def environment(store: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OTYS_", "OWSKIT_"))}
    return clean | {
        "OWSKIT_WEBHOOK_SECRET": SECRET,
        "OWSKIT_STORE": store,
        "OWSKIT_WORKER": "process",
        "OWSKIT_DAILY_LIMIT": "900000000",
        "OTYS_USER_ID": "4242",
    }


def has_redis() -> bool:
    return shutil.which("redis-server") is not None


@contextmanager
def _running(
    commands: list[list[str]], folder: Path | None = None, variables: list[dict[str, str]] | None = None
) -> Iterator[list[int]]:
    started = []
    try:
        for place, command in enumerate(commands):
            environment = variables[place] if variables else None
            quiet = subprocess.DEVNULL
            started.append(subprocess.Popen(command, cwd=folder, env=environment, stdout=quiet, stderr=quiet))
        yield [process.pid for process in started]
    finally:
        for process in started:
            process.terminate()
        for process in started:
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()


def _until_open(place: tuple[str, int] | str) -> None:
    """A port of this machine, or the path of a socket."""
    family = socket.AF_UNIX if isinstance(place, str) else socket.AF_INET
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket(family) as probe, suppress(OSError):
            probe.connect(place)
            return
        time.sleep(0.05)
    raise SystemExit("did not start")


def _below(pid: int) -> list[int]:
    found: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in tasks.read_text().split():
                found += [int(child), *_below(int(child))]
    return found


def _cpu_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
