"""Takes one job after another and runs its handler: at most one at a time for each record, in the order they came."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from generated import log
from generated.batches import Batches
from generated.clock import HOUR, MINUTE, SECOND, Clock
from generated.decision import Decision, is_decision
from generated.delivery import from_payload
from generated.event import Event
from generated.guards import OF_A_JOB, Ask, Trigger, first_stop
from generated.identity import new_id
from generated.ows import Ows
from generated.place import place_of
from generated.run import LeaseLost, Run
from generated.settings import Settings
from generated.store import Store, StoreUnreachable
from generated.store.model import Ending, Job
from generated.switch import Switch
from generated.writes import LEASE, Writes

Handler = Callable[[Event, Ows], Decision]

PAUSES = (5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, HOUR)
"""How long a delivery waits after its handler raised for the first, second … time; then it is parked."""


@dataclass(frozen=True)
class Ended:
    """What a run came to."""

    job: Job
    ending: Ending


class Worker:
    """`work_one` is the whole of it; threads only call it again and again."""

    def __init__(
        self,
        settings: Settings,
        triggers: Sequence[Trigger],
        handlers: Mapping[str, Handler],
        store: Store,
        writes: Writes,
        batches: Batches,
        clock: Clock,
        switch: Switch,
    ) -> None:
        self._settings = settings
        self._triggers = {trigger.name: trigger for trigger in triggers}
        self._handlers = handlers
        self._store = store
        self._writes = writes
        self._batches = batches
        self._clock = clock
        self._switch = switch
        self._running: dict[str, tuple[Job, int]] = {}

    def work_one(self) -> Ended | None:
        """Runs the next job that may run; None where there is none. Raises StoreUnreachable."""
        now = self._clock.now()
        job = self._store.claim(now, new_id(now), now + LEASE)
        if job is None:
            return None
        self._running[job.token] = (job, now + LEASE)
        try:
            ending = self._run(job)
        finally:
            self._running.pop(job.token, None)
        if ending is None or not self._store.finish(job, ending):
            log.line(level="warning", delivery=job.delivery, trigger=job.handler, reason="lease-lost")
            return None
        log.line(
            delivery=job.delivery,
            trigger=job.handler,
            decision=ending.decision,
            reason=ending.reason,
            root=job.root,
            hop=job.hop,
            attempt=job.attempts,
            **({"error": ending.error} if ending.error else {}),
        )
        return Ended(job, ending)

    def renew_leases(self) -> None:
        """For handlers that take longer than a lease; to be called every few seconds."""
        now = self._clock.now()
        for token, (job, until) in list(self._running.items()):
            if until - now < 2 * LEASE // 3 and self._store.renew(job, now + LEASE) and token in self._running:
                self._running[token] = (job, now + LEASE)

    def _run(self, job: Job) -> Ending | None:
        """The ending; None where another worker has the job by now."""
        now = self._clock.now()
        trigger, handler = self._triggers.get(job.handler), self._handlers.get(job.handler)
        if trigger is None or handler is None:
            return Ending("parked", now, "parked", "no-handler")
        if job.attempts > len(PAUSES) + 1:
            return Ending("parked", now, "parked", "handler-raised", "its process died each time")
        limits = self._store.limits(job.handler, job.entity, "", now)
        limits = replace(limits, paused=limits.paused | self._switch.paused())
        stop = first_stop(Ask(job.handler, limits, self._settings.daily_limit, False, now), OF_A_JOB)
        if stop is not None:
            self._store.carry_out(stop, job.handler, job.entity, now)
            return Ending("parked", now, "parked", stop.reason)
        known = self._store.journal(job.delivery, job.handler) if job.attempts > 1 else {}
        return self._handle(Run(job, trigger, known), handler)

    def _handle(self, run: Run, handler: Handler) -> Ending | None:
        decision: object = None
        raised: BaseException | None = None
        try:
            decision = handler(from_payload(run.job.payload).event, Ows(run, self._writes, self._batches))
        except StoreUnreachable:
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a handler raises, its delivery is kept
            raised = error
        now = self._clock.now()
        if isinstance(run.stopped, LeaseLost):
            return None
        if run.stopped is not None:
            return Ending("parked", now, "parked", run.stopped.reason)
        if raised is not None:
            return _again(run.job, now, f"{type(raised).__name__} at {place_of(raised)}")
        if not isinstance(decision, Decision) or not is_decision(decision):
            return Ending("parked", now, "parked", "no-decision")
        if decision.decision == "done" and run.wanted and run.unchanged == run.wanted:
            return Ending("done", now, "skip", "unchanged")
        return Ending("done", now, decision.decision, decision.reason)


def _again(job: Job, now: int, error: str) -> Ending:
    if job.attempts > len(PAUSES):
        return Ending("parked", now, "parked", "handler-raised", error)
    return Ending("queued", now + PAUSES[job.attempts - 1], "error", "handler-raised", error)


class Threads:
    """A worker's threads. They sleep until something comes in, or for a moment: a pause may have ended."""

    def __init__(self, worker: Worker, number: int, moment: float) -> None:
        self._worker = worker
        self._moment = moment
        self._wake = threading.Condition()
        self._news = 0
        self._stopping = False
        self._threads = [threading.Thread(target=self._work, name=f"worker-{n}", daemon=True) for n in range(number)]
        self._heart = threading.Thread(target=self._beat, name="leases", daemon=True)

    def start(self) -> None:
        for thread in [*self._threads, self._heart]:
            thread.start()

    def wake(self) -> None:
        with self._wake:
            self._news += 1
            self._wake.notify_all()

    def stop(self, seconds: float) -> bool:
        """Takes no job any more and lets running handlers end; whether they did in time."""
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
        for thread in self._threads:
            thread.join(seconds / len(self._threads))
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        while not self._stopping:
            news = self._news
            try:
                worked = self._worker.work_one() is not None
            except StoreUnreachable:
                worked = False
            except Exception as error:  # noqa: BLE001 - a worker must live as long as its process
                log.line(level="error", error=type(error).__name__, at=place_of(error))
                worked = False
            if not worked:
                with self._wake:
                    self._wake.wait_for(lambda: self._stopping or self._news != news, self._moment)  # noqa: B023

    def _beat(self) -> None:
        while not self._stopping:
            with self._wake:
                self._wake.wait_for(lambda: self._stopping, 1)
            try:
                self._worker.renew_leases()
            except StoreUnreachable:
                continue
