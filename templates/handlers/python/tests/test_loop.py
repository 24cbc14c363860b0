"""A loop that is real: an OWS that delivers every write back, and a handler that always has a new value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from generated import Decision, Event, Ows, done, guards, worker, writes
from generated.batches import Batches
from generated.delivery import read
from generated.guards import Trigger
from generated.intake import Intake
from generated.rpc import PREFIX, Rpc
from generated.settings import read as read_settings
from generated.spool import Spool
from generated.store import open_store
from generated.switch import Switch
from generated.worker import Worker
from generated.writes import Writes
from tests.cases import SECRET, ManualClock

CAP = 60
CALL = "VacancyService.update"


class Loop:
    """Deliveries come `delay` seconds after the write that caused them, `user` as OTYS would name it."""

    def __init__(self, folder: Path, *, delay: float, user: str, actor: str = "dedicated") -> None:
        self._delay = delay
        self._user = user
        self._clock = ManualClock()
        self._pending: list[tuple[float, str, Any]] = []
        self._record: dict[str, Any] = {"stamp": 0}
        self.deliveries = 0
        self.writes = 0
        settings = read_settings(
            {
                "OWSKIT_WEBHOOK_SECRET": SECRET,
                "OTYS_USER_ID": "99",
                "OWSKIT_STORE": f"sqlite:///{folder / 'store.sqlite'}",
            }
        )
        self._marks = settings.marks
        store, switch = open_store(settings.store, "loop"), Switch("", folder / "paused")
        trigger = Trigger("stamp", "", (CALL,), (), "enrich", actor, ())
        line = Rpc("http://ows.test", "key", transport=httpx.MockTransport(self._answer))
        shared = Writes(settings, store, line, self._clock, switch, frozenset({CALL}))
        handlers = {"stamp": self._handle}
        self._worker = Worker(settings, [trigger], handlers, store, shared, Batches(shared, line), self._clock, switch)
        self._intake = Intake(settings, [trigger], store, self._clock, switch, Spool(folder / "spool"))

    def run(self) -> tuple[int, int]:
        """A person's edit, and all that comes of it: deliveries and writes, up to the cap."""
        self._pending.append((0, "12", {"title": "by a person"}))
        while self._pending and self.deliveries < CAP:
            at, user, changes = self._pending.pop(0)
            self._clock.at = max(self._clock.at, at)
            body = {"request": {"method": PREFIX + CALL, "args": [None, "u1", changes]}, "result": []}
            self._intake.take([read(json.dumps(body).encode(), f"user={user}", self._marks)])
            self.deliveries += 1
            while self._worker.work_one() is not None:
                pass
        return self.deliveries, self.writes

    def _handle(self, event: Event, ows: Ows) -> Decision:
        ows.update(CALL, str(event.uid), {"stamp": self._clock.now() + self.writes})
        return done()

    def _answer(self, request: httpx.Request) -> httpx.Response:
        posted = json.loads(request.content)
        if posted["method"] == "loginByUid":
            return httpx.Response(200, json={"result": "session"})
        if posted["method"].endswith("getDetail"):
            return httpx.Response(200, json={"result": self._record})
        changes = posted["params"][2]
        self._record |= changes
        self.writes += 1
        self._pending.append((self._clock.at + self._delay, self._user, changes))
        return httpx.Response(200, json={"result": []})


def test_an_echo_ends_it(tmp_path: Path) -> None:
    assert Loop(tmp_path, delay=1, user="99").run() == (2, 1)


def test_an_echo_by_a_shared_user_that_nobody_names(tmp_path: Path) -> None:
    assert Loop(tmp_path, delay=1, user="", actor="shared").run() == (2, 1)


def test_an_echo_past_expiry_of_a_dedicated_user(tmp_path: Path) -> None:
    assert Loop(tmp_path, delay=1000, user="99").run() == (2, 1)


def test_every_mark_blind_and_fast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three writes, then the breaker: without the ledger, as if each echo came after its row was gone."""
    _without(monkeypatch, "echo")
    assert Loop(tmp_path, delay=2, user="", actor="shared").run() == (4, 3)


def test_every_mark_blind_and_slow(tmp_path: Path) -> None:
    """Ten writes a day: each echo comes after its row has expired."""
    assert Loop(tmp_path, delay=1000, user="", actor="shared").run() == (11, 10)


def test_without_guards_it_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the tests above would prove nothing."""
    monkeypatch.setattr(guards.first_reason, "__defaults__", ((),))
    monkeypatch.setattr(worker, "OF_A_JOB", ())
    monkeypatch.setattr(writes, "OF_A_WRITE", ())
    assert Loop(tmp_path, delay=2, user="99").run() == (CAP, CAP)


def _without(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    left = tuple(guard for guard in guards.OF_A_DELIVERY if guard.__name__ != name)
    monkeypatch.setattr(guards.first_reason, "__defaults__", (left,))
