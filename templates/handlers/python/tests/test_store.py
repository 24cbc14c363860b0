"""What the cases do not reach: the store under many hands at once, what is pruned, and the spool."""

from __future__ import annotations

import os
import stat
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from generated.clock import DAY, Clock
from generated.spool import Spool
from generated.store import CannotOpen, Store, StoreUnreachable, open_store
from generated.store.model import Arrival, Ending, Job, Limits, NewJob, Stop, Write
from generated.switch import Switch
from tests.state import Tables

NOW = 1_795_165_200_000


def arrival(number: int, now: int = NOW, entity: str = "A/1") -> Arrival:
    payload = '{"service_call":"A.update","args":[],"result":null,"client":null,"user":null,"uid":"1","changes":[],'
    name = f"D{number:05}"
    return Arrival(name, now, entity, "A.update", payload + '"posted_result":null}', f"f{number}", "12")


def one_job(given: Arrival, observation: object) -> list[NewJob]:
    return [NewJob("h", "queued", given.id, 0, False)]


def write(number: int, at: int = NOW) -> Write:
    return Write(
        row=f"W{number:05}",
        fingerprint=f"f{number}",
        handler="h",
        entity="A/1",
        root="R",
        hop=1,
        chain=False,
        delivery="D",
        wanted=f"w{number}",
        user="99",
        at=at,
        lease=at + 35_000,
    )


@pytest.fixture
def store(tables: Tables) -> Store:
    return open_store(tables.url, "test")


def claim(store: Store, token: str, now: int = NOW) -> Job | None:
    return store.claim(now, token, now + 60_000)


def test_what_comes_twice_is_there_once(store: Store) -> None:
    first = store.accept([arrival(1)], one_job)
    assert store.accept([replace(arrival(1), again=True)], one_job) == first
    assert len(store.jobs("queued")) == 1


def test_guards_that_fail_lose_no_delivery(store: Store) -> None:
    def failing(given: Arrival, observation: object) -> list[NewJob]:
        raise ZeroDivisionError

    [seen] = store.accept([arrival(1)], failing)
    assert store.undecided(NOW) == []
    [(again, observation)] = store.undecided(NOW + 1)
    assert (again.id, again.payload, observation) == ("D00001", arrival(1).payload, seen)
    for _ in range(2):
        store.decided(again, observation, one_job)
    assert store.undecided(NOW + 1) == []
    assert len(store.jobs("queued")) == 1


def test_many_workers_take_each_job_once_and_never_two_of_a_record(store: Store) -> None:
    arrivals = [arrival(number, entity=f"A/{number % 5}") for number in range(60)]
    store.accept(arrivals, one_job)
    taken: list[str] = []
    busy: set[str] = set()

    def work(name: int) -> None:
        while (job := claim(store, f"T{name}")) is not None or store.jobs("queued"):
            if job is None:
                continue
            assert job.entity not in busy
            busy.add(job.entity)
            taken.append(job.delivery)
            busy.remove(job.entity)
            assert store.finish(job, Ending("done", NOW, "done", "handled"))

    with ThreadPoolExecutor(6) as threads:
        for future in [threads.submit(work, name) for name in range(6)]:
            future.result(60)
    assert sorted(taken) == [one.id for one in arrivals]
    for number in range(5):
        of_record = [name for name in taken if int(name[1:]) % 5 == number]
        assert of_record == sorted(of_record)


def test_a_lease_belongs_to_its_token(store: Store) -> None:
    store.accept([arrival(1)], one_job)
    job = claim(store, "mine")
    assert job is not None
    assert claim(store, "other") is None
    later = claim(store, "other", NOW + 60_000)
    assert later is not None
    assert later.attempts == 2
    assert not store.renew(job, NOW + 99_000)
    assert not store.finish(job, Ending("done", NOW, "done", "handled"))
    assert store.renew(later, NOW + 99_000)
    assert store.finish(later, Ending("done", NOW, "done", "handled"))


def test_three_writes_of_many_hands_at_once_are_three(store: Store) -> None:
    def check(given: Write, limits: Limits) -> Stop | None:
        return Stop("breaker", breaker=(NOW + 1, 1)) if limits.writes_10_minutes >= 3 else None

    with ThreadPoolExecutor(8) as threads:
        stops = list(threads.map(lambda number: store.begin([write(number)], check), range(20)))
    assert stops.count(None) == 3
    assert store.limits("h", "A/1", "99", NOW).writes_24_hours == 3


def test_the_budget_of_many_hands_at_many_records_is_counted_together(store: Store) -> None:
    def check(given: Write, limits: Limits) -> Stop | None:
        return Stop("budget") if limits.spent >= 7 else None

    def begin(number: int) -> Stop | None:
        return store.begin([replace(write(number), entity=f"A/{number}")], check)

    with ThreadPoolExecutor(8) as threads:
        stops = list(threads.map(begin, range(40)))
    assert stops.count(None) == 7
    batch = [replace(write(number), entity=f"B/{number}", user="98") for number in range(100, 108)]
    assert store.begin(batch, check) == Stop("budget")  # each counts for those behind it
    assert [store.limits("h", "A/1", user, NOW).spent for user in ("99", "98")] == [7, 0]


