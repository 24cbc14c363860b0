"""What a handler is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from generated.entities import uids_of


@dataclass(frozen=True)
class Event:
    """One service call that somebody made in OTYS.

    service_call  short name, such as "CandidateService.updateEx"
    uid           the record, as text; None where the call has no single one (a change of many at once)
    uids          the records: the one, or all of a change of many at once; empty where none is known
    changes       the data of the call: what an update **changed**, so what is not in it was not touched
    args          all arguments as OTYS counts them: 0 was the session (a mark or None now), 1 is the first
    result        what OWS answered
    client, user  who did it, as text; None where OTYS did not say

    Values change their type freely (1, "1", true): compare ids as text. The values are personal data, so they are
    left out when an event is printed.
    """

    service_call: str
    uid: str | None
    changes: dict[str, Any] = field(repr=False)
    args: list[Any] = field(repr=False)
    result: Any = field(repr=False)
    client: str | None
    user: str | None

    @property
    def uids(self) -> list[str]:
        return [self.uid] if self.uid is not None else uids_of(self.service_call, self.args, self.result)
