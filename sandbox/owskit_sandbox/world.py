"""Everything that a sandbox knows at a moment. One of it per sandbox; only the server's own thread changes it."""

from __future__ import annotations

import secrets
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

import msgspec

from .clock import Clock
from .delivery import Deliveries
from .limits import RateLimit
from .people import CLIENT_ID, User
from .rules import Rules
from .sessions import Sessions
from .tables import Tables, make_tables
from .webhooks import Webhooks
from .wordpress import register_plugin

# These are for looking at, not for keeping: the oldest go when there are so many.
_CALLS_KEPT = 50_000
_MAILS_KEPT = 1_000


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was sent. Its content is thrown away: it would be somebody's CV (`ows.md` 9a)."""

    ouid: str
    name: str
    size: int


class Executed(msgspec.Struct, frozen=True, kw_only=True):
    """One call that was executed, envelopes taken off."""

    method: str
    user: int | None
    time: datetime
    ok: bool


@dataclass
class World:
    """The state of one sandbox. Log-in secrets are new each time, whatever the seed: no web page can know them."""

    rules: Rules
    seed: int
    clock: Clock
    sessions: Sessions
    rate: RateLimit
    webhooks: Webhooks
    deliveries: Deliveries
    tables: Tables
    api_key: str
    passwords: dict[int, str]
    settings: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    mails: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=_MAILS_KEPT))
    interactions: dict[str, dict[str, Any]] = field(default_factory=dict)
    answer_sets: dict[int, dict[str, Any]] = field(default_factory=dict)
    statistics: dict[str, int] = field(default_factory=dict)
    chance: Random = field(default_factory=Random)
    """Which calls fail under `rules.fail_rate`: the same for the same seed."""
    calls: deque[Executed] = field(default_factory=lambda: deque(maxlen=_CALLS_KEPT))

    @property
    def integration_user(self) -> User:
        """The user that the API key belongs to."""
        return self.tables.users[-1]

    def user(self, user_id: int) -> User:
        return next(user for user in self.tables.users if user.id == user_id)


def make_world(rules: Rules, seed: int) -> World:
    """A fresh sandbox."""
    clock = Clock()
    tables = make_tables(seed)
    world = World(
        rules=rules,
        seed=seed,
        clock=clock,
        sessions=Sessions(clock, rules.session_seconds),
        rate=RateLimit(clock, rules.rate_per_minute),
        webhooks=Webhooks(clock, rules.cache_seconds),
        deliveries=Deliveries(clock, rules),
        tables=tables,
        chance=Random(seed),  # noqa: S311 - which calls fail is no secret
        api_key=secrets.token_hex(20),
        passwords={user.id: secrets.token_urlsafe(9) for user in tables.users},
        settings={"DB103": "zandbak", "GE127": "1", "SE2995": "1", "SE3452": "0", "SE3509": "1"},
    )
    if rules.wordpress_plugin:
        register_plugin(world.webhooks, CLIENT_ID, tables.users[0].id)
    return world
