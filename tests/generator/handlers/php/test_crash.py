"""kill -9 at random points: no accepted delivery is lost, and no write is made twice."""

from __future__ import annotations

import itertools
import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

ROUNDS = int(os.environ.get("OWSKIT_CRASH_ROUNDS", "10"))
HANDLER = r"""<?php

declare(strict_types=1);

use Owskit\{Decision, Event, Ows};

return function (Event $event, Ows $ows): Decision {
    $title = strtoupper((string) $event->changes['title']);
    $ows->update('VacancyService.update', (string) $event->uid, ['title' => $title]);
    $ows->call('VacancyService.setExtraFieldValue', $event->uid, 1, 'checked');
    return Decision::done();
};
"""


class Fake:
    """OWS with vacancies, which counts every write that reaches it."""

    def __init__(self, server: type[ThreadingHTTPServer]) -> None:
        self.titles: dict[str, str] = {}
        self.writes: Counter[str] = Counter()
        self.delay = 0.0
        fake = self

        class Answers(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                posted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                body = json.dumps(
                    {"result": fake.result(posted["method"].removeprefix("Otys.Services."), posted["params"])}
                )
                time.sleep(fake.delay)
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = server(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/jservice.php"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def result(self, name: str, params: list[Any]) -> Any:
        if name == "loginByUid":
            return "session-of-the-handler-123"
        if name == "VacancyService.getDetail":
            return {"title": self.titles.get(params[1], "")}
        if name == "VacancyService.update":
            self.writes[f"update {params[1]}"] += 1
            self.titles[params[1]] = params[2]["title"]
            return []
        self.writes[f"extra {params[1]}"] += 1
        return True


@pytest.fixture
def fake(tools: Any) -> Iterator[Fake]:
    made = Fake(tools.Server)
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_web_and_worker_killed_at_random(
    make: Callable[..., Path], running: Callable[..., Any], tools: Any, fake: Fake, clock: Any
) -> None:
    project = make(handlers={"enrich": HANDLER})
    chance = random.Random(20261120)
    settings = {"OTYS_OWS_URL": fake.url, "OWSKIT_CLOCK_URL": clock.url}
    fake.delay = 0.01
    web, worker = running(project, "web", **settings), running(project, "worker", **settings)
    accepted: set[str] = set()
    unanswered: set[str] = set()
    uids = (f"v{number}" for number in itertools.count(1))

    def deliver() -> None:
        uid = next(uids)
        body = {"request": {"method": "Otys.Services.VacancyService.update", "args": [None, uid, {"title": "baker"}]}}
        fake.titles[uid] = "baker"
        try:
            answer = web.post(body)
            assert (answer["decision"], answer["reason"]) == ("accepted", "queued")
            accepted.add(uid)
        except httpx.TransportError:
            unanswered.add(uid)
        time.sleep(0.01)

    for _ in range(ROUNDS):
        victims = chance.choice([(web,), (worker,), (web, worker)])
        before = len(accepted)
        deliver()
        assert len(accepted) > before  # however slow the machine is, who is killed had something to lose
        killer = threading.Timer(chance.uniform(0.05, 0.6), lambda victims=victims: [one.kill() for one in victims])
        killer.start()
        while killer.is_alive():
            deliver()
        killer.join()
        if web in victims:
            web = running(project, "web", **settings)
        if worker in victims:
            worker = running(project, "worker", **settings)
    clock.skip = 61_000  # leases of the dead lapse, retries are due
    tools.until(lambda: quiet(project), 60)
    lost = {uid for uid in accepted if fake.titles[uid] != "BAKER"}
    parked = {
        line.split("  ")[2].removeprefix("VacancyService/") for line in inbox(project, tools) if "uncertain" in line
    }
    assert not lost - parked
    assert not lost
    twice = {name: count for name, count in fake.writes.items() if count > 1}
    assert not twice
    # The second write, which cannot be compared: made once, or nobody knows and it waits for a person.
    assert {uid for uid in accepted if not fake.writes[f"extra {uid}"]} <= parked
    assert web.send(json.dumps({}).encode()).status_code == 200


def quiet(project: Path) -> bool:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(project / "store.sqlite")) as store:
        return not store.execute("SELECT 1 FROM jobs WHERE state = 'queued' LIMIT 1").fetchall()


def inbox(project: Path, tools: Any) -> list[str]:
    import subprocess

    ran = subprocess.run(
        ["php", "generated/inbox.php"], cwd=project, env=tools.environment(), capture_output=True, text=True, check=True
    )
    return ran.stdout.splitlines()
