"""Deliveries and jobs in Redis."""

from __future__ import annotations

from collections.abc import Sequence

from generated.clock import day_of
from generated.store import observed
from generated.store.model import (
    Arrival,
    Decide,
    Ending,
    Job,
    JobState,
    Listed,
    NewJob,
    Observation,
)
from generated.store.redis_server import Server

_LIST: dict[JobState, str] = {"queued": "queue", "parked": "parked", "done": "ended"}
_SHOWN = ("entity", "state", "due", "attempts", "root", "hop", "reason", "error")


class RedisInbox:
    _server: Server

    def accept(self, arrivals: Sequence[Arrival], decide: Decide) -> list[Observation]:
        """Two round trips for all of them: kept and observed, then decided. What is lost in between is undecided."""
        texts = self._server.run_each("accept", [_in(arrival) for arrival in arrivals])
        seen = [observed.from_json(text) for text in texts]
        settled = []
        for arrival, observation in zip(arrivals, seen, strict=True):
            if arrival.kept and (jobs := _decided(arrival, observation, decide)) is not None:
                settled.append(_out(arrival.id, jobs))
        if settled:
            self._server.run_each("settle", settled)
        return seen

    def undecided(self, before: int) -> list[tuple[Arrival, Observation]]:
        found = []
        with self._server.used() as client:
            for name in client.zrangebyscore(self._server.key("undecided"), "-inf", f"({before}"):
                kept = client.hgetall(self._server.key("delivery", name))
                if kept:
                    arrival = Arrival(
                        name, int(kept["received"]), kept["entity"], kept["service_call"], kept["payload"]
                    )
                    found.append((arrival, observed.from_json(kept["observation"])))
        return found

    def decided(self, arrival: Arrival, observation: Observation, decide: Decide) -> None:
        jobs = _decided(arrival, observation, decide)
        if jobs is not None:
            self._server.run("settle", *_out(arrival.id, jobs))

    def claim(self, now: int, token: str, until: int) -> Job | None:
        """The next job that may run, with the lease of its entity."""
        found = self._server.run("claim", now, token, until)
        if not found:
            return None
        delivery, handler, entity, attempts, root, hop, compare, payload = found
        return Job(delivery, handler, entity, token, int(attempts), root, int(hop), compare == "1", payload)

    def renew(self, job: Job, until: int) -> bool:
        """Whether the lease is still ours."""
        return bool(self._server.run("renew", job.entity, job.token, until))

    def finish(self, job: Job, ending: Ending) -> bool:
        """Ends a run and gives the lease back. False, and nothing changed, where the lease is no longer ours."""
        names = (job.entity, job.token, job.delivery, job.handler)
        return bool(
            self._server.run("finish", *names, ending.state, ending.at, ending.decision, ending.reason, ending.error)
        )

    def jobs(self, state: JobState, most: int = 1000) -> list[Listed]:
        with self._server.used() as client:
            names = sorted(client.zrange(self._server.key(_LIST[state]), 0, -1))[:most]
            rows = [client.hmget(self._server.key("job", name), *_SHOWN) for name in names]
        return [
            Listed(
                delivery=name.partition(":")[0],
                handler=name.partition(":")[2],
                entity=entity,
                state=state,
                due=int(due),
                attempts=int(attempts),
                root=root,
                hop=int(hop),
                reason=reason,
                error=error,
            )
            for name, (entity, kept, due, attempts, root, hop, reason, error) in zip(names, rows, strict=True)
            if kept == state
        ]

    def payload(self, delivery: str) -> str | None:
        with self._server.used() as client:
            payload: str | None = client.hget(self._server.key("delivery", delivery), "payload")
        return payload

    def release(self, delivery: str, handler: str, now: int) -> bool:
        """A parked job runs again, as if for the first time."""
        return bool(self._server.run("release", delivery, handler, now))

    def drop(self, delivery: str, handler: str, now: int) -> bool:
        """A job that does not run now is given up."""
        return bool(self._server.run("drop", delivery, handler, now))


def _in(arrival: Arrival) -> list[object]:
    place = [arrival.id, arrival.now, arrival.entity, arrival.service_call, arrival.payload]
    return [*place, arrival.fingerprint, arrival.actor, arrival.mark, day_of(arrival.now), arrival.kept]


def _out(delivery: str, jobs: Sequence[NewJob]) -> list[object]:
    given: list[object] = [delivery]
    for job in jobs:
        given += [job.handler, job.state, job.root, job.hop, job.compare, job.reason]
    return given


def _decided(arrival: Arrival, observation: Observation, decide: Decide) -> Sequence[NewJob] | None:
    """None where the guards themselves fail: a fault of ours must not lose a delivery."""
    try:
        return decide(arrival, observation)
    except Exception:  # noqa: BLE001
        return None
