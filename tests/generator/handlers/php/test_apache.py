"""Apache with PHP inside it, as the Dockerfile of a project sets it up: its own files, and no rights of root."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from owskit_addon.ports import free_port

MIB = 1 << 20
MODULES = Path("/usr/lib/apache2/modules")
# What the image php:apache has switched on, as far as it matters here; the project's own two files come behind it.
CONFIG = """
ServerRoot {folder}
ServerName localhost
PidFile {folder}/apache.pid
DefaultRuntimeDir {folder}
Mutex file:{folder}
ErrorLog {folder}/error.log
{modules}
StartServers 4
<FilesMatch "\\.php$">
    SetHandler application/x-httpd-php
</FilesMatch>
Include {folder}/ports.conf
Include {folder}/handlers.conf
"""


class Apache:
    """The server and the project behind it, both in a folder of the user that the server runs as."""

    def __init__(self, made: Path, program: str, php: Path, tools: Any) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="owskit-apache-"))
        self.project = self.folder / "app"
        shutil.copytree(made, self.project)
        port = free_port()
        docker = self.project / "docker"
        for name, kept in (("ports.conf", "ports.conf"), ("apache.conf", "handlers.conf")):
            text = (docker / name).read_text(encoding="utf-8")
            text = text.replace("Listen 8000", f"Listen 127.0.0.1:{port}").replace("*:8000", f"*:{port}")
            (self.folder / kept).write_text(text.replace("/app/", f"{self.project}/"), encoding="utf-8")
        names = ("mpm_prefork", "authz_core", "dir", "rewrite")
        lines = [f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in names]
        lines.append(f"LoadModule php_module {php}")
        config = self.folder / "apache.conf"
        config.write_text(CONFIG.format(folder=self.folder, modules="\n".join(lines)), encoding="utf-8")
        self.log_file = self.folder / "log"
        user = "www-data" if os.geteuid() == 0 else None
        if user is not None:
            for path in (self.folder, *self.folder.rglob("*")):
                shutil.chown(path, user)
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen(
                [program, "-DFOREGROUND", "-f", str(config)],
                env=tools.environment(OWSKIT_STORE=f"sqlite:///{self.folder}/data/store.sqlite"),
                stderr=log,
                stdout=log,
                user=user,
            )
        self.url = f"http://127.0.0.1:{port}"
        self.secret = tools.secret
        tools.until(self._alive)

    def send(self, content: bytes, **more: Any) -> httpx.Response:
        return httpx.post(
            f"{self.url}/x/{self.secret}?client=7&user=12", content=content, timeout=30, trust_env=False, **more
        )

    def first_line(self, header: str, body: bytes, path: str | None = None) -> bytes:
        """What a request with this header gets, after which the sender says no more."""
        host, port = self.url.removeprefix("http://").split(":")
        start = f"POST {path or '/' + self.secret} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n\r\n"
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            connection.sendall(start.encode() + body)
            connection.shutdown(socket.SHUT_WR)
            return connection.makefile("rb").readline()

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGWINCH)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(15)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _alive(self) -> bool:
        assert self.process.poll() is None, self.log()
        try:
            return httpx.get(f"{self.url}/readyz", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False


def delivered(uid: str, **changes: Any) -> bytes:
    request = {"method": "Otys.Services.VacancyService.update", "args": [None, uid, changes]}
    return json.dumps({"request": request, "result": uid}).encode()


@pytest.fixture
def apache(make: Callable[..., Path], tools: Any) -> Iterator[Apache]:
    program = shutil.which("apache2") or shutil.which("apache2", path="/usr/sbin")
    php = sorted(MODULES.glob("libphp*.so"))
    if program is None or not php:
        tools.missing("no Apache with PHP: `apt-get install libapache2-mod-php` lets this test run")
    server = Apache(make(), str(program), php[-1], tools)
    yield server
    server.stop()


def test_the_contract_holds_under_apache(apache: Apache) -> None:
    body = delivered("v1", a=1)
    for size, status in ((MIB - 1, 200), (MIB, 200), (MIB + 1, 413), (3 * MIB, 413)):
        assert apache.send(body.ljust(size)).status_code == status, size
    for content_type in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "x"):
        answer = apache.send(delivered(content_type[:5]), headers={"content-type": content_type})
        assert answer.json()["decision"] == "accepted", content_type
    chunks = httpx.post(
        f"{apache.url}/{apache.secret}", content=iter([body[:20], body[20:]]), timeout=20, trust_env=False
    )
    assert chunks.json()["reason"] == "queued"  # nobody is named here, so it is no copy of the first
    for path in ("/", "/index.php", "/.htaccess", "/../.env", f"/{apache.secret}x", "/generated/triggers.php"):
        assert httpx.post(apache.url + path, content=body, trust_env=False).status_code == 404, path
    assert httpx.get(f"{apache.url}/{apache.secret}", trust_env=False).status_code == 405
    for length in ("-1", "many", "99999999999999999999", str(MIB + 1)):
        assert b" 200 " not in apache.first_line(f"Content-Length: {length}", body), length
    assert b" 200 " not in apache.first_line(f"Content-Length: {len(body) + 10}", body)
    assert apache.send(b"[" * 100_000).json()["reason"] == "malformed"
    assert apache.secret not in apache.log()


def test_equal_deliveries_at_once_are_kept_once_and_the_worker_handles_them(apache: Apache, tools: Any) -> None:
    with ThreadPoolExecutor(20) as threads:
        reasons = list(threads.map(lambda _: apache.send(delivered("v1", a=1)).json()["reason"], range(100)))
    assert reasons.count("queued") == 1
    assert reasons.count("duplicate") == 99
    store = f"sqlite:///{apache.folder}/data/store.sqlite"
    worker = subprocess.run(
        [*tools.command(apache.project, "worker"), "--once"],
        cwd=apache.project,
        env=tools.environment(OWSKIT_STORE=store),
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert worker.returncode == 0, worker.stderr
    assert '"decision":"done"' in worker.stderr or '"decision":"skip"' in worker.stderr


def test_a_request_that_apache_itself_refuses_leaves_the_secret_in_no_log(apache: Apache) -> None:
    for path in (f"/../..//{apache.secret}%zz", f"/{apache.secret}%00"):
        assert b" 40" in apache.first_line("Content-Length: 2", b"{}", path), path
    for log in (apache.log(), (apache.folder / "error.log").read_text(encoding="utf-8")):
        assert apache.secret not in log
