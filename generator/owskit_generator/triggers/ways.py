"""Business events and the ways in which they were done: what each way always calls, over its repetitions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from owskit_addon.capture.events import Action
from owskit_addon.service_call import PREPARING, kind_of
from owskit_generator.triggers import rules
from owskit_generator.triggers.uses import Uses

_NUMBERED = re.compile(r"Step [0-9]+")


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """`core`: the writes of every repetition that wrote at all, with how often one repetition makes them on average.

    `sometimes`: writes of some repetitions only. `unknown`: calls whose name does not say whether they write.
    `others`: reads and calls that only prepare. `times` are all repetitions, `silent` those without a write.
    """

    name: str
    core: Mapping[str, float]
    sometimes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    times: int = 1
    silent: int = 0


class BusinessEvent(msgspec.Struct, frozen=True, kw_only=True):
    """`actions` are the ids of all its actions. `by`: who named it, a checklist, a label, or the person afterwards."""

    name: str
    ways: tuple[Way, ...]
    actions: frozenset[str]
    by: Literal["checklist", "label", "person"]


def business_events(uses: Uses) -> list[BusinessEvent]:
    """Those of the checklist, in the order seen; where there was none, each label is an event."""
    return grouped(uses, [action for action in uses.actions.values() if action.business_event]) or every_event(uses)


def every_event(uses: Uses) -> list[BusinessEvent]:
    """Those of the checklist, then each label that it did not lead to."""
    actions = uses.actions.values()
    led = grouped(uses, [action for action in actions if action.business_event])
    return [*led, *by_label(uses, [action for action in actions if not action.business_event])]


def grouped(uses: Uses, actions: Iterable[Action]) -> list[BusinessEvent]:
    """Events of actions that a checklist led; a name's case makes no difference."""
    found: dict[str, list[Action]] = {}
    for action in actions:
        found.setdefault((action.business_event or "").casefold(), []).append(action)
    return [_event(uses, group[0].business_event or "", group, "checklist") for group in found.values()]


def by_label(uses: Uses, actions: Iterable[Action]) -> list[BusinessEvent]:
    """One event a label; a number that owskit gave is the action's own."""
    found: dict[str, list[Action]] = {}
    for action in actions:
        own = f"\0{action.id}" if is_numbered(action) else ""
        found.setdefault(action.label.casefold() + own, []).append(action)
    return [_event(uses, group[0].label, group, "label") for group in found.values()]


def is_numbered(action: Action) -> bool:
    """Whether nobody named the action, so that another recording's `Step 3` is another."""
    return action.how == "gap" or (
        action.how in {"gesture", "navigation"} and _NUMBERED.fullmatch(action.label) is not None
    )


def put_together(uses: Uses, name: str, actions: Iterable[Action]) -> BusinessEvent:
    """Actions of several labels as the ways of one event."""
    return _event(uses, name, list(actions), "person")


def _event(uses: Uses, name: str, actions: list[Action], by: Literal["checklist", "label", "person"]) -> BusinessEvent:
    several = len({action.where for action in actions}) > 1
    of_way: dict[str, list[Action]] = {}
    for action in actions:
        of_way.setdefault(_way_name(action, by, several), []).append(action)
    made = _calls_by_action(uses, {action.id for action in actions})
    ways = [way for label, group in of_way.items() for way in _ways(label, [made[action.id] for action in group])]
    return BusinessEvent(name=name, ways=tuple(ways), actions=frozenset(made), by=by)


def _way_name(action: Action, by: str, several_places: bool) -> str:
    if by == "checklist":
        return action.way or action.where or action.label
    if by == "person":
        return action.label
    return f"{action.label} ({action.where or 'elsewhere'})" if several_places else action.label


_Made = dict[str, dict[str, int]]
"""Of one repetition: kind → call → how often."""


def _calls_by_action(uses: Uses, ids: set[str]) -> dict[str, _Made]:
    made: dict[str, _Made] = {id: {} for id in sorted(ids)}
    for call, found in uses.calls.items():
        kind = "other" if call in PREPARING or rules.call_name(call) is not None else kind_of(call)
        for use, count in found.items():
            if use.clicked and use.action in made and not use.failed:
                counts = made[use.action].setdefault(kind, {})
                counts[call] = counts.get(call, 0) + count
    return made


def _ways(name: str, repetitions: list[_Made]) -> list[Way]:
    """One way; or, where no write is common to all repetitions, one for each set of writes that was seen."""
    writing = [made for made in repetitions if made.get("write")]
    core = set.intersection(*(set(made["write"]) for made in writing)) if writing else set()
    if core or not writing:
        return [_way(name, repetitions, writing, core)]
    sets: dict[frozenset[str], list[_Made]] = {}
    for made in writing:
        sets.setdefault(frozenset(made["write"]), []).append(made)
    silent = [made for made in repetitions if not made.get("write")]
    return [
        _way(
            f"{name} ({number} of {len(sets)} variants)", [*group, *(silent if number == 1 else [])], group, set(calls)
        )
        for number, (calls, group) in enumerate(sets.items(), 1)
    ]


def _way(name: str, repetitions: list[_Made], writing: list[_Made], core: set[str]) -> Way:
    return Way(
        name=name,
        core={call: sum(made["write"][call] for made in writing) / len(writing) for call in sorted(core)},
        sometimes=_names(writing, "write", without=core),
        unknown=_names(repetitions, "unknown"),
        others=_names(repetitions, "read", "other"),
        times=len(repetitions),
        silent=len(repetitions) - len(writing),
    )


def _names(repetitions: list[_Made], *kinds: str, without: Iterable[str] = ()) -> tuple[str, ...]:
    found = {call for made in repetitions for kind in kinds for call in made.get(kind, {})}
    return tuple(sorted(found - set(without)))
