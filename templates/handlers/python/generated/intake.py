"""From a delivery to its decisions: kept first, observed, and then looked at by each trigger's guards."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from generated import log
from generated.canonical import fingerprint
from generated.clock import Clock
from generated.decision import Decision, Outcome
from generated.delivery import Delivery, from_payload
from generated.guards import OF_A_DELIVERY, Look, Trigger, first_reason, is_warned_at
from generated.identity import new_id
from generated.place import place_of
from generated.settings import Settings
from generated.spool import Spool
from generated.store import Store, StoreUnreachable
from generated.store.model import Arrival, NewJob, Observation
from generated.switch import Switch

REST = 1.0
"""Seconds for which a store that has failed is not asked again."""


@dataclass(frozen=True)
class Taken:
    """What became of a delivery. `spent` is None where the store could not count it."""

    id: str
    root: str
    hop: int
    outcomes: Sequence[Outcome]
    spent: int | None


class Lost(Exception):
    """It could be kept nowhere."""


class Intake:
    """Takes deliveries in."""

    def __init__(
        self,
        settings: Settings,
        triggers: Sequence[Trigger],
        store: Store,
        clock: Clock,
        switch: Switch,
        spool: Spool,
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        self._settings = settings
        self._triggers = triggers
        self._store = store
        self._clock = clock
        self._switch = switch
        self._spool = spool
        self._wake = wake
        self._failed_at = -REST

    def take(self, deliveries: Sequence[Delivery], name: Callable[[int], str] = new_id) -> list[Taken | Exception]:
        """What became of each: one transaction for all of them. Where it raises, none of them is kept."""
        now = self._clock.now()
        arrivals = [self._arrival(delivery, name(now), now) for delivery in deliveries]
        known = {arrival.id: delivery for arrival, delivery in zip(arrivals, deliveries, strict=True)}
        to_observe = [arrival for arrival in arrivals if not known[arrival.id].failed]
        made: dict[str, list[tuple[Decision, NewJob | None]]] = {}
        seen: dict[str, Observation] = {}
        kept = self._accept(to_observe, known, made, seen)
        if any(job for rulings in made.values() for _, job in rulings):
            self._wake()

        def taken(arrival: Arrival) -> Taken | Exception:
            try:
                return self._taken(arrival, known[arrival.id], made, seen, kept=kept)
            except Exception as error:  # noqa: BLE001 - the store has the others, and this one too
                return error

        return [taken(arrival) for arrival in arrivals]

    def take_spooled(self) -> int:
        """Moves what waits on the disk into the store; how many. Raises StoreUnreachable."""
        moved = 0
        for arrival in self._spool.waiting():
            self._store.accept([arrival], self.decide)
            self._spool.remove(arrival)
            moved += 1
        if moved:
            log.line(level="warning", reason="taken from the spool", deliveries=moved)
            self._wake()
        return moved

    def prune_spool(self) -> None:
        self._spool.prune()

    def decide(self, arrival: Arrival, observation: Observation) -> list[NewJob]:
        """The jobs of a delivery that is looked at again: from the spool, or after its process died."""
        delivery = from_payload(arrival.payload)
        rulings = self._rulings(arrival, delivery, observation, self._switch.paused())
        return [job for _, job in rulings if job is not None]

    def _accept(
        self,
        arrivals: Sequence[Arrival],
        known: dict[str, Delivery],
        made: dict[str, list[tuple[Decision, NewJob | None]]],
        seen: dict[str, Observation],
    ) -> bool:
        """Whether the store has them."""

        paused = self._switch.paused()

        def decide(arrival: Arrival, observation: Observation) -> list[NewJob]:
            rulings = made[arrival.id] = self._rulings(arrival, known[arrival.id], observation, paused)
            return [job for _, job in rulings if job is not None]

        if not arrivals:
            return True
        if time.monotonic() - self._failed_at < REST:
            return False
        try:
            seen.update(zip((arrival.id for arrival in arrivals), self._store.accept(arrivals, decide), strict=True))
        except StoreUnreachable as error:
            self._failed_at = time.monotonic()
            made.clear()
            log.line(level="error", reason="store-unreachable", error=str(error))
            return False
        return True

    def _rulings(
        self, arrival: Arrival, delivery: Delivery, observation: Observation, paused: frozenset[str]
    ) -> list[tuple[Decision, NewJob | None]]:
        """For each trigger that wants the call: what was decided, and the job where there is one."""
        if paused:
            observation = replace(observation, paused=observation.paused | paused)
        own_user = self._settings.user_id
        return [
            _ruling(Look(trigger, delivery, observation, own_user, arrival.now), arrival.id)
            for trigger in self._wanted(delivery)
        ]

    def _taken(
        self,
        arrival: Arrival,
        delivery: Delivery,
        made: dict[str, list[tuple[Decision, NewJob | None]]],
        seen: dict[str, Observation],
        *,
        kept: bool,
    ) -> Taken | Lost:
        wanted = self._wanted(delivery)
        observation = seen.get(arrival.id)
        if delivery.failed and wanted:
            decisions = [Decision("skip", "failed-call") for _ in wanted]
        elif not wanted:
            decisions = [Decision("ignored", "unknown-call")]
        elif arrival.id in made:
            decisions = [decision for decision, _ in made[arrival.id]]
        elif kept:
            decisions = [Decision("error", "internal") for _ in wanted]
        else:
            try:
                self._spool.put(arrival)
            except OSError as error:
                log.line(level="error", reason="spool-unwritable", error=error.strerror)
                return Lost()
            decisions = [Decision("parked", "store-unreachable") for _ in wanted]
        row = observation.row if observation is not None else None
        root, hop = (row.root, row.hop) if row is not None else (arrival.id, 0)
        names: Sequence[str | None] = [trigger.name for trigger in wanted] or [None]
        outcomes = [Outcome(name, decision) for name, decision in zip(names, decisions, strict=True)]
        for outcome in outcomes:
            self._log(arrival, outcome, root, hop)
        spent = observation.spent if observation is not None else None
        if spent is not None and is_warned_at(spent, self._settings.daily_limit):
            log.line(level="warning", reason="budget", spent=spent, of=self._settings.daily_limit)
        return Taken(arrival.id, root, hop, outcomes, spent)

    def _log(self, arrival: Arrival, outcome: Outcome, root: str, hop: int) -> None:
        log.line(
            delivery=arrival.id,
            service_call=arrival.service_call,
            trigger=outcome.trigger,
            decision=outcome.decision.decision,
            reason=outcome.decision.reason,
            root=root,
            hop=hop,
        )

    def _arrival(self, delivery: Delivery, name: str, now: int) -> Arrival:
        event = delivery.event
        return Arrival(
            id=name,
            now=now,
            entity=delivery.entity,
            service_call=event.service_call,
            payload=delivery.payload(),
            fingerprint=fingerprint(event.service_call, event.args),
            actor=event.user or "",
            mark=delivery.session,
            kept=bool(self._wanted(delivery)),
        )

    def _wanted(self, delivery: Delivery) -> list[Trigger]:
        return [trigger for trigger in self._triggers if delivery.event.service_call in trigger.service_calls]


def _ruling(look: Look, delivery_id: str) -> tuple[Decision, NewJob | None]:
    """Where a guard itself fails nobody knows whether the handler may run: parked, for a person to decide."""
    row = look.observation.row
    root, hop = (row.root, row.hop) if row is not None else (delivery_id, 0)
    job = NewJob(
        handler=look.trigger.name,
        state="queued",
        root=root,
        hop=hop,
        compare=row is not None and row.state == "unknown",
    )
    try:
        return _decided(look, job)
    except Exception as error:  # noqa: BLE001 - a fault of ours must not lose a delivery, nor be met again and again
        failed = f"{type(error).__name__} at {place_of(error)}"
        log.line(level="error", delivery=delivery_id, trigger=look.trigger.name, reason="guards-raised", error=failed)
        parked = replace(job, state="parked", compare=True, reason="guards-raised")
        return Decision("parked", "guards-raised"), parked


def _decided(look: Look, job: NewJob) -> tuple[Decision, NewJob | None]:
    reason = first_reason(look)
    if reason is None:
        return Decision("accepted", "queued"), job
    if reason == "paused" and first_reason(look, OF_A_DELIVERY[1:]) is None:
        # It would have run: a person can have it run later.
        return Decision("parked", "paused"), replace(job, state="parked", reason="paused")
    return Decision("skip", reason), None
