"""One run of a handler: what its job is, and what its writes have come to."""

from __future__ import annotations

from dataclasses import dataclass, field

from generated.guards import Trigger
from generated.store.model import Job, Known


class WriteStopped(Exception):
    """A guard stopped a write. The job ends with its reason, whatever the handler does with this exception."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the write was stopped: {reason}")
        self.reason = reason


class LeaseLost(WriteStopped):
    """Another worker has the record by now: this run may write nothing, and its end is not noted."""

    def __init__(self) -> None:
        super().__init__("lease-lost")


@dataclass
class Run:
    """`known` is the journal of the runs before this. `wanted`, `unchanged` (right already) and `made` count writes."""

    job: Job
    trigger: Trigger
    known: Known = field(default_factory=dict)
    stopped: WriteStopped | None = None
    wanted: int = 0
    unchanged: int = 0
    made: int = 0

    def stop(self, stopped: WriteStopped) -> WriteStopped:
        self.stopped = stopped
        return stopped
