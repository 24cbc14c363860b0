"""What is flooded: generated projects and the bare frameworks, each served the way the project's README has it."""

from __future__ import annotations

import getpass
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
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 1;
{user}
events {{ worker_connections 256; }}
http {{
  access_log off; client_max_body_size 2m; keepalive_requests 1000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port}; root {project}/public;
    location / {{
      include /etc/nginx/fastcgi_params; fastcgi_pass unix:{folder}/fpm.sock;
      fastcgi_param SCRIPT_FILENAME $document_root/index.php;
      fastcgi_param PHP_VALUE "enable_post_data_reading=0";
    }}
  }}
}}
"""
FPM = """
[global]
daemonize = no
error_log = {folder}/fpm.log
[www]
{user}
listen = {folder}/fpm.sock
listen.backlog = 511
pm = static
pm.max_children = {children}
catch_workers_output = yes
decorate_workers_output = no
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
    root = os.geteuid() == 0
    me = getpass.getuser()
    with tempfile.TemporaryDirectory(prefix="owskit-fpm-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o777)
        port = free_port()
        values = {"folder": folder, "project": project, "port": port, "children": children}
        (folder / "nginx.conf").write_text(NGINX.format(**values, user=f"user {me};" if root else ""))
        (folder / "fpm.conf").write_text(FPM.format(**values, user=f"user = {me}" if root else ""))
        commands = [
            [str(find("php-fpm")), "-y", str(folder / "fpm.conf"), *(["-R"] if root else [])],
            [str(find("nginx")), "-c", str(folder / "nginx.conf")],
        ]
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


def find(name: str) -> str | None:
    """Debian calls it php-fpm8.2 and keeps it where only root looks."""
    for folder in (*os.environ.get("PATH", "").split(os.pathsep), "/usr/sbin", "/usr/local/sbin"):
        for path in sorted(Path(folder).glob(f"{name}*")) if folder else []:
            if path.name == name or path.name.removeprefix(name).replace(".", "").isdigit():
                return str(path)
    return None


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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


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
