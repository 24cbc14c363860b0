"""`apply` killed with -9 at each of its requests, before OWS got it or after OWS did it: the next run finishes."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
from tests.generator.webhooks.otys import (
    COMMAND,
    OLD_SECRET,
    STACK,
    Otys,
    address,
    environment_of,
    owskit,
    triggers_yaml,
    written,
)

A, B, C = "CandidateService.updateEx", "CandidateService.update", "VacancyService.update"
When = Literal["before", "after"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")


class Gate:
    """Stands between the program and OWS and kills the program at its n-th request."""

    def __init__(self, url: str, ca: Any, kill_at: int, when: When) -> None:
        self.requests = 0
        self.process: subprocess.Popen[bytes] | None = None
        gate = self
        ready = threading.Event()
        self.go = ready.set

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                ready.wait(10)
                gate.requests += 1
                last = gate.requests == kill_at
                if last and when == "before":
                    gate.kill()
                    self.close_connection = True
                    return
                with httpx.Client(verify=ca, trust_env=False) as client:
                    answer = client.post(url, content=body)
                if last:
                    gate.kill()
                    self.close_connection = True
                    return
                self.send_response(answer.status_code)
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/jservice.php"

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def gate(otys: Otys, kill_at: int, when: When) -> Iterator[Gate]:
    import ssl

    found = Gate(otys.url, ssl.create_default_context(cafile=otys.ready["ca"]), kill_at, when)
    thread = threading.Thread(target=found.server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield found
    finally:
        found.server.shutdown()
        found.server.server_close()
        thread.join()


def before(otys: Otys) -> list[dict[str, Any]]:
    """An old secret, a duplicate, one too many, one missing, and others'; the others are returned."""
    otys.clear()
    otys.add(A, "https://www.zandbak.example/webhooks")
    otys.add(B, address(stack="somebody-else"))
    others = otys.definitions()
    otys.add(A, address(OLD_SECRET))
    otys.add(A, address(OLD_SECRET))
    otys.add(C, address(OLD_SECRET))
    return others


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_each_request_and_finished_by_the_next_run(otys: Otys, tmp_path: Path, when: When) -> None:
    path = written(tmp_path, triggers_yaml(A, B))
    at, killed = 0, True
    while killed:
        at += 1
        others = before(otys)
        with gate(otys, at, when) as stopping:
            process = subprocess.Popen(
                [*COMMAND, "webhooks", "apply", path, "--yes", "--policy", "sync"],
                env=environment_of(otys, OTYS_OWS_URL=stopping.url),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            stopping.process = process
            stopping.go()
            process.communicate(timeout=30)
            killed = process.returncode == -signal.SIGKILL
        assert otys.others() == others
        covered = {call for call, _, _ in otys.ours()}
        assert A in covered, "at no moment is a call left without its registration"
        assert owskit("webhooks", "apply", path, "--yes", "--policy", "sync").code == 0
        assert otys.ours() == sorted([(A, address(), True), (B, address(), True)])
        assert otys.others(STACK) == others
    # login, check, getList, adds, getList, deletes, getList, logout
    assert at == 9
