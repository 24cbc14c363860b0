"""`listen`: every delivery once, over restarts; the webhooks gone at the end, and those of a crash swept."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.generator.webhooks.handler import Handler, serving
from tests.generator.webhooks.otys import (
    COMMAND,
    SECRET,
    STACK,
    Otys,
    address,
    environment_of,
    owskit,
    triggers_yaml,
    until,
    written,
)

from owskit_addon.errors import OwskitError
from owskit_addon.ports import free_port
from owskit_generator.webhooks import state
from owskit_generator.webhooks.client import OwsClient
from owskit_generator.webhooks.listen_journal import Journal

A, B = "CandidateService.updateEx", "CandidateService.update"
PLACE = "https://owskit-listen.invalid/"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are not Windows'")


class Listening:
    """A running `listen`, with what it printed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.printed: list[dict[str, Any]] = []
        self._noted: list[str] = []
        self._readers = [threading.Thread(target=read) for read in (self._read, self._read_notes)]
        for reader in self._readers:
            reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                self.printed.append(json.loads(line))

    def _read_notes(self) -> None:
        assert self.process.stderr
        with self.process.stderr as lines:
            for line in lines:
                self._noted.append(line)

    def events(self, kind: str) -> list[dict[str, Any]]:
        return [each for each in self.printed if each["event"] == kind]

    def noted(self) -> str:
        return "".join(self._noted)

    def end(self, kind: int) -> str:
        """Sends a signal (0: none) and waits for the end; what stands on the error stream."""
        self.process.send_signal(kind)
        self.process.wait(60)
        for reader in self._readers:
            reader.join()
        return self.noted()


@pytest.fixture
def listen(otys: Otys, handler: Handler, tmp_path: Path) -> Iterator[Callable[..., Listening]]:
    started: list[Listening] = []

    def start(*options: str, calls: tuple[str, ...] = (A,), to: str = "") -> Listening:
        given = [part for call in calls for part in ("--call", call)]
        process = subprocess.Popen(
            [*COMMAND, "webhooks", "listen", *given, "--to", to or handler.url, "--every", "0.2", "--json", *options],
            env=environment_of(otys, XDG_STATE_HOME=str(tmp_path / "state"), PYTHONUNBUFFERED="1"),
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        found = Listening(process)
        started.append(found)
        until(lambda: found.events("listening") or process.poll() is not None)
        return found

    yield start
    for each in started:
        if each.process.poll() is None:
            each.end(signal.SIGKILL)


def listening_at(otys: Otys) -> list[dict[str, Any]]:
    return [each for each in otys.definitions() if each["webhookUrl"].startswith(PLACE)]


def test_a_delivery_of_ones_own_user_comes_to_the_handler(otys: Otys, handler: Handler, listen: Any) -> None:
    running = listen()
    [one] = listening_at(otys)
    assert (one["serviceCall"], one["klantGlobal"], one["userId"]) == (A, False, otys.ready["user_id"])
    uid = otys.change(0, by=otys.integration, note="Ünïcode")
    otys.change(1, by=otys.recruiter)
    [(path, headers, body)] = until(lambda: handler.received)
    assert json.loads(body)["request"]["args"][1:] == [uid, {"note": "Ünïcode"}]
    assert path.startswith(f"/otys/{SECRET}?owskit-listen=")
    assert f"user={otys.ready['user_id']}" in path
    until(lambda: running.events("delivery"))
    err = running.end(signal.SIGINT)
    assert running.process.returncode == 0, err
    assert listening_at(otys) == []
    assert len(handler.received) == 1
    [told] = running.events("delivery")
    assert (told["id"], told["decision"], told["reason"]) == (int(headers["x-owskit-listen"]), "skip", "own-user")
    assert SECRET not in err + json.dumps(running.printed)


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGKILL], ids=["ended", "killed"])
def test_fifty_a_second_and_a_restart_in_between(otys: Otys, handler: Handler, listen: Any, kind: int) -> None:
    before = max((each["id"] for each in otys.deliveries()), default=0)
    stop = threading.Event()

    def people() -> None:
        with OwsClient(otys.url, verify=otys.ready["ca"]) as ows:
            ows.login_by_uid(otys.ready["api_key"])
            uid = ows.call("CandidateService.getListEx", {"limit": 1})["listOutput"][0]["uid"]
            begin, number = time.monotonic(), 0
            while not stop.is_set():
                ows.call(A, uid, {"note": str(number)})
                number += 1
                stop.wait(max(0.0, begin + number / 50 - time.monotonic()))

    first = listen()
    clicking = threading.Thread(target=people)
    clicking.start()
    try:
        until(lambda: len(handler.received) > 100)
        first.end(kind)
        second = listen()
        so_far = len(handler.received)
        until(lambda: len(handler.received) > so_far + 100)
    finally:
        stop.set()
        clicking.join()
    second.end(signal.SIGTERM)
    logged = [each["id"] for each in otys.deliveries() if each["id"] > before and each["url"].startswith(PLACE)]
    received = [int(headers["x-owskit-listen"]) for _, headers, _ in handler.received]
    again = [each["id"] for each in second.events("delivery") if each["again"]]
    assert len(logged) > 200
    assert sorted(set(received)) == logged, "none lost"
    twice = sorted(number for number in set(received) if received.count(number) > 1)
    # Killed between the handler's answer and the note of it, nobody knows: that one comes again and is told so.
    assert twice == [] if kind == signal.SIGTERM else set(twice) <= set(again) and len(again) <= 1
    assert listening_at(otys) == []


