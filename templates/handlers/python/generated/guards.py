"""Which deliveries a handler never sees, in the order in which they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from generated.conditions import Condition, holds
from generated.delivery import Delivery


@dataclass(frozen=True)
class Trigger:
    """One trigger of triggers.yaml. `own_user`: guard 1 is on, but for the calls in `keep`."""

    name: str
    module: str
    service_calls: Sequence[str]
    when: Sequence[Condition]
    own_user: bool
    keep: Sequence[str]


def own_user(trigger: Trigger, delivery: Delivery, own_user_id: int | None) -> str | None:
    """1. Made by the user of our own API key: an echo of what a handler wrote. No opinion where nobody is named."""
    user = delivery.event.user
    if not trigger.own_user or own_user_id is None or user is None or delivery.event.service_call in trigger.keep:
        return None
    return "own-user" if int(user) == own_user_id else None


def failed_call(trigger: Trigger, delivery: Delivery, own_user_id: int | None) -> str | None:
    """2. OWS refused the call: nothing has changed."""
    return "failed-call" if delivery.failed else None


def unwatched(trigger: Trigger, delivery: Delivery, own_user_id: int | None) -> str | None:
    """3. A watched field is not in the data, or has another value."""
    return None if all(holds(condition, delivery) for condition in trigger.when) else "unwatched"


GUARDS: tuple[Callable[[Trigger, Delivery, int | None], str | None], ...] = (own_user, failed_call, unwatched)


def stopped_by(trigger: Trigger, delivery: Delivery, own_user_id: int | None) -> str | None:
    """The reason of the first guard that stops the delivery; None where the handler is to run."""
    return next((reason for guard in GUARDS if (reason := guard(trigger, delivery, own_user_id))), None)
