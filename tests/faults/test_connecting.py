"""Who can reach what owskit opens, and who can read what it writes: this machine's programs and its person, and no web
page that a browser on this machine shows."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest

from owskit_addon.recorder.control import running
from owskit_generator.webhooks.dry_writes import DryOws
from owskit_sandbox import Rules, Sandbox
from tests.canary_files import write_har
from tests.faults import wire
from tests.faults.size import SOAK
from tests.recordings import Start

OWSKIT = [sys.executable, "-P", "-c", "from owskit_generator.cli import main; main()"]
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
posix = pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")


@contextmanager
def started(*args: str, cwd: Path, env: Mapping[str, str] | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    """A program that says in a line of JSON that it is ready: its process and that line."""
    with subprocess.Popen(
        args, cwd=cwd, env={**os.environ, **(env or {})}, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout is not None
            yield process.pid, json.loads(process.stdout.readline())
        finally:
            process.terminate()
            process.communicate(timeout=20)


def family(pid: int) -> set[int]:
    """A process and all below it."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text(encoding="latin-1").rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, size = {pid}, 0
    while len(found) > size:
        size = len(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return found


def listeners(pid: int) -> list[str]:
    """The addresses on which a process and those below it wait for connections."""
    inodes = set()
    for member in family(pid):
        for link in Path(f"/proc/{member}/fd").iterdir():
            try:
                inodes |= set(re.findall(r"socket:\[(\d+)\]", str(link.readlink())))
            except OSError:
                continue
    found = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                found.append(_address(fields[1].partition(":")[0]))
    return found


def _address(text: str) -> str:
    words = [
        bytes.fromhex(text[at : at + 8])[:: -1 if sys.byteorder == "little" else 1] for at in range(0, len(text), 8)
    ]
    return str(ip_address(b"".join(words)))


@linux
@pytest.mark.parametrize("ui", ["web", "none"] if SOAK else ["web"])
def test_a_recording_listens_on_loopback(tmp_path: Path, ui: str) -> None:
    command = [*OWSKIT, "record", "session.jsonl", "--port", "0", "--no-browser", "--json", "--ui", ui]
    with started(*command, cwd=tmp_path) as (pid, _):
        found = listeners(pid)
    assert len(found) >= (2 if ui == "web" else 1)
    assert all(ip_address(each).is_loopback for each in found), found


@linux
def test_sandbox_and_listen_listen_on_loopback(tmp_path: Path) -> None:
    with started(*OWSKIT, "sandbox", "--port", "0", "--plain-http", "--json", cwd=tmp_path) as (pid, ready):
        found = listeners(pid)
        env = {"OTYS_OWS_URL": ready["url"] + "/jservice.php", "OTYS_API_KEY": ready["api_key"]}
        to = ["--to", "http://127.0.0.1:9/x", "--dry-writes", "--json"]
        listen = [*OWSKIT, "webhooks", "listen", "--call", "CandidateService.updateEx", *to]
        with started(*listen, cwd=tmp_path, env={**env, "OWSKIT_WEBHOOK_SECRET": "s" * 32}) as (pid, _):
            more = listeners(pid)
    assert (len(found), len(more)) == (1, 1)
    assert all(ip_address(each).is_loopback for each in found + more)


FOREIGN: Sequence[Mapping[str, str]] = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Host": "rebound.example", "Origin": "http://rebound.example"},
    {"Host": "rebound.example:{port}", "Origin": "http://rebound.example:{port}", "Sec-Fetch-Site": "same-origin"},
)
"""What a browser says of a request that a page of another origin made it send, DNS rebinding included."""


def foreign(port: int) -> Iterator[dict[str, str]]:
    for headers in FOREIGN:
        yield {name: value.format(port=port) for name, value in headers.items()}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(plain_http=True, rules=Rules(rate_per_minute=0)) as made:
        yield made


@pytest.mark.parametrize("path", ["/jservice.php?remark=x", "/fileService.php", "/__sandbox__/clock"])
def test_foreign_pages_and_the_sandbox(sandbox: Sandbox, path: str) -> None:
    key = {"jsonrpc": "2.0", "method": "loginByUid", "params": [sandbox.api_key], "id": 1}
    port = int(sandbox.url.rpartition(":")[2])
    with httpx.Client(base_url=sandbox.url, trust_env=False) as http:
        for headers in foreign(port):
            given = http.post(path, content=json.dumps(key), headers={"Content-Type": "text/plain", **headers})
            assert given.status_code == 403, headers
            assert not [name for name in given.headers if name.startswith("access-control-")]
        own = {"Origin": sandbox.url, "Sec-Fetch-Site": "same-origin"}
        assert http.post("/jservice.php", json=key, headers=own).json()["result"]
        assert http.post("/jservice.php", json=key).json()["result"]


