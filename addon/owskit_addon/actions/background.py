"""Which of its possible causes a call belongs to, as far as that has been learnt; never a guess (docs/attribution.md).

A request's tag is evidence for its calls, not proof: OTYS Go! sends what several parts of the page asked for in one
request (`ows.md` 2.2). Three things tell calls apart: what is seen while nobody clicks, what happens by the clock, and
what is there each time an action is repeated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from owskit_addon.actions.evidence import Evidence, Known, times_of, times_under
from owskit_addon.actions.fingerprint import Seen
from owskit_addon.actions.gaps import is_background
from owskit_addon.actions.periods import is_due, period_of
from owskit_addon.capture.events import Action, Cause, Sure
from owskit_addon.service_call import kind_of

_CLOSED = 0.1
"""Below this chance of something new, a call that the background never made is taken to be none of its."""

_REPEATED = 3
"""Three repetitions give an action's core calls."""

_MANY = 5
"""A call that is seen with the same arguments under so many different actions is marked down."""

_SEVERAL = 3
_VARYING = 8
"""Times by which calls with changing arguments keep step, before it is more than a person's habit."""

_AFTER = 0.5
"""Seconds after which a call that the background makes too, when it comes again under one gesture, is a poll's."""

_CHAIN = 3
_ORDER: tuple[Sure, ...] = ("certain", "inherited", "navigation", "probable", "background", "unattributed")


class Judged(msgspec.Struct, frozen=True):
    """Where a call belongs. Without an action, `sure` is `background` or `unattributed`."""

    action: str | None
    sure: Sure


class Named(Protocol):
    """A call as far as its name."""

    @property
    def service_call(self) -> str: ...


BACKGROUND = Judged(None, "background")
UNKNOWN = Judged(None, "unattributed")


