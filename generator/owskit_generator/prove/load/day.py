"""Plays a day: people and integrations change records at the sandbox, which delivers inside each call."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import groupby
from typing import Any, NamedTuple

import msgspec

from owskit_addon.errors import ProofError
from owskit_addon.service_call import full_name
from owskit_addon.wire import WireCall
from owskit_generator.prove.load.plan import OWN, RECRUITERS, Change, Plan
from owskit_generator.prove.poster import NoReply, Poster
from owskit_generator.prove.relay import Delivery
from owskit_generator.prove.stage import SECOND, Stage
from owskit_generator.prove.store_view import Job
from owskit_generator.triggers.listed import rows

AT_ONCE = 4
"""Changes that are made at the same time."""
CALL = "VacancyService.update"
_TO_WRITE = "  "
"""Begins each title that the handler has to write, and no other: so a delivery of one is known by itself."""
_WARNING = re.compile(r'"reason": ?"budget"')


class Write(msgspec.Struct, frozen=True):
    """One write of the project's. `used`: deliveries of the API key's user before it, or writes if those were more."""

    used: int
    essential: bool


class Played(msgspec.Struct, kw_only=True):
    """What happened. `wanted`: titles set that the handler heard of and had to write, `unheard`: that OTYS delivered no
    more; `asked`: changes made with the API key. `deliveries` by user's number; `unanswered`: without a decision;
    `wrong`: records whose title is not as the handler wants it; `kept`: jobs that are done or parked, one for each
    delivery that was wanted, and one for an echo whose row in the ledger had become unknown; `again`: writes of a title
    that had been written to that record before (each edit's title is another); `warnings`: lines of the project's log
    about the budget; `log`: OTYS' own, as it gives it."""

    wanted: int = 0
    unheard: int = 0
    asked: int = 0
    deliveries: Counter[int] = msgspec.field(default_factory=Counter)
    writes: list[Write] = msgspec.field(default_factory=list)
    unanswered: int = 0
    kept: int = 0
    again: int = 0
    parked: dict[str, int] = msgspec.field(default_factory=dict)
    queued: int = 0
    ledger: int = 0
    wrong: int = 0
    warnings: int = 0
    log: list[dict[str, Any]] = msgspec.field(default_factory=list)


def play_day(stage: Stage, plan: Plan) -> Generator[int, None, Played]:
    """Gives after each minute how many changes are done. Raises ProofError where the project does not come to rest."""
    stage.next_day()
    began = stage.now
    day = _Day(stage, plan)
    with closing(Poster(60)) as poster, ThreadPoolExecutor(AT_ONCE) as pool:
        ask = _Asking(f"{stage.sandbox.url}/jservice.php", poster)
        sessions = {number: _signed_in(stage, ask, number) for number in (*range(RECRUITERS + 1), OWN)}
        done = 0
        for minute, some in groupby(plan.changes, lambda change: change.at // 60):
            stage.go_to(began + minute * 60 * SECOND)
            changes = list(some)
            lots = [changes[number::AT_ONCE] for number in range(AT_ONCE)]
            list(pool.map(lambda lot: day.make(lot, ask, sessions), lots))
            stage.quiet()
            done += len(changes)
            yield done
        day.played.log = rows(ask("Otys.Services.WebhooksService.getLogs", sessions[OWN], 50_000))
    return day.ended(stage.store.jobs(began - 3600 * SECOND))


class _Day:
    def __init__(self, stage: Stage, plan: Plan) -> None:
        self._stage = stage
        self._lock = threading.Lock()
        self._own = stage.sandbox.user_id
        self._by_import = plan.config == "watched-shared"
        self._titles: Counter[tuple[str, str]] = Counter()
        self._woken = 0
        self.played = Played()
        table = stage.sandbox.world.tables.vacancies
        self._records = [
            table.add(
                {"title": "", "location": "", "extraInfo1": _behaviour(plan, number), "extraInfo2": ""},
                "2026-11-01 09:00:00",
            )
            for number in range(plan.records)
        ]
        self._essential = {uid for uid in self._records if table.rows[uid]["extraInfo1"] == "essential"}
        stage.relay.taken, stage.relay.answers = self._take, []
        stage.gate.clear()
        stage.gate.before = self._before
        stage.gate.announced = lambda: True  # looked at by the scenarios; here it would be most of the work

    def make(self, changes: Sequence[Change], ask: _Asking, sessions: dict[int, str]) -> None:
        for change in changes:
            wakes = change.field == "title" and (change.who != OWN or self._by_import)
            text = f"{_TO_WRITE}title {change.at} {change.record} " if wakes else f"AS IT SHOULD BE {change.at}"
            ask(full_name(CALL), sessions[change.who], self._records[change.record], {change.field: text})
            with self._lock:
                self._woken += wakes
                self.played.asked += change.who == OWN

    def ended(self, jobs: list[Job]) -> Played:
        played = self.played
        played.unheard = self._woken - played.wanted
        played.parked = dict(Counter(job.reason for job in jobs if job.state == "parked"))
        played.kept = sum(job.state in {"done", "parked"} for job in jobs)
        played.again = sum(self._titles.values()) - len(self._titles)
        played.queued = sum(job.state == "queued" for job in jobs)
        played.ledger = len(self._stage.store.ledger(self._stage.now))
        played.unanswered = sum("decision" not in answer.body for answer in self._stage.relay.answers)
        rows = self._stage.sandbox.world.tables.vacancies.rows
        played.wrong = sum(rows[uid]["title"] != rows[uid]["title"].strip().upper() for uid in self._records)
        played.warnings = len(_WARNING.findall(self._stage.log()))
        return played

    def _own_heard(self) -> int:
        return self.played.deliveries[self._own]

    def _take(self, delivery: Delivery) -> dict[str, Any]:
        with self._lock:
            self.played.deliveries[int(delivery.user)] += 1
            self.played.wanted += str(delivery.args[1].get("title", "")).startswith(_TO_WRITE)
        return self._stage.relay.post(delivery).body

    def _before(self, calls: list[WireCall]) -> None:
        for call in calls:
            if call.service_call == CALL and isinstance(call.args, list):
                with self._lock:
                    used = max(self._own_heard(), len(self.played.writes))
                    self.played.writes.append(Write(used, call.args[1] in self._essential))
                    self._titles[str(call.args[1]), json.dumps(call.args[2], sort_keys=True)] += 1


def _behaviour(plan: Plan, number: int) -> str:
    return "essential" if plan.essential and number % plan.essential == 0 else "normalise"


class _Asking(NamedTuple):
    """Calls at the sandbox, as cheap as can be."""

    url: str
    poster: Poster

    def __call__(self, method: str, *params: Any) -> Any:
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, "id": 1}).encode()
        try:
            answer = json.loads(self.poster.post(self.url, body)[1])
        except (NoReply, ValueError):
            answer = {}
        if "result" not in answer or answer.get("error"):
            raise ProofError("The sandbox refused a change.", "This is a fault of owskit's: please report it.")
        return answer["result"]


def _signed_in(stage: Stage, ask: _Asking, number: int) -> str:
    """The session of a person or an integration."""
    if number == OWN:
        return str(ask("loginByUid", stage.sandbox.api_key))
    who = stage.people.person(number)
    return str(ask("login", who.username, stage.sandbox.world.passwords[who.id]))