def test_foreign_pages_and_the_ows_of_listen(sandbox: Sandbox) -> None:
    told: list[object] = []
    with DryOws(sandbox.url + "/jservice.php", True, told.append) as ows, httpx.Client(trust_env=False) as http:
        port = int(ows.url.partition("127.0.0.1:")[2].partition("/")[0])
        # A browser sends no Origin with what it calls the same origin and no Sec-Fetch-Site to what is not https.
        for headers in (*foreign(port), {"Host": "rebound.example"}, {"Host": f"rebound.example:{port}"}):
            given = http.post(ows.url, content=wire.batch(1), headers={"Content-Type": "text/plain", **headers})
            assert given.status_code == 403, headers
    assert told == []


def ask(port: int, method: str, address: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
    host = address.split("/")[2]
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"{method} {address} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n{lines}\r\n"
    with wire.connect(port) as connection:
        return wire.ask(connection, head.encode() + body)


def test_the_proxys_own_paths_refuse_who_has_no_token(start: Start, upstream: int, capture: Path) -> None:
    session = start()
    (state,) = running()
    for headers in ({}, {"X_Owskit_Token": "guess"}, {"Origin": "https://evil.example"}, {"X_Owskit_Token": "é"}):
        for body in (b'{"label":"planted"}', b'{"end":true}'):
            status, said = ask(session.port, "POST", "http://owskit.internal/mark", body, **headers)
            assert status == 403
            assert state.token.encode() not in said
        for method, what in (("POST", "seen"), ("POST", "obey"), ("GET", "state"), ("GET", "0123456789abcdef.js")):
            for path in ("owskit-0123456789abcdef", "owskit-fedcba9876543210"):
                status, said = ask(session.port, method, f"http://127.0.0.1:{upstream}/{path}/{what}", b"{}", **headers)
                assert status in {403, 404}
                assert said == b"", "it went on to the server"
    assert b"planted" not in capture.read_bytes()


def test_a_page_that_takes_the_proxy_for_its_server(start: Start) -> None:
    """DNS rebinding: the browser talks to the proxy as if it were the page's own server."""
    session = start()
    for host in ("rebound.example", f"rebound.example:{session.port}", f"127.0.0.1:{session.port}", "owskit.internal"):
        with wire.connect(session.port) as connection:
            body = b'{"label":"planted"}'
            connection.sendall(
                f"POST /mark HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
            )
            status, _ = wire.read_answer(connection)
        assert status in {400, 403, 502}, host


@posix
def test_what_is_written_is_its_persons_alone_under_any_umask(tmp_path: Path, upstream: int) -> None:
    work = tmp_path / "work"
    work.mkdir(mode=0o700)
    write_har(work / "x.har")
    (work / "x.har").chmod(0o600)
    call = ["--call", "CandidateService.updateEx"]
    ways = (
        ["import", "x.har", "--out", "s.jsonl"],
        ["catalogue", "s.jsonl", "--out", "catalogue", "--postman"],
        ["choose", "s.jsonl", *call, "--out", "triggers.yaml"],
        ["lint", "triggers.yaml", "--graph", "graph.svg"],
        ["generate", "triggers.yaml", "--out", "python"],
        ["generate", "triggers.yaml", "--out", "php", "--language", "php"],
    )
    for way in ways:
        subprocess.run([*OWSKIT, *way], cwd=work, umask=0, check=False, capture_output=True)
    command = [*OWSKIT, "record", "live.jsonl", "--port", "0", "--no-browser", "--json", "--host", "127.0.0.1"]
    with subprocess.Popen([*command, "--names", "names.yaml"], cwd=work, umask=0, stdout=subprocess.PIPE) as recording:
        assert recording.stdout is not None
        port = json.loads(recording.stdout.readline())["port"]
        with wire.connect(port) as connection:
            wire.ask(connection, wire.post(upstream, wire.batch(1), "&answer=100"))
        subprocess.run([*OWSKIT, "mark", "x"], cwd=work, umask=0, check=True, capture_output=True)
        open_to_others = others(work, tmp_path / "home")
        recording.terminate()
        recording.communicate(timeout=20)
    made = {path.name for path in work.iterdir()}
    assert made >= {"s.jsonl", "catalogue", "triggers.yaml", "graph.svg", "python", "php", "live.jsonl"}
    assert open_to_others == others(work, tmp_path / "home") == []


def others(*folders: Path) -> list[str]:
    """What others than the owner may read, write or enter."""
    return [
        f"{stat.S_IMODE(path.lstat().st_mode):o} {path}"
        for path in sorted(path for folder in folders for path in folder.rglob("*"))
        if not path.is_symlink() and path.lstat().st_mode & 0o077
    ]
