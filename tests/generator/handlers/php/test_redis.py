"""Several machines: any number of processes on one Redis, which may go and come back."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx

from owskit_addon.ports import free_port

HANDLER = r"""<?php

declare(strict_types=1);

use Owskit\{Decision, Event, Ows};

return function (Event $event, Ows $ows): Decision {
    $log = dirname(__DIR__) . '/handled.txt';
    file_put_contents($log, "begin {$event->uid}" . PHP_EOL, FILE_APPEND | LOCK_EX);
    usleep(30_000);
    file_put_contents($log, "end {$event->uid}" . PHP_EOL, FILE_APPEND | LOCK_EX);
    return Decision::done();
};
"""


def delivered(uid: str, changes: Any) -> dict[str, Any]:
    return {"request": {"method": "Otys.Services.VacancyService.update", "args": [None, uid, changes]}, "result": uid}


def test_every_case_on_redis_too(make: Callable[..., Path], redis: Any, tools: Any) -> None:
    project = make()
    ran = subprocess.run(
        [*tools.command(project, "test"), "vectors"],
        cwd=project,
        env={**os.environ, "OWSKIT_TEST_REDIS": redis.url},
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert ran.returncode == 0, ran.stdout
    assert "skipped" not in ran.stdout
    assert int(re.search(r"(\d+) passed", ran.stdout)[1]) > 150  # type: ignore[index]


def test_four_processes_share_one_state_and_survive_the_loss_of_it(
    make: Callable[..., Path], running: Callable[..., Any], redis: Any, tools: Any, clock: Any
) -> None:
    project = make(handlers={"enrich": HANDLER})
    settings = {"OWSKIT_STORE": redis.url, "OWSKIT_CLOCK_URL": clock.url}
    webs = [running(project, "web", **settings) for _ in range(2)]
    workers = [running(project, "worker", **settings) for _ in range(2)]
    with ThreadPoolExecutor(10) as threads:
        once = list(threads.map(lambda number: webs[number % 2].post(delivered("v0", {"a": 1}))["reason"], range(40)))
    assert Counter(once) == {"queued": 1, "duplicate": 39}

    sent = 0
    accepted: list[str] = []
    parked: list[str] = []
    for turn in range(3):
        for number in range(20):
            sent += 1
            uid = f"v{1 + number % 5}"
            answer = webs[sent % 2].post(delivered(uid, {"turn": turn, "number": number}))
            (accepted if answer["decision"] == "accepted" else parked).append(uid)
            assert answer["reason"] in {"queued", "store-unreachable"}
            if number == 10 and turn < 2:
                redis.kill()
        ready = httpx.get(f"{webs[0].url}/readyz", trust_env=False).status_code
        assert ready == (503 if turn < 2 else 200)
        if turn < 2:
            redis.start()
            tools.until(lambda: not list((project / "spool").glob("*.json")))
    assert parked
    # A worker that was working gives its job back a second after Redis is there again. Where Redis died with its
    # answer to one that had asked for work, that lease has to lapse.
    everything = 2 * (1 + sent)
    patience = time.monotonic() + 5
    tools.until(lambda: len(handled(project)) >= everything or time.monotonic() > patience)
    clock.skip = 61_000
    tools.until(lambda: len(handled(project)) >= everything, 60)

    # Each delivery once, and one record's one at a time: begin and end of a record never mix.
    open_now: set[str] = set()
    counts: Counter[str] = Counter()
    for what, uid in handled(project):
        assert (what == "begin") == (uid not in open_now)
        open_now ^= {uid}
        counts[uid] += what == "end"
    assert counts == Counter(accepted + parked + ["v0"])
    assert all(worker.process.poll() is None for worker in workers)
    assert all("cannot" not in web.log() for web in webs)


def handled(project: Path) -> list[tuple[str, str]]:
    path = project / "handled.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [(line.split(" ")[0], line.split(" ")[1]) for line in lines]


def test_a_redis_that_keeps_nothing_is_told_of(
    make: Callable[..., Path], running: Callable[..., Any], redis: Any, tools: Any
) -> None:
    worker = running(make(), "worker", OWSKIT_STORE=redis.url)
    tools.until(lambda: '"working"' in worker.log())
    worker.kill()
    assert "keeps nothing" not in worker.log()
    with socket.create_connection(("127.0.0.1", redis.port), timeout=5) as connection:
        connection.sendall(b"CONFIG SET appendonly no\r\n")
        assert connection.recv(16).startswith(b"+OK")
    worker = running(make(), "worker", OWSKIT_STORE=redis.url)
    tools.until(lambda: "keeps nothing" in worker.log())


def test_no_write_while_redis_is_gone(
    make: Callable[..., Path], running: Callable[..., Any], redis: Any, tools: Any
) -> None:
    """Fail closed: the handler meets the loss of the store between two writes."""
    handler = HANDLER.replace(
        "    return Decision::done();",
        "    while (!file_exists(dirname(__DIR__) . '/go')) { usleep(10_000); }\n"
        "    $ows->update('VacancyService.update', (string) $event->uid, ['title' => 'BAKER']);\n"
        "    return Decision::done();",
    )
    project = make(handlers={"enrich": handler})
    calls = project / "calls.txt"
    with subprocess.Popen(
        ["php", "-S", f"127.0.0.1:{(port := free_port())}", str(fake_ows(project, calls))], stderr=subprocess.DEVNULL
    ) as ows:
        try:
            settings = {"OWSKIT_STORE": redis.url, "OTYS_OWS_URL": f"http://127.0.0.1:{port}/jservice.php"}
            web, worker = running(project, "web", **settings), running(project, "worker", **settings)
            assert web.post(delivered("v1", {"title": "baker"}))["decision"] == "accepted"
            tools.until(lambda: handled(project) == [("begin", "v1"), ("end", "v1")])
            redis.kill()
            (project / "go").touch()
            tools.until(lambda: "store-unreachable" in worker.log())
            time.sleep(0.5)
            assert not calls.exists()
            assert worker.process.poll() is None
        finally:
            ows.kill()


def fake_ows(project: Path, calls: Path) -> Path:
    path = project.parent / "ows.php"
    path.write_text(
        "<?php $posted = json_decode(file_get_contents('php://input'), true);"
        f" file_put_contents({json.dumps(str(calls))}, $posted['method'] . PHP_EOL, FILE_APPEND);"
        " echo json_encode(['result' => 'session-of-the-handler', 'id' => 1]);",
        encoding="utf-8",
    )
    return path
