"""Where each call of an exchange belongs, and how that is known: by the page's tag, by a mark, else by time."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from owskit_addon.actions.background import BACKGROUND, UNKNOWN, Background, Judged
from owskit_addon.actions.fingerprint import Seen
from owskit_addon.actions.gaps import Actions, is_background
from owskit_addon.actions.gestures import Gestures
from owskit_addon.actions.tags import Tag
from owskit_addon.capture.events import Action, Cause


class Places(msgspec.Struct, frozen=True):
    """Of one exchange: `new` actions, to be written first; one verdict a call; `causes` are all that the page named."""

    new: list[Action]
    verdicts: list[Judged]
    causes: list[Cause]


class Placer:
    """Of one capture. `gestures` and `background` are there while a page script may run."""

    def __init__(
        self, actions: Actions, gestures: Gestures | None = None, background: Background | None = None
    ) -> None:
        self.actions = actions
        self.gestures = gestures
        self.background = background

    def place(self, calls: Sequence[Seen], at: float, ms: float | None, tag: Tag | None = None) -> Places:
        """The calls of a request that was sent at `at`. What OTYS Go! does on its own account belongs to no action,
        also where it shares a batch with a click's."""
        if tag is not None and self.gestures is not None:
            causes, new = self.gestures.causes(tag, at)
            verdicts = self._judge(calls, causes)
        else:
            causes, new = [], []
            verdicts = [BACKGROUND if is_background(call.service_call) else UNKNOWN for call in calls]
            if UNKNOWN in verdicts:
                found, new = self._by_time(at, ms)
                verdicts = [found if verdict is UNKNOWN else verdict for verdict in verdicts]
                self._learn(calls, found)
        return Places(new, verdicts, causes)

    def _judge(self, calls: Sequence[Seen], causes: list[Cause]) -> list[Judged]:
        assert self.background is not None
        verdicts = self.background.judge(calls, causes)
        self.background.see(calls, causes)
        return verdicts

    def _by_time(self, at: float, ms: float | None) -> tuple[Judged, list[Action]]:
        traced = self.gestures is not None and self.gestures.traced
        if traced and self.actions.marked(at) is None:
            return UNKNOWN, []  # a page script runs, and this is none of its requests
        placed = self.actions.place(at, ms)
        return Judged(placed.action, "probable"), [placed.new] if placed.new is not None else []

    def _learn(self, calls: Sequence[Seen], found: Judged) -> None:
        if self.background is not None and found.action is not None:
            self.background.see(calls, [(found.action, found.sure)])
