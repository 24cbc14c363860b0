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
    """Of one capture. `gestures` and `background` are there while a page script may run. `learning`: the person keeps
    their hands still, so that what no page script explains is the background."""

    def __init__(
        self, actions: Actions, gestures: Gestures | None = None, background: Background | None = None
    ) -> None:
        self.actions = actions
        self.gestures = gestures
        self.background = background
        self.learning = False

    def place(self, calls: Sequence[Seen], at: float, ms: float | None, tag: Tag | None = None) -> Places:
        """The calls of a request that was sent at `at`. What OTYS Go! does on its own account belongs to no action,
        also where it shares a batch with a click's."""
        if tag is not None and self.gestures is not None:
            causes, new = self.gestures.causes(tag, at)
        else:
            causes, new = self._by_time(calls, at, ms)
        if self.background is not None:
            verdicts = self.background.judge(calls, causes)
            self.background.see(calls, causes)
        else:
            found = Judged(*causes[0]) if causes else UNKNOWN
            verdicts = [BACKGROUND if is_background(call.service_call) else found for call in calls]
        return Places(new, verdicts, causes)

    def _by_time(self, calls: Sequence[Seen], at: float, ms: float | None) -> tuple[list[Cause], list[Action]]:
        """What no page script tells of: by the mark that holds, else by gaps in time where no page script runs."""
        marked = self.actions.marked(at) is not None
        if all(is_background(call.service_call) for call in calls):
            return [], []
        if self.learning or (not marked and self._is_idle(calls)):
            return [(None, "background")], []
        if self.gestures is not None and self.gestures.traced and not marked:
            return [], []  # a page script runs, and this is none of its requests
        placed = self.actions.place(at, ms)
        return [(placed.action, "probable")], [placed.new] if placed.new is not None else []

    def _is_idle(self, calls: Sequence[Seen]) -> bool:
        """Whether there is nothing in a request but what was learnt while nobody clicked, so that it begins no step."""
        return self.background is not None and all(self.background.is_idle(call) for call in calls)
