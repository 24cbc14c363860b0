"""One run of one scenario: people and other systems act in virtual time, and what the project does is counted."""

from __future__ import annotations

import heapq
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Literal

from owskit_addon.errors import OwsError, ProofError
from owskit_generator.prove.course import Step
from owskit_generator.prove.gate import UNKNOWN_METHOD, Made
from owskit_generator.prove.relay import Delivery
from owskit_generator.prove.scenario import Mode
from owskit_generator.prove.stage import Stage
from owskit_generator.prove.store_view import Job

CAP = 60
"""Deliveries after which a run is stopped: it loops."""
LATE = 90_000
"""Seconds: longer than a ledger row can live (at most a day)."""
_DELAYS: dict[Mode, float] = {"1s": 1, "700s": 700, "late": LATE}
_OVERTAKEN = 3.0
_DAY = 86_400_000
_OVERSLEPT = 3 * _DAY
"""Milliseconds: more than a run lies after the one before it (`Stage.next_day`)."""
_STEPS = 200

Act = Callable[[], None]


class Play:
    """`mode` says how OTYS delivers. A scenario acts through the methods and ends with `settle`.

    `copies(number)`: how often the delivery with that number (from 1) is posted; `expire`: the ledger knows no echo;
    `on_own_write` is called for each delivery of a write of the project's own. `days`: it is left after so many.
    """

    def __init__(self, stage: Stage, mode: Mode, cap: int = CAP, days: int | None = None) -> None:
        self.stage = stage
        self.mode = mode
        self.cap = cap
        self.began = stage.now
        self._earlier = {(job.delivery, job.handler) for job in stage.store.jobs(self.began - _OVERSLEPT)}
        self._ends = None if days is None else self.began + days * _DAY
        self.expire = False
        self.copies: Callable[[int], int] = lambda number: 2 if mode == "duplicated" else 1
        self.on_own_write: Callable[[Delivery], None] = lambda delivery: None
        self.deliveries: list[Delivery] = []
        self.steps: list[Step] = []
        self.posted = 0
        self.extra = 0
        self._lock = threading.RLock()
        self._due: list[tuple[int, int, Act]] = []
        self._number = 0
        relay, gate = stage.relay, stage.gate
        relay.taken, relay.answers, relay.session, relay.actor = self._take, [], "null", "named"
        gate.clear()
        gate.before, gate.after, gate.on_first = (lambda calls: None), (lambda calls: None), None

    def after(self, seconds: float, act: Act) -> None:
        """Lets something happen later, on the clock of the proof."""
        with self._lock:
            self._number += 1
            heapq.heappush(self._due, (self.stage.now + round(seconds * 1000), self._number, act))

    def vacancy(self, behaviour: str, **fields: Any) -> str:
        """A new vacancy, whose handler behaves so; its uid."""
        return self._add("VacancyService.add", {"title": "", "location": "", "extraInfo1": behaviour, **fields})

    def candidate(self, behaviour: str, **fields: Any) -> str:
        return self._add("CandidateService.add", {"extraInfo1": behaviour, **fields})

    def person(self, uid: str, changes: dict[str, Any], *, call: str = "VacancyService.update", user: int = 0) -> None:
        """Somebody changes a record in OTYS. -1 is the integration's own user."""
        self.stage.as_person(user, lambda ows: ows.call(call, uid, changes))

    def act(self, service_call: str, args: list[Any], user: int = 0) -> None:
        """Somebody makes any call, also one of a service that the sandbox has not."""
        try:
            self.stage.as_person(user, lambda ows: ows.call(service_call, *args))
        except OwsError as error:
            if error.message != UNKNOWN_METHOD:
                raise
            self.stage.gate.execute_elsewhere(service_call, args, session="person")

    def record(self, uid: str) -> dict[str, Any]:
        """The vacancy or candidate as it is now."""
        tables = self.stage.sandbox.world.tables
        found = tables.vacancies.rows.get(uid) or tables.candidates.rows.get(uid)
        return dict(found or {})

    def settle(self) -> None:
        """Goes on until nothing more will happen, the cap is reached, or its days are over."""
        while self.posted < self.cap:
            due = self.stage.quiet()
            with self._lock:
                planned = self._due[0][0] if self._due else None
            moments = [moment for moment in (due, planned) if moment is not None]
            if not moments or (self._ends is not None and min(moments) > self._ends):
                return
            self.stage.go_to(min(moments))
            self.deliver_now()

    def linger(self, seconds: float) -> None:
        """So much real time for what a handler left running when it came back; then goes on."""
        time.sleep(seconds)
        self.settle()

    def jobs(self) -> list[Job]:
        """Those of this run. On a busy machine the project may see late that the clock was moved to its day: then its
        first ones bear the time of the day before."""
        found = self.stage.store.jobs(self.began - _OVERSLEPT)
        return [job for job in found if (job.delivery, job.handler) not in self._earlier]

    def end(self) -> None:
        """Nothing is delivered any more; waits for what is still being worked on, so that it is no other run's."""
        self.stage.relay.taken = lambda delivery: None
        self.stage.quiet()

    def deliver_now(self) -> None:
        """Does what is due, without waiting for what comes of it."""
        while (act := self._next()) is not None:
            act()

    def post(self, delivery: Delivery) -> None:
        """Posts one delivery to the project now."""
        if self.expire and self.own(delivery):
            self.stage.store.expire_ledger()
        self.posted += 1
        answer = self.stage.relay.post(delivery)
        said = f"{answer.body.get('decision', answer.status)} {answer.body.get('reason', '')}".strip()
        self._step("otys", "handler", f"{delivery.service_call}: {said}")

    def own(self, delivery: Delivery) -> bool:
        """Whether the project's own session made the call."""
        return delivery.session in self.stage.gate.sessions

    @property
    def writes(self) -> list[Made]:
        """What the project wrote to records, with success. A mail is counted by the scenario that sends one."""
        return [
            made
            for made in self.stage.gate.made
            if made.kind != "read" and made.done and made.service_call != "EmailService.send"
        ]

    def decisions(self) -> Counter[str]:
        """`decision/reason` of each delivery: what was answered, and for what was accepted how it ended."""
        found: Counter[str] = Counter()
        for answer in self.stage.relay.answers:
            said = answer.body
            for each in said.get("triggers") or [said]:
                if each.get("decision") != "accepted":
                    found[f"{each.get('decision', answer.status)}/{each.get('reason', '')}"] += 1
        for job in self.jobs():
            found[f"{job.decision or job.state}/{job.reason}"] += 1
        return found

    def _step(self, who: Literal["person", "otys", "handler"], to: Literal["otys", "handler"], what: str) -> None:
        if len(self.steps) < _STEPS:
            self.steps.append(Step(at=round((self.stage.now - self.began) / 1000, 1), who=who, to=to, what=what))

    def _next(self) -> Act | None:
        with self._lock:
            if self._due and self._due[0][0] <= self.stage.now:
                return heapq.heappop(self._due)[2]
        return None

    def _take(self, delivery: Delivery) -> None:
        with self._lock:
            self.deliveries.append(delivery)
            number = len(self.deliveries)
        self._step("handler" if self.own(delivery) else "person", "otys", delivery.service_call)
        if self.own(delivery):
            self.on_own_write(delivery)
        copies = self.copies(number)
        self.extra += copies - 1
        if self.mode == "inside":
            for _ in range(copies):
                self.post(delivery)
            return
        delay = _DELAYS.get(self.mode, 0.0)
        if self.mode == "reordered":
            delay = _OVERTAKEN if number % 2 else 0.0
        for _ in range(copies):
            self.after(delay, lambda: self.post(delivery))

    def _add(self, call: str, record: dict[str, Any]) -> str:
        uid = self.stage.as_person(0, lambda ows: ows.call(call, record))
        if not isinstance(uid, str):
            raise ProofError("The sandbox made no record.", "This is a fault of owskit's: please report it.")
        return uid
