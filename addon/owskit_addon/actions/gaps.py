"""Which action a call belongs to, where no page script tells: what the person marked, else gaps in time.

Times are those of the traffic (seconds since 1970), never this machine's clock, so that a file gives the same actions
as the live recording did. Calls are placed as their answers come in, hence not in the order in which they were sent.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

import msgspec

from owskit_addon.capture.events import Action, How, iso
from owskit_addon.service_call import kind_of

QUIET = 2.0
"""Seconds without traffic of the person's that end an action, where no mark says otherwise. A person needs longer than
that from one click to the next deliberate one; Go! sends what a click needs within a turn (`ows.md` 2.2)."""

HOLD = 10.0
"""A slow answer keeps its action open until it is there, but no longer than this: a call that the server holds open
would else swallow all that follows."""

LABEL = 100
REMEMBERED = 256

_HOUSEKEEPING = frozenset({"PhoenixModuleService.get", "SettingsService.get", "check"})  # `ows.md` 8


@lru_cache(maxsize=4096)
def is_background(service_call: str) -> bool:
    """Whether Go! makes this call on its own account (`ows.md` 8), so that it belongs to no action, marked or not."""
    return service_call in _HOUSEKEEPING or kind_of(service_call) in {"session", "telemetry"}


def clean_label(text: str) -> str:
    """A person's own words on one line: no control or format characters, at most 100 characters."""
    words = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(words.split())[:LABEL].rstrip()


class Placed(msgspec.Struct, frozen=True):
    """Where an exchange's calls belong; `new` is the action's event where they are its first."""

    action: str
    new: Action | None


class _Stretch(msgspec.Struct):
    """A piece of time from `start` on. `action` is None after `end`; only a gap's stretch runs out by itself."""

    start: float
    action: str | None
    marked: bool
    until: float


class Actions:
    """The actions of one capture. `after` is the highest number that the file already has: ids stay unique in it.
    `clock` puts times in order where a machine's clock is set meanwhile (`clock.py`); what is written is as given."""

    def __init__(self, after: int = 0, clock: Callable[[float], float] = lambda at: at) -> None:
        self._number = after
        self._clock = clock
        self._stretches: list[_Stretch] = []
        self.held: str | None = None

    def mark(self, label: str, at: float) -> Action:
        """The person names what comes now, until the next mark or `end`. The event is to be written at once."""
        return self.hold(self._action(clean_label(label), "mark", at), at)

    def lead(self, label: str, business_event: str, way: str, at: float) -> Action:
        """The same where a checklist says what comes."""
        action = self._action(clean_label(label), "checklist", at)
        return self.hold(msgspec.structs.replace(action, business_event=business_event, way=way), at)

    def hold(self, action: Action, at: float) -> Action:
        """What comes belongs to this action, a new one or one that is gone on with; `held` is its id until `end`."""
        at = self._clock(at)
        self._insert(_Stretch(at, action.id, True, at))
        self.held = action.id
        return action

    def end(self, at: float) -> None:
        """What was marked is over; from here on gaps in time count again."""
        at = self._clock(at)
        self._insert(_Stretch(at, None, False, at))
        self.held = None

    def marked(self, at: float) -> str | None:
        """The action that the person named, or that a checklist led, and that holds at a time."""
        index = bisect_right(self._stretches, self._clock(at), key=lambda stretch: stretch.start) - 1
        stretch = self._stretches[index] if index >= 0 else None
        return stretch.action if stretch is not None and stretch.marked else None

    def begin(
        self, label: str, how: How, at: float, *, where: str = "", target: str = "", tab: str | None = None
    ) -> Action:
        """An action that is known otherwise than by time; what it holds is for the caller to know."""
        return self._action(clean_label(label), how, at, where, tab, target)

    def place(self, at: float, ms: float | None) -> Placed:
        """The action of an exchange that was sent at `at` and answered `ms` milliseconds later."""
        sent, at = at, self._clock(at)
        until = at + min((ms or 0.0) / 1000, HOLD)
        index = bisect_right(self._stretches, at, key=lambda stretch: stretch.start) - 1
        stretch = self._stretches[index] if index >= 0 else None
        if stretch is not None and stretch.action is not None and (stretch.marked or at - stretch.until < QUIET):
            stretch.until = max(stretch.until, until)
            return Placed(stretch.action, None)
        following = self._stretches[index + 1] if index + 1 < len(self._stretches) else None
        if following is not None and following.action and not following.marked and following.start - until < QUIET:
            following.start = at  # sent first, answered last: the same step
            return Placed(following.action, None)
        action = self._action("", "gap", sent)
        self._insert(_Stretch(at, action.id, False, until))
        return Placed(action.id, action)

    def _action(
        self, label: str, how: How, at: float, where: str = "", tab: str | None = None, target: str = ""
    ) -> Action:
        self._number += 1
        made = f"a{self._number}"
        label = label or f"Step {self._number}"
        return Action(id=made, label=label, how=how, at=iso(at), where=where, target=target, tab=tab)

    def _insert(self, stretch: _Stretch) -> None:
        index = bisect_right(self._stretches, stretch.start, key=lambda other: other.start)
        self._stretches.insert(index, stretch)
        del self._stretches[:-REMEMBERED]