def test_what_a_crash_left_is_swept_and_others_are_not(otys: Otys, listen: Any) -> None:
    listen(calls=(A, B)).end(signal.SIGKILL)
    assert len(listening_at(otys)) == 2
    past = (datetime.now(UTC) - timedelta(hours=1)).strftime("%Y%m%dT%H%M%SZ")
    future = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y%m%dT%H%M%SZ")
    otys.add(B, f"{PLACE}?owskit-listen=elsewhere&until={past}", everyone=False)
    others = [
        otys.add(A, f"{PLACE}?owskit-listen=elsewhere&until={future}", everyone=False),
        otys.add(A, f"{PLACE}?owskit-listen=recruiter&until={past}", everyone=False, by=otys.recruiter),
        otys.add(A, f"{PLACE}?owskit-listen=everyone&until={past}", everyone=True),
        otys.add(A, address(), everyone=False),
    ]
    running = listen()
    assert running.process.poll() is None, running.end(0)
    assert len(listening_at(otys)) == 1 + 3, listening_at(otys)
    err = running.end(signal.SIGINT)
    assert [each["uid"] for each in otys.definitions()] == others
    assert "3 left by an earlier run were removed" in err
    assert f"{others[0]} is of another listen of this user" in err
    assert "hides it for what user" in err, "a webhook for everyone is silent for this user meanwhile"


def test_apply_and_remove_leave_a_running_listen_alone(otys: Otys, listen: Any, tmp_path: Path) -> None:
    running = listen()
    kept = listening_at(otys)
    assert owskit("webhooks", "apply", written(tmp_path, triggers_yaml(A)), "--yes", "--policy", "sync").code == 0
    assert owskit("webhooks", "remove", "--stack", STACK, "--yes").code == 0
    assert otys.definitions() == kept
    running.end(signal.SIGINT)


def test_a_handler_that_is_not_up_yet_gets_it_later(otys: Otys, listen: Any) -> None:
    port = free_port()
    running = listen(to=f"http://127.0.0.1:{port}/otys")
    otys.change(0, by=otys.integration)
    otys.change(1, by=otys.integration)
    until(lambda: "wait until somebody does" in running.noted())
    assert running.events("delivery") == []
    with serving(port) as late:
        until(lambda: len(running.events("delivery")) == 2)
        running.end(signal.SIGINT)
    ids = [int(headers["x-owskit-listen"]) for _, headers, _ in late.received]
    assert ids == sorted(ids)
    assert len(ids) == 2
    assert not any(each["again"] for each in running.events("delivery"))


