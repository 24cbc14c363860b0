"""What a person does with a running project: look at the inbox, let go on, give up, stop all writes, end it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.generator.handlers.processes import Process, run, start, start_web
from tests.generator.handlers.stand_ins import FakeOws, MovedClock

TRIGGERS = """
version: 1
receiver: https://hooks.acme.nl/otys
stack: acme
triggers:
  - name: enrich
    service_calls: [VacancyService.update]
  - name: breaks
    service_calls: [RelationService.update]
  - name: slow
    service_calls: [UserService.update]
"""
ENRICH = """
from generated import Decision, Event, Ows, done


def handle(event: Event, ows: Ows) -> Decision:
    ows.update("VacancyService.update", str(event.uid), {"title": event.changes["title"].upper()})
    return done()
"""
BREAKS = """
from generated import Decision, Event, Ows


def handle(event: Event, ows: Ows) -> Decision:
    raise ValueError("nobody may see " + event.changes["title"])
"""
SLOW = """
import os
import time
from pathlib import Path

from generated import Decision, Event, Ows, done


def handle(event: Event, ows: Ows) -> Decision:
    Path(os.environ["BEGAN"]).touch(0o600)
    time.sleep(2)
    return done("slowly")
"""


@pytest.fixture(scope="module")
def project(make_project: Callable[..., Path]) -> Path:
    return make_project(TRIGGERS, handlers={"enrich": ENRICH, "breaks": BREAKS, "slow": SLOW})


@pytest.fixture
def settings(request: pytest.FixtureRequest, ows: FakeOws, clock: MovedClock, tmp_path: Path) -> dict[str, str]:
    """On SQLite; on a Redis of its own where the test is parametrized so."""
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    if getattr(request, "param", "sqlite") == "redis":
        url = request.getfixturevalue("redis").url
    return {
        "OTYS_OWS_URL": ows.url,
        "OTYS_API_KEY": "api-key-of-the-handler",
        "OWSKIT_CLOCK_URL": clock.url,
        "OWSKIT_STORE": url,
        "OWSKIT_SPOOL": str(tmp_path / "spool"),
        "OWSKIT_PAUSE_FILE": str(tmp_path / "paused"),
        "BEGAN": str(tmp_path / "began"),
    }


@pytest.fixture
def web(project: Path, settings: dict[str, str]) -> Iterator[Process]:
    made = start_web(project, **settings)
    yield made
    made.stop()


def call(name: str, uid: str, title: str = "baker") -> dict[str, Any]:
    return {"request": {"method": f"Otys.Services.{name}", "args": [None, uid, {"title": title}]}}


def said(project: Path, settings: dict[str, str], *arguments: str, code: int = 0) -> str:
    ended = run(project, *arguments, **settings)
    assert (ended.returncode, ended.stderr) == (code, "")
    return ended.stdout


@pytest.mark.parametrize("settings", ["sqlite", "redis"], indirect=True)
def test_a_handler_that_raises_is_parked_seen_released_and_dropped(
    project: Path, settings: dict[str, str], web: Process, clock: MovedClock
) -> None:
    assert web.ended(call("RelationService.update", "r1", "Vandersteen")) == ("error", "handler-raised")
    assert "1 wait, 0 are parked" in said(project, settings, "inbox")
    for attempt in range(2, 7):
        clock.skipped += 3700
        web.wait_for(lambda line, attempt=attempt: line.get("attempt") == attempt)
    shown = said(project, settings, "inbox")
    assert "0 wait, 1 are parked" in shown
    assert "RelationService/r1" in shown
    assert "handler-raised: ValueError at breaks.py:6" in shown
    assert "Vandersteen" not in shown + web.log()
    delivery = shown.splitlines()[1].split()[0]
    assert "Vandersteen" in said(project, settings, "inbox", "show", delivery)
    assert "1 released" in said(project, settings, "inbox", "release", delivery)
    web.wait_for(lambda line: line.get("attempt") == 1 and line["at"] > web.lines()[-2]["at"])
    for attempt in range(2, 7):
        clock.skipped += 3700
        _until(lambda attempt=attempt: [one.get("attempt") for one in web.lines()].count(attempt) == 2)
    assert "1 dropped" in said(project, settings, "inbox", "drop", "--reason", "handler-raised")
    assert "0 wait, 0 are parked" in said(project, settings, "inbox")
    assert "0 dropped" in said(project, settings, "inbox", "drop", delivery, code=1)


@pytest.mark.parametrize("settings", ["sqlite", "redis"], indirect=True)
def test_pause_and_resume(project: Path, settings: dict[str, str], web: Process, ows: FakeOws) -> None:
    said(project, settings, "pause", "enrich")
    assert web.decision(call("VacancyService.update", "v1")) == ("parked", "paused")
    assert web.decision(call("RelationService.update", "r1"))[0] == "accepted"
    assert "Paused: enrich" in said(project, settings, "inbox")
    assert "1 parked meanwhile" in said(project, settings, "resume")
    assert ows.writes.total() == 0
    assert "1 released" in said(project, settings, "inbox", "release", "--reason", "paused")
    web.wait_for(lambda line: line.get("trigger") == "enrich" and line.get("decision") == "done")
    assert ows.writes == {"VacancyService.update v1": 1}


def test_a_file_pauses_everything_from_the_moment_it_is_there(
    project: Path, settings: dict[str, str], web: Process
) -> None:
    assert web.ended(call("VacancyService.update", "v1")) == ("done", "handled")
    Path(settings["OWSKIT_PAUSE_FILE"]).touch()
    assert web.decision(call("VacancyService.update", "v2")) == ("parked", "paused")
    Path(settings["OWSKIT_PAUSE_FILE"]).unlink()
    assert web.decision(call("VacancyService.update", "v3")) == ("accepted", "queued")


def test_a_variable_pauses_a_process(project: Path, settings: dict[str, str]) -> None:
    web = start_web(project, **settings, OWSKIT_PAUSED="enrich")
    try:
        assert web.decision(call("VacancyService.update", "v1")) == ("parked", "paused")
        assert web.decision(call("UserService.update", "u1")) == ("accepted", "queued")
    finally:
        web.stop()


def test_quarantine_is_shown_and_lifted(
    project: Path, settings: dict[str, str], web: Process, ows: FakeOws, clock: MovedClock
) -> None:
    for _ in range(2):
        ows.records["v1"] = {"title": "baker"}
        assert web.ended(call("VacancyService.update", "v1")) == ("done", "handled")
        clock.skipped += 700
    ows.records["v1"] = {"title": "baker"}
    assert web.ended(call("VacancyService.update", "v1")) == ("parked", "quarantined")
    assert "quarantine  enrich  VacancyService/v1" in said(project, settings, "inbox")
    said(project, settings, "inbox", "lift", "enrich", "VacancyService/v1")
    said(project, settings, "inbox", "lift", "enrich", "VacancyService/v1", code=1)
    said(project, settings, "inbox", "release", "--reason", "quarantined")
    _until(lambda: ows.records["v1"]["title"] == "BAKER")


@pytest.mark.parametrize("step", ["start", "worker"])
def test_told_to_end_it_lets_a_handler_finish(
    project: Path, settings: dict[str, str], tmp_path: Path, step: str
) -> None:
    web = start_web(project, **settings, **({"OWSKIT_WORKER": "process"} if step == "worker" else {}))
    working = start(project, "worker", **settings) if step == "worker" else web
    try:
        working.wait_for(lambda line: "listening" in line or "working" in line)
        web.post(call("UserService.update", "u1"))
        _until((tmp_path / "began").exists)
        mode = {path.name: path.stat().st_mode & 0o077 for path in tmp_path.glob("store.sqlite*")}
        assert mode["store.sqlite"] == 0 == sum(mode.values()) or sys.platform == "win32", mode
        working.stop()
        assert any(line.get("reason") == "slowly" for line in working.lines())
    finally:
        web.stop() if web.process.poll() is None else None


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["inbox", "nonsense"], ["inbox", "release"], ["pause", "nobody"], ["worker", "0"], ["worker", "x"]],
)
def test_a_wrong_command(project: Path, arguments: list[str]) -> None:
    ended = run(project, *arguments)
    assert ended.returncode == 2
    assert "python -m generated [COMMAND]" in ended.stderr


def test_without_a_store_a_command_says_so(project: Path) -> None:
    ended = run(project, "inbox", OWSKIT_STORE="redis://127.0.0.1:9/0")
    assert ended.returncode == 1
    assert "the store cannot be used" in ended.stderr
    assert "Traceback" not in ended.stderr


def _until(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.02)
