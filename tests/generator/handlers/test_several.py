"""Four processes on one Redis that is killed and started again: nothing handled twice, nothing written meanwhile."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.generator.handlers.processes import Process, start, start_web
from tests.generator.handlers.stand_ins import FakeOws, MovedClock

from owskit_generator.prove.redis_view import RedisView

TRIGGERS = """
version: 1
receiver: https://hooks.acme.nl/otys
stack: acme
triggers:
  - name: enrich
    service_calls: [VacancyService.update]
"""
HANDLER = """
import os

from generated import Decision, Event, Ows, done


def handle(event: Event, ows: Ows) -> Decision:
    path = os.path.join(os.environ["BUSY"], str(event.uid))
    os.close(os.open(path, os.O_CREAT | os.O_EXCL))  # a second one at the same record would fail here
    try:
        ows.update("VacancyService.update", str(event.uid), {"title": event.changes["title"].upper()})
    finally:
        os.unlink(path)
    return done()
"""


def delivery(uid: str, title: str = "baker") -> dict[str, Any]:
    return {"request": {"method": "Otys.Services.VacancyService.update", "args": [None, uid, {"title": title}]}}


def test_four_processes_and_a_redis_that_is_killed(
    make_project: Callable[..., Path], ows: FakeOws, clock: MovedClock, redis: Any, tmp_path: Path
) -> None:
    project = make_project(TRIGGERS, handlers={"enrich": HANDLER})
    (tmp_path / "busy").mkdir()
    settings = {
        "OTYS_OWS_URL": ows.url,
        "OTYS_API_KEY": "api-key-of-the-handler",
        "OWSKIT_CLOCK_URL": clock.url,
        "OWSKIT_WORKER": "process",
        "OWSKIT_STORE": redis.url,
        "OWSKIT_SPOOL": str(tmp_path / "spool"),
        "BUSY": str(tmp_path / "busy"),
    }
    ows.delay = 0.005
    processes = [start_web(project, **settings) for _ in range(2)] + [
        start(project, "worker", **settings) for _ in range(2)
    ]
    webs, workers = processes[:2], processes[2:]
    try:
        answers = _flood(webs, range(0, 60))
        redis.kill()
        time.sleep(0.3)
        made = ows.writes.total()
        answers += _flood(webs, range(60, 90))
        time.sleep(0.5)
        assert ows.writes.total() <= made + 8  # those that had begun: one a thread
        redis.start()
        answers += _flood(webs, range(90, 120))
        store = RedisView(redis.url)

        def done() -> int:
            return sum(job.state == "done" for job in store.jobs(0))

        _until(lambda: done() >= 120 - 8, workers)
        clock.skipped = 61.0  # leases of runs whose end could not be noted lapse
        _until(lambda: done() == 120, workers)
        assert all(worker.process.poll() is None for worker in processes)
        # Each was sent twice, at both doors at once: one of them went on, the other was its duplicate.
        reasons = Counter(answers)
        assert reasons.keys() == {"queued", "duplicate", "store-unreachable"}
        assert reasons["store-unreachable"] >= 60
        assert reasons["queued"] >= 60
        assert abs(reasons["queued"] - reasons["duplicate"]) <= 30
        assert ows.writes == Counter({f"VacancyService.update v{number}": 1 for number in range(120)})
        ended = _ended(workers)
        assert set(ended.values()) == {1}
        assert len(ended) >= 120 - 8  # an end that Redis noted when it was killed has no line: its answer never came
        assert all(_ended([worker]) for worker in workers)
    finally:
        codes = [process.stop() for process in processes]
    assert codes in ([-15, -15, 0, 0], [0, 0, 0, 0])  # uvicorn ends by the signal that it was told to end with


def test_the_budget_is_counted_together(
    make_project: Callable[..., Path], ows: FakeOws, redis: Any, tmp_path: Path
) -> None:
    project = make_project(TRIGGERS)
    settings = {"OWSKIT_STORE": redis.url, "OWSKIT_SPOOL": str(tmp_path / "spool")}
    webs = [start_web(project, **settings) for _ in range(2)]
    try:
        counts = [web.post(delivery(f"v{number}")).json()["budget"] for number in range(5) for web in webs]
        assert counts == [[number, 10_000] for number in range(1, 11)]
    finally:
        for web in webs:
            web.stop()


def test_a_redis_that_keeps_nothing_is_warned_about(
    make_project: Callable[..., Path], run_project: Callable[..., Any], redis: Any
) -> None:
    import redis as client

    with client.Redis(port=redis.port) as line:
        line.config_set("appendonly", "no")
    with run_project(make_project(TRIGGERS), OWSKIT_STORE=redis.url) as app:
        assert "--appendonly yes" in app.wait_for(lambda line: line.get("level") == "warning")["reason"]


def _ended(workers: list[Process]) -> Counter[str]:
    """How often each delivery's job came to its end."""
    lines = [line for worker in workers for line in worker.lines() if "attempt" in line]
    return Counter(line["delivery"] for line in lines if line["decision"] in {"done", "skip"})


def _flood(webs: list[Process], numbers: range) -> list[str]:
    """Each delivery at both doors at once; the reasons of the answers."""

    def send(web: Process, number: int, barrier: threading.Barrier) -> str:
        barrier.wait(10)
        reason: str = web.post(delivery(f"v{number}")).json()["reason"]
        return reason

    with ThreadPoolExecutor(2) as threads:
        found = []
        for number in numbers:
            barrier = threading.Barrier(2)
            found += [future.result(30) for future in [threads.submit(send, web, number, barrier) for web in webs]]
        return found


def _until(true: Callable[[], bool], processes: list[Process], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            pytest.fail("not in time:\n" + "\n".join("\n".join(one.log().splitlines()[-5:]) for one in processes))
        time.sleep(0.05)
