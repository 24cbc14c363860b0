"""What the wire gives to the next stage: service calls with their raw values, still secret. Never written as is."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Outcome = Literal["ok", "failed", "unanswered", "unreadable"]


class WireCall(msgspec.Struct, frozen=True, kw_only=True):
    """One service call as it was sent, with what came back.

    `args` is `params` or, inside MultiService, `args`, unchanged: a list with the session at 0, an object with numeric
    keys, None, or anything else somebody sent (`ows.md` 2.5). `envelopes` are outermost first, by short name, `batch`
    for a JSON-RPC batch array. `place` says where in the exchange it stood (`params.0.3`, `params.1`; `params.0.*3` for
    the fourth of a batch whose calls have names).
    `result` is UNSET where there is none; `error` is the `error` member, or the sub-result of MultiService that failed,
    or the outer error of a batch that was refused as a whole.
    """

    method: str
    service_call: str
    envelopes: tuple[str, ...]
    place: str
    args: Any
    result: Any | msgspec.UnsetType = msgspec.UNSET
    error: Any | None = None
    outcome: Outcome = "ok"


class WireProblem(msgspec.Struct, frozen=True):
    """What could not be read and where. Both are made of our own words: never a value from the traffic."""

    what: str
    where: str


class Reading(msgspec.Struct, frozen=True):
    """All that one exchange gave, calls in the order sent."""

    calls: list[WireCall]
    problems: list[WireProblem]