def test_what_is_too_old_goes(store: Store, tables: Tables) -> None:
    store.accept([arrival(1), arrival(2, entity="A/2")], one_job)
    job = claim(store, "T")
    assert job is not None
    store.finish(job, Ending("done", NOW, "done", "handled"))
    assert store.begin([write(1)], lambda given, limits: None) is None
    store.remember_session("session:x", NOW + 5)
    store.prune(NOW + 13 * DAY)
    assert store.payload(job.delivery) is not None
    assert tables.rows("ledger") == []
    assert tables.rows("sessions") == []
    store.prune(NOW + 14 * DAY + 1)
    assert store.payload(job.delivery) is None


def test_what_nobody_worked_on_goes_too_and_is_said(store: Store, tables: Tables) -> None:
    def failing(given: Arrival, observation: object) -> list[NewJob]:
        raise ZeroDivisionError

    after = NOW + 14 * DAY + 1
    store.accept([arrival(1), arrival(2, entity="A/2"), arrival(3, now=after - 5)], one_job)
    store.accept([arrival(4)], failing)
    assert store.prune(NOW + 14 * DAY - 1) == 0
    job = claim(store, "T", after)
    assert job is not None  # it has begun at last
    assert store.prune(after) == 2
    assert {row["delivery"] for row in tables.rows("jobs")} == {"D00001", "D00003"}
    assert [store.payload(f"D0000{number}") is None for number in range(1, 5)] == [False, True, False, True]
    assert store.undecided(after) == []
    assert store.finish(job, Ending("done", after, "done", "handled"))
    following = claim(store, "T", after)
    assert following is not None
    assert following.delivery == "D00003"


def test_the_guards_of_a_stop_are_remembered(store: Store) -> None:
    store.carry_out(Stop("breaker", breaker=(NOW + 5, 3)), "h", "A/1", NOW)
    store.carry_out(Stop("quarantined", quarantine=True), "h", "A/1", NOW)
    limits = store.limits("h", "A/1", "99", NOW)
    assert (limits.breaker_until, limits.breaker_level, limits.quarantined) == (NOW + 5, 3, True)
    assert store.quarantined() == [("h", "A/1", NOW)]


def test_sqlite_that_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(StoreUnreachable):
        open_store(f"sqlite:///{tmp_path / 'file' / 'store.sqlite'}", "test").check_writable()


def test_redis_that_is_not_there() -> None:
    with pytest.raises(StoreUnreachable):
        open_store("redis://127.0.0.1:9/0", "test").check_writable()


@pytest.mark.parametrize("url", ["file.txt", "sqlite:///", "sqlite://x", "redis://[", "mysql://x"])
def test_a_store_that_there_is_not(url: str) -> None:
    with pytest.raises(CannotOpen):
        open_store(url, "test")


def test_a_store_in_memory_is_for_tests_only(monkeypatch: pytest.MonkeyPatch) -> None:
    open_store("memory://", "test").check_writable()
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    with pytest.raises(CannotOpen, match="only tests"):
        open_store("memory://", "test")


def test_the_spool_gives_back_what_it_got_in_order(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    given = [replace(arrival(number), actor="", entity="A/1") for number in (3, 1, 2)]
    for one in given:
        spool.put(one)
    (tmp_path / "spool" / "0.json").write_text("torn", encoding="utf-8")
    (tmp_path / "spool" / "D9.part").write_text("torn", encoding="utf-8")
    waiting = list(spool.waiting())
    assert waiting == [replace(one, again=True) for one in sorted(given, key=lambda one: one.id)]
    for one in waiting:
        spool.remove(one)
    assert list(spool.waiting()) == []


def test_a_spooled_delivery_is_on_the_disk_with_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    sync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def replaced(path: Path, target: Path) -> Path:
        done.append("rename")
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    spool = Spool(tmp_path / "spool")
    for number in (1, 2):
        spool.put(arrival(number))
    folder = [] if sys.platform == "win32" else ["folder"]
    assert done == [*folder, "file", "rename", *folder, "file", "rename", *folder]


def test_what_a_killed_process_left_in_the_spool_goes(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.put(arrival(1))
    old, new = tmp_path / "spool" / "D8.part", tmp_path / "spool" / "D9.part"
    for file in (old, new):
        file.write_text("torn", encoding="utf-8")
    for file in (old, tmp_path / "spool" / "D00001.json"):
        os.utime(file, (time.time() - 3700, time.time() - 3700))
    spool.prune()
    assert sorted(path.name for path in (tmp_path / "spool").iterdir()) == ["D00001.json", "D9.part"]


def test_a_spool_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("in the way", encoding="utf-8")
    with pytest.raises(OSError, match=r"spool"):
        Spool(tmp_path / "spool").put(arrival(1))


@pytest.mark.parametrize(
    ("said", "file", "paused"),
    [
        ("", None, set()),
        ("all", None, {"*"}),
        ("1", None, {"*"}),
        ("one, two", None, {"one", "two"}),
        ("", "", {"*"}),
        ("one", "two\n\n", {"one", "two"}),
        ("", b"\xff", {"*"}),
    ],
)
def test_the_kill_switch_outside_the_store(
    tmp_path: Path, said: str, file: str | bytes | None, paused: set[str]
) -> None:
    path = tmp_path / "paused"
    if file is not None:
        path.write_bytes(file.encode() if isinstance(file, str) else file)
    assert Switch(said, path).paused() == paused


def test_the_clock_runs() -> None:
    assert abs(Clock().now() - Clock().now()) < 1000
