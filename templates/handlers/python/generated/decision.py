"""What was decided about a delivery, and the answer that OTYS keeps in its log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

Kind = Literal["accepted", "done", "error", "parked", "skip", "ignored"]

# From the most active to the least: where several triggers decided, the outer answer is the first of these.
ACTIVITY: tuple[Kind, ...] = ("accepted", "done", "error", "parked", "skip", "ignored")
LONGEST_REASON = 120
LARGEST_ANSWER = 1000


@dataclass(frozen=True)
class Decision:
    """What a handler gives back. The reason stands in OTYS' log: no personal data in it."""

    decision: Kind
    reason: str


def done(reason: str = "handled") -> Decision:
    """The handler did its work."""
    return Decision("done", reason)


def skip(reason: str) -> Decision:
    """There was nothing to do, and why."""
    return Decision("skip", reason)


def is_decision(given: object) -> bool:
    """Whether a handler gave back what it should: nothing checks its types when it runs."""
    return isinstance(given, Decision) and given.decision in {"done", "skip"} and isinstance(given.reason, str)


@dataclass(frozen=True)
class Outcome:
    """One trigger and its decision; no trigger where nobody wanted the delivery."""

    trigger: str | None
    decision: Decision


def most_active(outcomes: Sequence[Outcome]) -> Outcome:
    return min(outcomes, key=lambda outcome: ACTIVITY.index(outcome.decision.decision))


def answer(root: str, outcomes: Sequence[Outcome], hop: int = 0, budget: tuple[int, int] | None = None) -> bytes:
    """The JSON that a delivery is answered: under 1 kB, whatever the reasons and however many triggers.

    `budget` is how many deliveries there were today and how many there can be; it is left out where nobody knows.
    """
    outcomes = [_short(outcome, LONGEST_REASON) for outcome in outcomes]
    body = _body(root, outcomes, hop, budget)
    if len(body) > LARGEST_ANSWER:
        outcomes = [_short(outcome, 24) for outcome in outcomes]
        first = most_active(outcomes)
        outcomes.sort(key=lambda outcome: outcome is not first)
        body = _body(root, outcomes, hop, budget)
    while len(body) > LARGEST_ANSWER and len(outcomes) > 1:
        outcomes.pop()
        body = _body(root, outcomes, hop, budget)
    return body


def _body(root: str, outcomes: Sequence[Outcome], hop: int, budget: tuple[int, int] | None) -> bytes:
    first = most_active(outcomes)
    body: dict[str, Any] = {"owskit": 1, **_shown(first), "root": root, "hop": hop}
    if budget is not None:
        body["budget"] = budget
    if len(outcomes) > 1:
        body["triggers"] = [_shown(outcome) for outcome in outcomes]
    return json.dumps(body).encode("ascii")


def _shown(outcome: Outcome) -> dict[str, Any]:
    decision = outcome.decision
    return {"trigger": outcome.trigger, "decision": decision.decision, "reason": decision.reason}


def _short(outcome: Outcome, longest: int) -> Outcome:
    reason = outcome.decision.reason
    if len(reason) <= longest and reason.isprintable():
        return outcome
    reason = "".join(letter if letter.isprintable() else " " for letter in reason[:longest])
    return replace(outcome, decision=replace(outcome.decision, reason=reason))
