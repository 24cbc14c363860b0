"""Runs the cases of tests/vectors/guards-*.json: real intake, worker and store; a clock and an OWS of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx

from generated import log
from generated.batches import Batches
from generated.canonical import digest, fingerprint
from generated.clock import Clock, day_of
from generated.conditions import Condition
from generated.delivery import read
from generated.guards import Trigger
from generated.intake import Intake, Taken
from generated.rpc import PREFIX, Rpc
from generated.settings import Settings
from generated.settings import read as read_settings
from generated.spool import Spool
from generated.store import Store, StoreUnreachable, open_store
from generated.switch import Switch
from generated.worker import Worker
from generated.writes import LEASE, Writes
from tests.scripted import Json, ScriptedOws, scripted
from tests.state import Row, Tables

VECTORS = Path(__file__).parent / "vectors"
ZERO = 1_795_165_200_000  # 2026-11-20T09:00:00Z
SECRET = "a-secret-for-the-tests-only"
DERIVED = {"call", "args", "session", "changes", "deliver"}


def cases(pattern: str = "guards-*.json", key: str = "cases") -> Iterator[Json]:
    for path in sorted(VECTORS.glob(pattern)):
        yield from json.loads(path.read_text(encoding="utf-8"))[key]


class ManualClock(Clock):
    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> int:
        return moment(self.at)


def moment(seconds: float) -> int:
    return ZERO + round(seconds * 1000)


def seconds(milliseconds: int) -> float:
    return (milliseconds - ZERO) / 1000


class Unreachable:
    """A store that is not there."""

    def accept(self, *_: Any) -> Any:
        raise StoreUnreachable("not there")


class Case:
    """One case with the parts of a project around it."""

    def __init__(self, given: Json, tables: Tables, folder: Path) -> None:
        self._given = given
        self._tables = tables
        self._settings = _settings(given.get("settings", {}), tables.url)
        self._triggers = [_trigger(one) for one in given["triggers"]]
        self._store: Store = open_store(tables.url, "test")
        self._clock = ManualClock()
        self._ows = ScriptedOws(self.step)
        self._spool = Spool(folder / "spool")
        switch = Switch("", folder / "paused")
        line = Rpc("http://ows.test", "key", lambda _: None, httpx.MockTransport(self._ows))
        registered = frozenset(call for trigger in self._triggers for call in trigger.service_calls)
        writes = Writes(self._settings, self._store, line, self._clock, switch, registered)
        names = {trigger.name for trigger in self._triggers}
        handlers = {name: scripted(given.get("handlers", {}).get(name, [[]])) for name in names}
        batches = Batches(writes, line)
        self._worker = Worker(
            self._settings, self._triggers, handlers, self._store, writes, batches, self._clock, switch
        )
        parts = (self._settings, self._triggers)
        self._intake = Intake(*parts, self._store, self._clock, switch, self._spool)
        self._cut_off = Intake(*parts, Unreachable(), self._clock, switch, self._spool)  # type: ignore[arg-type]

    def run(self) -> None:
        self._put_before(self._given.get("before", {}))
        for step in self._given["steps"]:
            self.step(step)
        self._compare_after(self._given.get("after", {}))
        self._store.close()

    def step(self, step: Json) -> None:
        said: list[Json] = []
        with patch.object(log, "line", lambda **what: said.append(what)):
            self._do(step)
        if "warnings" in step:
            assert [line["reason"] for line in said if line.get("level") == "warning"] == step["warnings"]

    def _do(self, step: Json) -> None:
        self._clock.at = step["at"]
        match step:
            case {"deliver": dict() as delivery}:
                self._deliver(delivery, step["answer"])
            case {"work": list() as calls}:
                self._work(calls, step["decisions"])
            case {"start": True}:
                self._store.started(self._clock.now())
            case {"pause": str() as handler}:
                self._store.pause(handler)
            case {"resume": str() as handler}:
                self._store.resume(handler)
            case {"release": dict() as which}:
                assert self._store.release(which["delivery"], which["handler"], self._clock.now())
            case {"drop": dict() as which}:
                assert self._store.drop(which["delivery"], which["handler"], self._clock.now())
            case {"taken": dict() as which}:
                taken = self._store.claim(self._clock.now(), "another", self._clock.now() + LEASE)
                assert taken is not None
                assert taken.delivery == which["delivery"]
            case {"lift": dict() as which}:
                assert self._store.lift(which["handler"], which["entity"])
            case _:
                raise AssertionError(f"no such step: {step}")

    def _deliver(self, delivery: Json, expected: Json) -> None:
        intake = self._cut_off if delivery.get("spooled") else self._intake
        [taken] = intake.take([read(*_posted(delivery), self._settings.marks)], lambda now: delivery["id"])
        assert isinstance(taken, Taken)
        answer = _answer(taken)
        assert {key: answer[key] for key in expected} == expected

    def _work(self, calls: list[Json], expected: list[Json]) -> None:
        self._intake.take_spooled()
        decisions = []
        with self._ows.expecting(calls):
            while (ended := self._worker.work_one()) is not None:
                decisions.append(
                    {
                        "delivery": ended.job.delivery,
                        "handler": ended.job.handler,
                        "decision": ended.ending.decision,
                        "reason": ended.ending.reason,
                    }
                )
        assert decisions == expected

    # State

    def _put_before(self, state: Json) -> None:
        for name, entries in state.items():
            for number, entry in enumerate(_entries(entries)):
                for table, row in self._rows_of(name, entry, f"R{number}"):
                    self._tables.put(table, row)

    def _rows_of(self, name: str, entry: Any, new: str) -> list[tuple[str, Row]]:
        """The rows that an entry stands for."""
        if name == "sends_sessions":
            return [("settings", {"name": "sends-sessions", "value": "1"})]
        if name == "paused":
            return [("settings", {"name": f"paused:{entry}", "value": "1"})]
        row = self._row(name, entry)
        if name == "ledger":
            defaults = {"id": new, "root": "R", "hop": 1, "chain": 0, "at": ZERO}
            row = {"lease": row.get("at", ZERO), **defaults, **row}
        if name in {"writes", "arrivals"}:
            row["id" if name == "writes" else "delivery"] = new
        if name == "leases":
            row["token"] = "another"
        if name == "swings":
            row = {"at": ZERO, **row}
        if name == "quarantine":
            row = {"at": ZERO, **row}
        if name == "spent":
            row = {"deliveries": 0, "writes": 0, **row}
        if name == "counters":
            row = {"day": day_of(ZERO), **row}
        if name == "journal":
            row = {"at": ZERO, **row}
        if name == "jobs":
            delivery = read(*_posted(entry["deliver"]), self._settings.marks)
            kept = {
                "id": entry["delivery"],
                "received": row.get("due", ZERO),
                "entity": delivery.entity,
                "service_call": delivery.event.service_call,
                "payload": delivery.payload(),
                "observation": "{}",
                "decided": 1,
            }
            empty = {"attempts": 0, "due": ZERO, "root": entry["delivery"], "hop": 0, "compare": 0, "reason": ""}
            row = {**empty, "decision": "", "error": "", "entity": delivery.entity, **row}
            return [("deliveries", kept), ("jobs", row)]
        return [(name, row)]

    def _compare_after(self, state: Json) -> None:
        for name, expected in state.items():
            found = self._found(name)
            wanted = [self._row(name, entry) for entry in _entries(expected)]
            for row in wanted:
                match = next((one for one in found if all(one.get(key) == row[key] for key in row)), None)
                assert match is not None, f"{name}: {row} is not among {found}"
                found.remove(match)
            assert found == [], f"{name}: more than was expected"

    def _found(self, name: str) -> list[Row]:
        if name in {"paused", "sends_sessions"}:
            settings = [row["name"] for row in self._tables.rows("settings")]
            if name == "sends_sessions":
                return [{"entry": True}] if "sends-sessions" in settings else []
            return [{"entry": one.removeprefix("paused:")} for one in settings if one.startswith("paused:")]
        rows = self._tables.rows(name)
        if name == "ledger":
            return [row for row in rows if row["expires"] > self._clock.now()]
        if name == "jobs":
            return [row for row in rows if row["state"] != "done"]
        return rows

    def _row(self, name: str, entry: Any) -> Row:
        """An entry of a case as the columns that it names."""
        if not isinstance(entry, dict):
            return {"entry": entry}
        row = {key: value for key, value in entry.items() if key not in DERIVED}
        for key in {"at", "other", "lease", "expires", "until", "due"} & row.keys():
            row[key] = 0 if row[key] is None else moment(row[key])
        if "call" in entry:
            row["fingerprint"] = fingerprint(entry["call"], [None, *entry["args"]])
        if "session" in entry:
            row["mark"] = self._settings.marks.mark(entry["session"])
        if "changes" in entry:
            row["swing"] = digest(sorted(entry["changes"]))
        if "chain" in entry:
            row["chain"] = int(entry["chain"])
        return row


def _entries(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [True] if given else []


def _settings(given: Json, url: str) -> Settings:
    return read_settings(
        {
            "OWSKIT_WEBHOOK_SECRET": SECRET,
            "OTYS_USER_ID": given.get("own_user", "99"),
            "OWSKIT_DAILY_LIMIT": str(given.get("daily_limit", 10_000)),
            "OWSKIT_STORE": url,
        }
    )


def _trigger(given: Json) -> Trigger:
    when = [Condition(one["path"], one["test"], one.get("values", [])) for one in given.get("when", [])]
    return Trigger(
        name=given["name"],
        module="",
        service_calls=given["service_calls"],
        when=when,
        profile=given.get("profile", "enrich"),
        actor=given.get("actor", "dedicated"),
        keep=given.get("keep", []),
    )


def _posted(delivery: Json) -> tuple[bytes, str]:
    """Body and query as OTYS would post them."""
    request = {"method": PREFIX + delivery["call"], "args": [delivery.get("session"), *delivery["args"]]}
    query = f"owskit=test&client={delivery.get('client') or ''}&user={delivery.get('user') or ''}"
    return json.dumps({"request": request, "result": delivery.get("result")}).encode(), query


def _answer(taken: Taken) -> Json:
    from generated.decision import answer

    body: Json = json.loads(answer(taken.root, taken.outcomes, taken.hop, None))
    if len(taken.outcomes) == 1:
        body["triggers"] = [{key: body[key] for key in ("trigger", "decision", "reason")}]
    return body
