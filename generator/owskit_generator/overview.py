"""The view behind `owskit calls`: which service calls each action made (design.md 5.3)."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import Any, get_args

import msgspec

from owskit_addon.capture.events import Action, Call, Event, How, Problem, Sure, seconds
from owskit_addon.service_call import Kind, kind_of

_SURENESS: tuple[Sure, ...] = get_args(Sure)
"""From the surest to the least sure, as capture-techniques.md 4 orders them."""


class CallCount(msgspec.Struct):
    """One service call under one action. `failed` counts every outcome but `ok`; `sure` is the least sure seen."""

    service_call: str
    kind: Kind
    count: int
    failed: int
    sure: Sure


class ActionView(msgspec.Struct):
    """An action and its calls by first appearance; `calls` is empty where it made none. `cached`: then Go! may have had
    the answers in memory (`ows.md` 9), for the same made calls another time, or it was on a button, link or tab."""

    id: str
    label: str
    how: How
    where: str
    at: str
    calls: list[CallCount]
    cached: bool = False


class ServiceCallCount(msgspec.Struct):
    """One service call in the whole capture. `envelopes` are those it came in at least once, outermost first."""

    service_call: str
    kind: Kind
    count: int
    failed: int
    envelopes: list[str]


class ProblemCount(msgspec.Struct):
    what: str
    count: int


class Overview(msgspec.Struct):
    """What `calls` shows; without `cached` the JSON of `calls --json`. Actions by time, all else by first appearance.

    `unattributed` holds also the calls of an action that is not in the capture.
    """

    actions: list[ActionView]
    background: list[CallCount]
    unattributed: list[CallCount]
    service_calls: list[ServiceCallCount]
    problems: list[ProblemCount]


_Counts = dict[str, CallCount]
_ASKING = frozenset({"button", "link", "tab"})
"""Targets of which one expects a call."""


def overview(events: Iterable[Event]) -> Overview:
    """Goes over the events once. Memory grows with actions and distinct service calls, not with calls."""
    actions: dict[str, Action] = {}
    of_actions: dict[str, _Counts] = {}
    of_none: dict[bool, _Counts] = {True: {}, False: {}}
    totals: dict[str, ServiceCallCount] = {}
    problems: dict[str, int] = {}
    for event in events:
        if isinstance(event, Call):
            _total(totals, event)
            if event.action is not None:
                count_call(of_actions.setdefault(event.action, {}), event)
            else:
                count_call(of_none[event.sure == "background"], event)
        elif isinstance(event, Action):
            actions[event.id] = event
        elif isinstance(event, Problem):
            problems[event.what] = problems.get(event.what, 0) + 1
    unattributed = of_none[False]
    calling = {_same(action) for action in actions.values() if action.id in of_actions}
    for action_id, counts in of_actions.items():
        if action_id not in actions:
            for entry in counts.values():
                _merge(unattributed, entry)
    return Overview(
        actions=[
            ActionView(
                id=action.id,
                label=action.label,
                how=action.how,
                where=action.where,
                at=action.at,
                calls=list(of_actions.get(action.id, {}).values()),
                cached=action.id not in of_actions and (_same(action) in calling or action.target in _ASKING),
            )
            for action in sorted(actions.values(), key=_time)
            if action.how != "gap" or action.id in of_actions  # all its calls turned out to be the background's
        ],
        background=list(of_none[True].values()),
        unattributed=list(unattributed.values()),
        service_calls=list(totals.values()),
        problems=[ProblemCount(what, count) for what, count in problems.items()],
    )


def document(view: Overview) -> dict[str, Any]:
    """Exactly what `calls --json` prints (design.md 5.3)."""
    made: dict[str, Any] = msgspec.to_builtins(view)
    for action in made["actions"]:
        del action["cached"]
    return made


def _same(action: Action) -> tuple[str, ...]:
    """By this one action repeats another."""
    if action.business_event and action.way:
        return action.business_event, action.way
    return action.label, action.where, action.how


def count_call(counts: dict[str, CallCount], call: Call) -> None:
    """Adds a call to the counts of one action, which are by service call."""
    _merge(
        counts,
        CallCount(call.service_call, kind_of(call.service_call), 1, int(call.outcome != "ok"), call.sure),
    )


def _merge(counts: _Counts, entry: CallCount) -> None:
    known = counts.get(entry.service_call)
    if known is None:
        counts[entry.service_call] = entry
        return
    known.count += entry.count
    known.failed += entry.failed
    known.sure = least_sure(known.sure, entry.sure)


def least_sure(one: Sure, other: Sure) -> Sure:
    return max(one, other, key=_SURENESS.index)


def _total(totals: dict[str, ServiceCallCount], call: Call) -> None:
    name = call.service_call
    if (known := totals.get(name)) is None:
        known = totals[name] = ServiceCallCount(name, kind_of(name), 0, 0, [])
    known.count += 1
    known.failed += call.outcome != "ok"
    place = 0
    for envelope in call.envelopes:  # a name that is new stands before the one that it was seen around
        if envelope not in known.envelopes:
            known.envelopes.insert(place, envelope)
        place = known.envelopes.index(envelope) + 1


def _time(action: Action) -> float:
    """Seconds; what has no readable time comes last, in the order written."""
    try:
        return seconds(action.at)
    except ValueError:
        return inf


def narrowed(view: Overview, labels: Iterable[str], kinds: Iterable[str]) -> Overview:
    """Only the actions with one of the texts in their label, and only calls of these kinds; nothing given is no limit.

    With labels, what belongs to no action is left out, and the totals are those of the actions that are left.
    """
    labels, kinds = [label.casefold() for label in labels], set(kinds)
    if not labels and not kinds:
        return view
    actions = [a for a in view.actions if not labels or any(label in a.label.casefold() for label in labels)]
    actions = [msgspec.structs.replace(action, calls=_of_kinds(action.calls, kinds)) for action in actions]
    if kinds:
        actions = [action for action in actions if action.calls]
    totals = [total for total in view.service_calls if not kinds or total.kind in kinds]
    if labels:
        found: _Counts = {}
        for action in actions:
            for entry in action.calls:
                _merge(found, msgspec.structs.replace(entry))
        totals = [
            msgspec.structs.replace(
                total, count=found[total.service_call].count, failed=found[total.service_call].failed
            )
            for total in totals
            if total.service_call in found
        ]
    return Overview(
        actions=actions,
        background=[] if labels else _of_kinds(view.background, kinds),
        unattributed=[] if labels else _of_kinds(view.unattributed, kinds),
        service_calls=totals,
        problems=view.problems,
    )


def _of_kinds(entries: list[CallCount], kinds: set[str]) -> list[CallCount]:
    return [entry for entry in entries if not kinds or entry.kind in kinds]
