"""Gestures of the page, as actions of the capture: one each, or the mark's in whose time it falls."""

from __future__ import annotations

from typing import Literal

import msgspec

from owskit_addon.actions.gaps import Actions
from owskit_addon.actions.tags import Tag
from owskit_addon.capture.events import Action, Cause, How, Sure, iso, seconds

Kind = Literal["click", "key", "submit", "change", "drop", "route", "load"]
REMEMBERED = 2048
SKEW = 60.0
"""Seconds. A page's clock that is further from the proxy's was set meanwhile, or slept; then the proxy's counts."""

_STRENGTH: tuple[Sure, ...] = ("certain", "inherited", "navigation", "probable", "background")


class Gesture(msgspec.Struct, frozen=True, kw_only=True):
    """One gesture as it may be written: `label` and `where` hold no personal data any more. `at` in seconds."""

    number: int
    at: float
    kind: Kind
    label: str = ""
    where: str = ""
    target: str = ""


class _Known(msgspec.Struct):
    """`action` is None in the time of a mark, whose event is not ours; `told`: the page has said what it is called;
    `label` is what it was called until then."""

    id: str
    action: Action | None
    told: bool
    label: str = ""


class Gestures:
    """Knows the last gestures of all tabs. What it returns as actions is to be written, before the calls.

    `traced`: a page script runs in this recording, so that requests without a tag are none of the page's.
    """

    def __init__(self, actions: Actions) -> None:
        self.traced = False
        self._actions = actions
        self._known: dict[tuple[str, int], _Known] = {}
        self._waiting: dict[str, _Known] = {}
        self._latest: dict[str, tuple[int, float]] = {}

    def seen(self, tab: str, gesture: Gesture, received: float) -> list[Action]:
        """What the page tells of a gesture; it can come after requests that name it."""
        self.traced = True
        known = self._known.get((tab, gesture.number))
        if known is None:
            at = self._when(tab, gesture.number, gesture.at, received)
            return self._begin(tab, gesture.number, at, _how(gesture.kind), gesture)
        if known.told or known.action is None:
            return []
        known.told = True
        renamed = known.action.label != known.label
        known.action = msgspec.structs.replace(
            known.action,
            label=known.action.label if renamed else gesture.label or known.label,
            where=gesture.where,
            target=gesture.target,
            how=_how(gesture.kind),
        )
        self._waiting.pop(known.id, None)
        return [known.action]

    def written(self, action: Action) -> None:
        """An action's event as it is in the file now: what a person has said of it holds when the page tells late."""
        if (known := self._waiting.get(action.id)) is not None:
            known.action = action

    def causes(self, tag: Tag, sent: float) -> tuple[list[Cause], list[Action]]:
        """The actions that a tagged request may belong to, the surest of each, and those of them that are new."""
        self.traced = True
        found: dict[str | None, Sure] = {}
        new: list[Action] = []
        for number, sure in tag.causes:
            action: str | None = None
            if number:
                if (tag.tab, number) not in self._known:
                    at = self._when(tag.tab, number, sent, sent)
                    new += self._begin(tag.tab, number, at, "navigation" if sure == "navigation" else "gesture", None)
                action = self._known[tag.tab, number].id
            if action not in found or _STRENGTH.index(sure) < _STRENGTH.index(found[action]):
                found[action] = sure
        return list(found.items()), new

    def _begin(self, tab: str, number: int, at: float, how: How, gesture: Gesture | None) -> list[Action]:
        mark = self._actions.marked(at)
        if mark is not None:
            self._remember(tab, number, _Known(mark, None, True))
            return []
        if gesture is not None:
            action = self._actions.begin(gesture.label, how, at, where=gesture.where, target=gesture.target, tab=tab)
            self._remember(tab, number, _Known(action.id, action, True))
            return [action]
        action = self._actions.begin("", how, at, tab=tab)
        known = self._waiting[action.id] = _Known(action.id, action, False, action.label)
        if len(self._waiting) > REMEMBERED:
            del self._waiting[next(iter(self._waiting))]
        self._remember(tab, number, known)
        return [action]

    def _remember(self, tab: str, number: int, known: _Known) -> None:
        self._known[tab, number] = known
        if len(self._known) > REMEMBERED:
            del self._known[next(iter(self._known))]

    def _when(self, tab: str, number: int, at: float, received: float) -> float:
        """A gesture's time. Clocks are set and laptops sleep: within a tab the page's own numbers give the order."""
        if abs(at - received) > SKEW:
            at = received
        last, then = self._latest.get(tab, (0, 0.0))
        if number > last:
            at = max(at, then + 0.001) if then and then - at < SKEW else at
            self._latest[tab] = (number, at)
            if len(self._latest) > REMEMBERED:
                del self._latest[next(iter(self._latest))]
        return seconds(iso(at))


def _how(kind: Kind) -> How:
    return "navigation" if kind in {"load", "route"} else "gesture"
