"""The events of a capture file (design.md 5.2), one JSON object a line. Times: UTC with milliseconds.

Fields with a default may be missing in a file that another program wrote (docs/capture-format.md); owskit writes all of
a call's.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from owskit_addon.wire.calls import Outcome

FORMAT = 1
Source = Literal["live", "mitm", "har", "saz"]
Values = Literal["tokens", "plain"]
How = Literal["gesture", "mark", "checklist", "navigation", "gap"]
Sure = Literal["certain", "inherited", "probable", "navigation", "background", "unattributed"]
Cause = tuple[str | None, Sure]
"""An action's id and how sure that is; None for the page's background."""
WayState = Literal["listed", "added", "skipped", "open"]


class CaptureStart(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="capture"):
    """The first event; again where a later recording goes on in the same file (its tokens have a key of their own)."""

    format: int = FORMAT
    owskit: str = ""
    started: str = ""
    source: Source = "live"
    values: Values = "plain"  # what does not say so is not taken to be free of personal data


class Action(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="action"):
    """Something the person did. An action with an id that was seen before replaces it (a new label, say).

    `ignored`: the person took it back; `read_captures` leaves it and its calls out. `target`: what a gesture was on, a
    word of ours (`button`, `link`, `tab`, `opener`, `checkbox`, `field` ...).
    """

    id: str
    label: str
    how: How
    at: str
    where: str = ""
    target: str = ""
    tab: str | None = None
    business_event: str | None = None
    way: str | None = None
    ignored: bool = False


class Call(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="call"):
    """One service call, without secrets. `action` is None for what belongs to none; `sure` then says why.

    `id` is unique in the file; calls of one HTTP exchange share `exchange`. `result` and `error` are null where
    there is none (`outcome` tells). `ms` is None where no answer came. `causes` is the evidence where `action` and
    `sure` say less, or another thing, than what was seen: all that it may have come from, None for the background.
    """

    id: str
    exchange: str = ""
    service_call: str
    method: str = ""
    envelopes: list[str] = []
    action: str | None = None
    sure: Sure = "unattributed"
    tab: str | None = None
    causes: list[Cause] = []
    host: str = ""
    at: str
    ms: float | None = None
    args: Any = None
    result: Any = None
    error: Any = None
    outcome: Outcome = "ok"


class LateCall(Call, frozen=True, kw_only=True, tag_field="event", tag="call"):
    """A call whose result is as it stands in the file, for who needs it later, in another order or not at all."""

    result: msgspec.Raw = msgspec.Raw(b"null")


class Problem(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="problem"):
    """Something that could not be read or recorded: what, and where. Our own words only, never traffic."""

    what: str
    where: str = ""


class Way(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="way"):
    """A way of a checklist, as far as no action holds it; the last event of a way says what counts.

    `listed`: the checklist asks for it, so many `times`. `added`: the person did while recording. `skipped`: not to be
    done, for `reason` in the person's words. `open`: skipping or adding it was taken back.
    """

    business_event: str
    way: str
    at: str
    state: WayState
    reason: str = ""
    times: int | None = None


Event = CaptureStart | Action | Call | Problem | Way


def iso(seconds: float) -> str:
    """Seconds since 1970 as `2026-11-20T09:30:00.123Z`."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def seconds(at: str) -> float:
    """The reverse of `iso`."""
    return datetime.fromisoformat(at).timestamp()
