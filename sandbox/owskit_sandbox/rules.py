"""OWS' rules as one value: what is known stands as the default, what is open can be set (`ows.md` 5 and 13)."""

from __future__ import annotations

from typing import Literal

import msgspec

DeliveryMode = Literal["async", "inside"]
SessionMask = Literal["null", "mask", "drop", "keep"]
ResultForm = Literal["wrapped", "bare"]
Spelling = Literal["plugin", "manual"]


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """All settings of a sandbox. Durations are seconds of the sandbox' clock unless said otherwise.

    `delivery`: `async` hands a delivery to the worker, `inside` waits for the receiver before the call is answered.
    `mask_session`: the session slot of delivered args: JSON null, a fixed mask, left out so that args become an object
    with numeric keys (what PHP makes of an unset element), or the real session (`ows.md` 4.5, 13.1).
    `result`: `wrapped` delivers {status, data} for calls that came in MultiService, `bare` never does (`ows.md` 4.5).
    `fire_failed`: whether a call that failed fires its webhook (`ows.md` 13.1: open; not by default).
    `delivery_timeout`: seconds of real time a receiver has.
    `fail_rate`: the share of service calls, from 0 to 1, that OWS refuses before doing anything; log-ins never.
    `refuse`: service calls (short names) that no API key has the right to.
    `spelling`: the names of webhooks' fields as OTYS' own plugin reads them or as the manual has them (`ows.md` 4.4).
    `wordpress_plugin`: whether the registrations of OTYS' WordPress plugin are there from the start (`ows.md` 4.6).
    `rate_per_minute`: requests per API key, 0 for no limit. `list_limit`: rows per list call.
    """

    cache_seconds: float = 600
    delivery: DeliveryMode = "async"
    daily_limit: int = 10_000
    mask_session: SessionMask = "null"
    result: ResultForm = "wrapped"
    fire_failed: bool = False
    fail_rate: float = 0
    refuse: tuple[str, ...] = ()
    spelling: Spelling = "plugin"
    wordpress_plugin: bool = False
    delivery_timeout: float = 15
    rate_per_minute: int = 350
    list_limit: int = 200
    session_seconds: float = 14 * 3600
