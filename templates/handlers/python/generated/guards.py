"""Every guard, in the order in which they are asked. The order is part of the contract.

A guard is a function that gives its reason to stop, or None. It changes nothing: what the store knew is an argument,
and what the store is to remember is in the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from generated.clock import DAY, HOUR
from generated.conditions import Condition, holds
from generated.delivery import Delivery
from generated.proof import is_on
from generated.store.limits import DUPLICATE
from generated.store.model import Limits, Observation, Stop

DEEPEST_HOP = 3
MOST_ARRIVALS_10_MINUTES = 20
MOST_WRITES_10_MINUTES = 3
MOST_WRITES_24_HOURS = 10
LONGEST_OPEN = 24 * HOUR
MOST_SWINGS = 2
WARN, ONLY_ESSENTIAL, NOTHING = 70, 85, 95
"""Percent of the day's deliveries."""


@dataclass(frozen=True)
class Trigger:
    """One trigger of triggers.yaml. `profile`: mirror, enrich or chain; `actor`: dedicated or shared."""

    name: str
    module: str
    service_calls: Sequence[str]
    when: Sequence[Condition]
    profile: str
    actor: str
    keep: Sequence[str]


@dataclass(frozen=True)
class Look:
    """What the guards of a delivery look at. `own_user` is the number of our API key's user, where it is known."""

    trigger: Trigger
    delivery: Delivery
    observation: Observation
    own_user: str | None
    now: int

    @property
    def chained(self) -> bool:
        """Whether a write of ours may have been made just to wake this trigger."""
        row = self.observation.row
        return self.trigger.profile == "chain" or (row is not None and row.chain and row.handler != self.trigger.name)

    @property
    def hop(self) -> int:
        return self.observation.row.hop if self.observation.row is not None else 0


# Before a delivery becomes a job


def paused(look: Look) -> str | None:
    """1. The kill switch."""
    return "paused" if is_paused(look.observation.paused, look.trigger.name) else None


def echo(look: Look) -> str | None:
    """2. We wrote this ourselves. Another handler's write goes on, and so does one that may never have been made."""
    row = look.observation.row
    return "echo" if row is not None and row.state != "unknown" and row.handler == look.trigger.name else None


def session_echo(look: Look) -> str | None:
    """3. It was made in a session of ours; on once this tenant is known to show sessions."""
    return "echo-session" if look.observation.own_session and not look.chained else None


def duplicate(look: Look) -> str | None:
    """4. OTYS delivered the same twice in a row, and nothing else shortly before.

    x, y, x are three edits, and y, x, x may be these three in another order: what cannot be told from an edit runs.
    """
    last = look.observation.previous
    if last is None or look.now - last.at >= DUPLICATE or look.now - last.other < DUPLICATE:
        return None
    same = last.fingerprint == look.observation.fingerprint and last.actor == (look.delivery.event.user or "")
    return "duplicate" if same else None


def own_user(look: Look) -> str | None:
    """5. Made by the user of our own API key. No opinion where nobody is named."""
    event, trigger = look.delivery.event, look.trigger
    if look.chained or trigger.actor == "shared" or event.service_call in trigger.keep:
        return None
    if look.own_user is None or event.user is None:
        return None
    return "own-user" if int(event.user) == int(look.own_user) else None


def unwatched(look: Look) -> str | None:
    """6. A watched field is not in the data, or has another value: an update sends only what changed."""
    return None if all(holds(condition, look.delivery) for condition in look.trigger.when) else "unwatched"


def depth(look: Look) -> str | None:
    """7. A write of a write of a write of ours."""
    return "depth" if look.hop >= DEEPEST_HOP else None


OF_A_DELIVERY: tuple[Callable[[Look], str | None], ...] = (
    paused,
    echo,
    session_echo,
    duplicate,
    own_user,
    unwatched,
    depth,
)


def first_reason(look: Look, guards: Sequence[Callable[[Look], str | None]] = OF_A_DELIVERY) -> str | None:
    """The reason of the first guard that stops the delivery; None where the handler is to run."""
    return next((reason for guard in guards if is_on(guard) and (reason := guard(look))), None)


# Before a handler runs, and before each of its writes
#
# 8, one worker at a time for each entity, is the lease that a job is taken with (worker.py).
# 9, write only what differs, needs a call to OWS, and comes right after the kill switch (writes.py).


@dataclass(frozen=True)
class Ask:
    """What the guards of a write look at. `essential`: the handler says that this one goes out beyond 85 percent."""

    handler: str
    limits: Limits
    daily_limit: int
    essential: bool
    now: int


def write_paused(ask: Ask) -> Stop | None:
    """1 again: it counts from the moment at which it is set."""
    return Stop("paused") if is_paused(ask.limits.paused, ask.handler) else None


def budget(ask: Ask) -> Stop | None:
    """12. The day's deliveries of our own user are nearly spent."""
    percent = 100 * ask.limits.spent / ask.daily_limit
    return Stop("budget") if percent >= NOTHING or (percent >= ONLY_ESSENTIAL and not ask.essential) else None


def quarantined(ask: Ask) -> Stop | None:
    """11, from then on: a person has to release it."""
    return Stop("quarantined") if ask.limits.quarantined else None


def breaker_open(ask: Ask) -> Stop | None:
    """10, while it is open."""
    return Stop("breaker") if ask.now < ask.limits.breaker_until else None


def too_many_arrivals(ask: Ask) -> Stop | None:
    """10. More deliveries for one record than a person makes."""
    return _opened(ask) if ask.limits.arrivals_10_minutes > MOST_ARRIVALS_10_MINUTES else None


def too_many_writes(ask: Ask) -> Stop | None:
    """10. More writes to one record than a handler has reason for: what every other guard was blind to ends here."""
    limits = ask.limits
    too_many = limits.writes_10_minutes >= MOST_WRITES_10_MINUTES or limits.writes_24_hours >= MOST_WRITES_24_HOURS
    return _opened(ask) if too_many else None


def oscillation(ask: Ask) -> Stop | None:
    """11. The same fields would go from the same values to the same values for the third time: somebody answers us."""
    return Stop("quarantined", quarantine=True) if ask.limits.swings >= MOST_SWINGS else None


OF_A_JOB = (write_paused, quarantined, breaker_open, too_many_arrivals)
OF_A_WRITE = (write_paused, budget, quarantined, breaker_open, too_many_writes, oscillation)


def first_stop(ask: Ask, guards: Sequence[Callable[[Ask], Stop | None]]) -> Stop | None:
    return next((stop for guard in guards if is_on(guard) and (stop := guard(ask))), None)


def is_warned_at(spent: int, daily_limit: int) -> bool:
    """Whether this one is the day's first of the last 30 percent: nothing stops, but somebody should know."""
    return spent == -(-daily_limit * WARN // 100)


def is_paused(paused: frozenset[str], handler: str) -> bool:
    return "*" in paused or handler in paused


def _opened(ask: Ask) -> Stop:
    """For an hour, then two, four …; after a quiet day it begins at one hour again."""
    level = ask.limits.breaker_level + 1 if ask.now < ask.limits.breaker_until + DAY else 1
    return Stop("breaker", breaker=(ask.now + min(HOUR << min(level - 1, 5), LONGEST_OPEN), level))
