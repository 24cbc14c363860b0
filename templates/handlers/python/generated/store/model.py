"""What the store is asked and what it says, as plain data. Times are milliseconds since 1970."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

RowState = Literal["inflight", "confirmed", "unknown"]
JobState = Literal["queued", "parked", "done"]


class StoreUnreachable(Exception):
    """The store cannot be read or written now. Nobody writes to OTYS until it can."""


@dataclass(frozen=True)
class Arrival:
    """A delivery on its way in. `actor` and `mark` are empty where nobody is named, or no session was sent.

    `kept`: some trigger wants it. One that nobody wants still takes its row from the ledger and counts.
    `again`: it comes from the spool, so the store may have it already.
    """

    id: str
    now: int
    entity: str
    service_call: str
    payload: str = field(repr=False)
    fingerprint: str = ""
    actor: str = ""
    mark: str = ""
    kept: bool = True
    again: bool = False


@dataclass(frozen=True)
class Row:
    """A row of the ledger that a delivery has taken."""

    handler: str
    root: str
    hop: int
    chain: bool
    state: RowState


@dataclass(frozen=True)
class Previous:
    """The delivery before this one for its entity; of copies the first. `other`: when another was before that."""

    fingerprint: str
    actor: str
    at: int
    other: int


@dataclass(frozen=True)
class Observation:
    """What the store knew when a delivery came. `paused` holds handlers, or `*`; `spent` counts the actor's day."""

    fingerprint: str
    paused: frozenset[str]
    row: Row | None
    own_session: bool
    previous: Previous | None
    spent: int


@dataclass(frozen=True)
class NewJob:
    """A handler's work on a delivery, or what is parked of it."""

    handler: str
    state: JobState
    root: str
    hop: int
    compare: bool
    reason: str = ""


@dataclass(frozen=True)
class Job:
    """A job that a worker has taken. `attempts` counts this run; `token` is the proof that the lease is ours."""

    delivery: str
    handler: str
    entity: str
    token: str
    attempts: int
    root: str
    hop: int
    compare: bool
    payload: str = field(repr=False)


@dataclass(frozen=True)
class Ending:
    """What becomes of a job after a run: again at `at`, parked, or done."""

    state: JobState
    at: int
    decision: str
    reason: str
    error: str = ""


@dataclass(frozen=True)
class Listed:
    """A job as a person sees it."""

    delivery: str
    handler: str
    entity: str
    state: JobState
    due: int
    attempts: int
    root: str
    hop: int
    reason: str
    error: str


@dataclass(frozen=True)
class Write:
    """A call that is about to be made. `row` is the id of its ledger row, `wanted` the fingerprint for the journal.

    `counted`: a write. A read through a call that we are registered for has a row and nothing else.
    `secret`: what OWS answers is one, and is not kept for a second run. `leased`: the record that the job has a lease
    of, and `token` the proof that it is still ours; empty where there is none.
    """

    row: str
    fingerprint: str
    handler: str
    entity: str
    root: str
    hop: int
    chain: bool
    delivery: str
    wanted: str
    user: str
    at: int
    lease: int
    swing: str = ""
    counted: bool = True
    secret: bool = False
    leased: str = ""
    token: str = ""


@dataclass(frozen=True)
class Limits:
    """What stands against a handler's work on an entity. `writes_*` do not hold the one that is about to be made."""

    paused: frozenset[str]
    quarantined: bool
    breaker_until: int
    breaker_level: int
    arrivals_10_minutes: int
    writes_10_minutes: int
    writes_24_hours: int
    swings: int
    spent: int


@dataclass(frozen=True)
class Stop:
    """A guard's no. `breaker` opens it until then at that level; `quarantine` locks the entity for the handler."""

    reason: str
    breaker: tuple[int, int] | None = None
    quarantine: bool = False


LEASE_LOST = Stop("lease-lost")
"""Not a guard's: another worker has the record by now."""

Decide = Callable[[Arrival, Observation], Sequence[NewJob]]
Check = Callable[[Write, Limits], Stop | None]
Known = dict[str, tuple[str, Any]]
"""A journal: by fingerprint `("open", None)` or `("done", result)`."""
