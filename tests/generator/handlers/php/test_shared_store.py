"""A Python and a PHP project of the same stack on one Redis: what one knows, the other knows."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx
import pytest

from owskit_generator.handlers.project import generate_project

TRIGGERS = """
version: 1
receiver: https://hooks.acme.nl/otys
stack: acme
triggers:
  - name: enrich
    service_calls: [VacancyService.update]
    actor: shared
"""
PHP = r"""<?php

declare(strict_types=1);

use Owskit\{Decision, Event, Ows};

return function (Event $event, Ows $ows): Decision {
    $title = strtoupper((string) $event->changes['title']);
    $by = ['php', null, 1.50, [], 'é'];
    $ows->update('VacancyService.update', (string) $event->uid, ['title' => $title, 'by' => $by]);
    return Decision::done('by php');
};
"""
PYTHON = """from generated import Decision, Event, Ows, done


def handle(event: Event, ows: Ows) -> Decision:
    title = str(event.changes["title"]).upper()
    ows.update("VacancyService.update", str(event.uid), {"title": title, "by": ["python", None, 1.50, {}, "é"]})
    return done("by python")
"""


class Fake:
    """OWS: a record has no field yet, and every update is kept as it came."""

    def __init__(self, server: Any) -> None:
        self.updates: list[list[Any]] = []
        fake = self

        class Answers(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                posted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                body = json.dumps({"result": fake.result(posted["method"], posted["params"])}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = server(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/jservice.php"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def result(self, method: str, params: list[Any]) -> Any:
        if method == "loginByUid":
            return "session-of-the-handler-123"
        if method.endswith(".update"):
            self.updates.append(params[1:])
        return {"id": 4242} if method == "check" else []


@pytest.fixture
def fake(tools: Any) -> Iterator[Fake]:
    made = Fake(tools.Server)
    yield made
    made.server.shutdown()
    made.server.server_close()


class Pair:
    """The two projects: a web process of each, and workers that are started when they are wanted."""

    def __init__(self, folder: Path, php: Path, running: Callable[..., Any], tools: Any, **settings: str) -> None:
        self.python = folder / "python"
        self._php = php
        self._running = running
        self._tools = tools
        self._settings = settings
        generate_project(folder / "triggers.yaml", self.python)
        (self.python / "handlers" / "enrich.py").write_text(PYTHON, encoding="utf-8")
        self._processes: list[subprocess.Popen[bytes]] = []
        self.web_php = running(php, "web", **settings)
        self._log = folder / "python.log"
        self._start("start", OWSKIT_WORKER="process")
        port = tools.until(self._port)
        self.url = f"http://127.0.0.1:{port}/{tools.secret}?client=7&user=12"

    def worker_of_python(self) -> None:
        self._start("worker")

    def worker_of_php(self) -> None:
        self._running(self._php, "worker", **self._settings)

    def to_php(self, body: Any) -> tuple[str, str, int]:
        answer = self.web_php.post(body)
        return answer["decision"], answer["reason"], answer["hop"]

    def to_python(self, body: Any) -> tuple[str, str, int]:
        answer = httpx.post(self.url, json=body, timeout=30, trust_env=False).json()
        return answer["decision"], answer["reason"], answer["hop"]

    def stop(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait(20)

    def _start(self, step: str, **more: str) -> None:
        command = self._tools.command(self.python, step)
        with self._log.open("ab") as output:
            self._processes.append(
                subprocess.Popen(
                    [sys.executable if part == "python" else part for part in command],
                    cwd=self.python,
                    env=self._tools.environment(**self._settings, **more),
                    stdout=output,
                    stderr=subprocess.STDOUT,
                )
            )

    def _port(self) -> int | None:
        for line in self._log.read_text(encoding="utf-8").splitlines():
            if '"listening"' in line:
                port: int = json.loads(line)["listening"]
                return port
        assert self._processes[0].poll() is None, self._log.read_text(encoding="utf-8")
        return None


def delivered(uid: str, changes: Any) -> dict[str, Any]:
    request = {"method": "Otys.Services.VacancyService.update", "args": [None, uid, changes]}
    return {"request": request, "result": []}


@pytest.fixture
def pair(
    tmp_path: Path, make: Callable[..., Path], running: Callable[..., Any], redis: Any, fake: Fake, tools: Any
) -> Iterator[Pair]:
    php = make(TRIGGERS, {"enrich": PHP})
    made = Pair(tmp_path, php, running, tools, OWSKIT_STORE=redis.url, OTYS_OWS_URL=fake.url)
    yield made
    made.stop()


def test_equal_deliveries_at_both_are_handled_once(pair: Pair) -> None:
    with ThreadPoolExecutor(10) as threads:
        sent = list(
            threads.map(
                lambda number: (pair.to_php, pair.to_python)[number % 2](delivered("v1", {"title": "a"})), range(40)
            )
        )
    assert Counter(sent) == {("accepted", "queued", 0): 1, ("skip", "duplicate", 0): 39}


@pytest.mark.parametrize("writer", ["php", "python"])
def test_what_one_writes_the_other_knows_for_its_echo(pair: Pair, fake: Fake, tools: Any, writer: str) -> None:
    takes, hears = (pair.to_python, pair.to_php) if writer == "php" else (pair.to_php, pair.to_python)
    assert takes(delivered("v1", {"title": "baker"})) == ("accepted", "queued", 0)
    (pair.worker_of_php if writer == "php" else pair.worker_of_python)()
    tools.until(lambda: fake.updates)
    [[uid, changes]] = fake.updates
    assert (uid, changes["title"], changes["by"][0]) == ("v1", "BAKER", writer)
    # As OTYS, which is PHP, might send it on: an empty object is a list, a whole number has a point.
    assert hears(delivered("v1", changes)) == ("skip", "echo", 1)
    assert takes(delivered("v1", changes)) == ("skip", "duplicate", 0)  # and has taken the row


def test_both_pause_and_both_count(pair: Pair, tools: Any) -> None:
    ran = subprocess.run(
        ["php", "generated/inbox.php", "pause", "enrich"],
        cwd=pair._php,
        env=tools.environment(**pair._settings),
        capture_output=True,
        check=True,
    )
    assert ran.stdout == b"enrich paused.\n"
    assert pair.to_python(delivered("v1", {"title": "a"})) == ("parked", "paused", 0)
    assert pair.to_php(delivered("v2", {"title": "a"})) == ("parked", "paused", 0)
    assert pair.web_php.post(delivered("v3", {"title": "a"}))["budget"] == [3, 10000]