class Background:
    """Learns while it judges; what is seen first and judged afterwards is judged better."""

    def __init__(self) -> None:
        self._evidence = Evidence()

    def named(self, action: Action) -> None:
        """Tells of an action's event, or of one that replaces it. By label and place it is known what repeats what."""
        self._evidence.named(action)

    def see(self, calls: Sequence[Seen], causes: Sequence[Cause]) -> None:
        """Learns from the calls of one request and all causes that they may have."""
        learned = [call for call in calls if not is_background(call.service_call)]
        self._evidence.see(learned, _distinct(causes))

    def is_idle(self, call: Seen) -> bool:
        """Whether such a call was seen while nobody clicked, or is one of Go!'s housekeeping."""
        return is_background(call.service_call) or self._evidence.levels(call)[0].idle > 0

    def idle(self) -> list[str]:
        """The service calls that were seen while nobody clicked."""
        return self._evidence.idle()

    def settled(self, calls: Sequence[Named], causes: Sequence[Cause]) -> list[Judged] | None:
        """The verdicts that `judge` gives whatever else was seen; None where it may depend on that."""
        if not causes:
            verdict = UNKNOWN
        elif len(calls) == len(causes) == 1 and causes[0][0] is not None and causes[0][1] == "certain":
            verdict = Judged(*causes[0])
        else:
            return None
        return [BACKGROUND if is_background(call.service_call) else verdict for call in calls]

    def judge(self, calls: Sequence[Seen], causes: Sequence[Cause]) -> list[Judged]:
        """One verdict a call, in the same order."""
        causes = _distinct(causes)
        if not causes:
            judged = [UNKNOWN] * len(calls)
        elif len(causes) == 1:
            action, sure = causes[0]
            judged = [self._alone(call, action, sure, len(calls) > 1) for call in calls]
        else:
            judged = self._shared(calls, causes)
        return [
            BACKGROUND if is_background(call.service_call) else verdict
            for call, verdict in zip(calls, judged, strict=True)
        ]

    def _alone(self, call: Seen, action: str | None, sure: Sure, batched: bool) -> Judged:
        if action is None:
            return UNKNOWN if self._evidence.is_stray(call) else Judged(None, sure)
        if sure == "probable":
            return self._by_time(call, action)
        exact, _, _ = self._evidence.levels(call)
        if sure in {"inherited", "navigation"} and self._is_chain(call, exact, action):
            return BACKGROUND
        if sure == "certain" and not batched:
            return Judged(action, sure)
        if sure != "navigation" and (exact.idle or len(self._evidence.kinds(exact.held)) >= _MANY):
            return Judged(action, "probable")
        return Judged(action, "inherited" if sure == "certain" else sure)

    def _is_chain(self, call: Seen, exact: Known, action: str) -> bool:
        """Whether this is a later turn of a poll that the gesture started: the first is the gesture's own."""
        if not self._evidence.is_gesture(action):
            return False
        times = times_under(exact, action)
        later = bool(times) and call.at - times[0]
        if later and exact.idle and later > _AFTER:
            return True
        return bool(later) and period_of(times, least=_CHAIN) is not None

    def _by_time(self, call: Seen, action: str) -> Judged:
        """A call of which only is known that it came after something the person did."""
        evidence = self._evidence
        kind, write = evidence.kind(action), kind_of(call.service_call) == "write"
        exact, shape, _ = evidence.levels(call)
        if kind in evidence.kinds(exact.held):
            return Judged(action, "probable")
        if exact.idle:
            return BACKGROUND
        if len(shape.variants) > 1 and kind not in evidence.kinds(shape.held):
            return UNKNOWN if write else BACKGROUND
        if self._by_clock(call, exact, shape, action):
            return UNKNOWN if write else BACKGROUND
        if (
            not write
            and len(evidence.kinds(exact.loose)) >= _SEVERAL
            and evidence.repeated(action) > 1
            and not evidence.in_every_repetition(call, action, 2)
        ):
            return UNKNOWN
        return Judged(action, "probable")

    def _by_clock(self, call: Seen, exact: Known, shape: Known, action: str) -> bool:
        """Whether a call comes by the clock, and not with an action that the person repeats in step."""
        times = times_of(exact, call.tab)
        if period_of(times) is not None:
            return len(self._evidence.kinds(exact.loose)) > 1 or len(times) > self._evidence.repeated(action)
        return (
            len(self._evidence.kinds(shape.loose)) >= _SEVERAL
            and period_of(times_of(shape, call.tab), least=_VARYING) is not None
        )

    def _shared(self, calls: Sequence[Seen], causes: Sequence[Cause]) -> list[Judged]:
        claims = [self._claim(call, causes) for call in calls]
        counts: dict[int, int] = {}
        for number, (call, claim) in enumerate(zip(calls, claims, strict=True)):
            if claim is BACKGROUND:  # as many as the background makes at once are its; what there is beside is not
                counts[call.exact] = counts.get(call.exact, 0) + 1
                exact = self._evidence.levels(call)[0]
                if exact.most and counts[call.exact] > exact.most:
                    claims[number] = None
        rest = self._rest(causes)
        return [
            claim or (rest if self._is_from(call, rest, causes, claims) else UNKNOWN)
            for call, claim in zip(calls, claims, strict=True)
        ]

    def _rest(self, causes: Sequence[Cause]) -> Judged:
        """The one cause that calls of which nothing is known can have, if there is one: a person's before a page's."""
        actions = [action for action, _ in causes if action is not None]
        people = [action for action in actions if not self._evidence.is_page(action)]
        candidates = people or actions
        return Judged(candidates[0], "probable") if len(candidates) == 1 else UNKNOWN

    def _is_from(self, call: Seen, rest: Judged, causes: Sequence[Cause], claims: Sequence[Judged | None]) -> bool:
        """Whether a call of which nothing is known is that cause's, because the others are accounted for."""
        if rest.action is None or self._is_spread(call):
            return False
        others = [action for action, _ in causes if action != rest.action]
        taken = [claim for claim in claims if claim not in {None, UNKNOWN, rest}]
        if not others or taken or self._evidence.is_persons(call):
            return True
        return others == [None] and self._evidence.surprise() <= _CLOSED

    def _claim(self, call: Seen, causes: Sequence[Cause]) -> Judged | None:
        """The one cause that was seen to make such a call, UNKNOWN where several were; None where none was."""
        evidence = self._evidence
        for finest, known in zip((True, False, False), evidence.levels(call), strict=True):
            held = evidence.kinds(known.held)
            claimants = [Judged(a, "probable") for a, _ in causes if a is not None and evidence.kind(a) in held]
            if len(causes) > sum(a is not None for a, _ in causes):
                # Arguments that never change in the background are not those of a call with others.
                if finest and known.idle:
                    claimants.append(BACKGROUND)
                elif not finest and len(known.variants) > 1:
                    claimants.append(UNKNOWN if kind_of(call.service_call) == "write" else BACKGROUND)
            if len(claimants) > 1:
                return UNKNOWN
            if claimants == [BACKGROUND] and finest and not self._is_idle_now(call, known, causes):
                return UNKNOWN
            if claimants:
                return claimants[0]
        return None

    def _is_idle_now(self, call: Seen, exact: Known, causes: Sequence[Cause]) -> bool:
        """Whether nothing speaks against a call being the background's this time."""
        times = times_of(exact, call.tab)
        period = period_of(times)
        if period is not None and not is_due(times, period, call.at):
            return False
        return not any(a and self._evidence.in_every_repetition(call, a, _REPEATED) for a, _ in causes)

    def _is_spread(self, call: Seen) -> bool:
        """Whether a call shares requests with this many different actions, and is never seen under any alone."""
        exact, _, _ = self._evidence.levels(call)
        return len(self._evidence.kinds(exact.shared)) >= _SEVERAL and not exact.held


def _distinct(causes: Sequence[Cause]) -> list[Cause]:
    """Each action once, as sure as the least sure of its gestures."""
    if len(causes) < 2:
        return list(causes)
    surest: dict[str | None, Sure] = {}
    for action, sure in causes:
        surest[action] = max(surest.get(action, sure), sure, key=_ORDER.index)
    return list(surest.items())