def test_dry_writes_are_shown_and_not_sent(otys: Otys, listen: Any) -> None:
    import httpx

    running = listen("--dry-writes")
    url = running.events("listening")[0]["ows"]
    with OwsClient(url) as handler_ows:
        handler_ows.login_by_uid(otys.ready["api_key"])
        [row] = handler_ows.call("CandidateService.getListEx", {"limit": 1})["listOutput"]
        before = otys.integration.call("CandidateService.getDetail", row["uid"], {"note": 1})
        assert handler_ows.call(A, row["uid"], {"note": "Wilhelmina"}) == row["uid"]
        outcomes = handler_ows.batch(
            [
                ("CandidateService.getDetail", [row["uid"], {"note": 1}]),
                ("CandidateService.add", [{"note": "x"}]),
                ("Some.party", []),
            ]
        )
        assert outcomes[0].result == before
        assert len(outcomes[1].result) == 16
    with httpx.Client(trust_env=False) as http:
        assert http.post(url, content=b"not JSON").json()["error"]["code"] == -32600
        assert (
            http.post(
                url, json={"method": "check", "params": []}, headers={"Origin": "https://evil.example"}
            ).status_code
            == 403
        )
        assert http.post(url, json={"method": "check"}, headers={"Host": "evil.example"}).status_code == 403
        assert http.post(url.replace("jservice", "fileService"), content=b"x").status_code == 404
    assert otys.integration.call("CandidateService.getDetail", row["uid"], {"note": 1}) == before
    until(lambda: len(running.events("held")) == 3)
    running.end(signal.SIGINT)
    assert [each["service_call"] for each in running.events("held")] == [A, "CandidateService.add", None]
    assert "Wilhelmina" not in json.dumps(running.printed)


def test_a_call_that_may_not_be_registered_leaves_nothing(otys: Otys, handler: Handler) -> None:
    ran = owskit("webhooks", "listen", "--call", "MultiService.execute", "--to", handler.url)
    assert ran.code == 2
    ran = owskit("webhooks", "listen", "--to", handler.url)
    assert (ran.code, "which calls to listen to" in ran.err) == (1, True)
    ran = owskit("webhooks", "listen", "--call", A, "--to", "https://hooks.acme.nl/otys")
    assert (ran.code, "not this machine" in ran.err) == (1, True)
    assert otys.definitions() == []


def test_one_at_a_time(otys: Otys, listen: Any) -> None:
    running = listen()
    second = listen()
    err = second.end(0)
    assert second.process.returncode == 1
    assert "Another `owskit webhooks listen` runs" in err
    assert len(listening_at(otys)) == 1
    running.end(signal.SIGINT)


class TestJournal:
    """What is remembered of a run that ended in any way."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def journal(self) -> Journal:
        return Journal("ows.otys.nl", "4711", "70104")

    def test_a_killed_run_is_gone_on_with(self) -> None:
        with self.journal() as journal:
            journal.start(10)
            for number in (11, 12, 13):
                journal.begin(number)
                if number != 13:
                    journal.end(number)
            listener = journal.listener
        with self.journal() as journal:
            assert (journal.listener, journal.floor, journal.done, journal.begun) == (listener, 10, [11, 12], 13)

    def test_one_that_ended_long_ago_begins_anew(self) -> None:
        with self.journal() as journal:
            journal.start(10)
            journal.end(11)
            journal.finish()
            name = journal._head
        with self.journal() as journal:
            assert journal.floor == 10
        head = state.read(name)
        state.write(name, {**head, "ended": (datetime.now(UTC) - timedelta(hours=1)).isoformat()})
        with self.journal() as journal:
            assert (journal.floor, journal.done) == (None, [])

    @pytest.mark.parametrize("torn", ["1", ">1", "12\n>", "\x00\n", "nonsense\n", "999999999999999999999\n", "\n\n"])
    def test_a_torn_journal_is_no_fault(self, torn: str) -> None:
        with self.journal() as journal:
            journal.start(10)
            journal.end(11)
            path = journal._path
        with path.open("a", encoding="ascii") as file:
            file.write(torn)
        with self.journal() as journal:
            assert journal.done[0] == 11
            journal.start(0)
            journal.end(20)
        with self.journal() as journal:
            assert journal.done[-1] == 20

    def test_two_at_once_are_refused_and_other_users_not(self) -> None:
        with self.journal(), suppress(ZeroDivisionError):
            with pytest.raises(OwskitError, match="Another"):
                self.journal()
            with Journal("ows.otys.nl", "4711", "70101"):
                pass

    def test_nothing_in_it_is_anybodys(self) -> None:
        with self.journal() as journal:
            journal.start(10)
            journal.end(11)
        for path in state.folder().iterdir():
            text = path.read_text(encoding="utf-8")
            assert "4711" not in text
            assert "70104" not in text
            if sys.platform != "win32":
                assert path.stat().st_mode & 0o077 == 0
