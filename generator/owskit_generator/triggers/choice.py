"""From a business event to triggers: its ways, the smallest cover, what tells its calls apart, and why."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from owskit_generator.triggers.cover import Cover, smallest_cover
from owskit_generator.triggers.model import Condition
from owskit_generator.triggers.places import place_of
from owskit_generator.triggers.separate import Separation, Weighed, separate
from owskit_generator.triggers.uses import Captured, Use
from owskit_generator.triggers.ways import BusinessEvent, Way

BACKGROUND = "OTYS Go! itself"
NOBODY = "no known action"


class ChosenCall(msgspec.Struct, frozen=True, kw_only=True):
    """`ways` make the call. `separation` is what the captures show for this call on its own. `place` is where the uid
    of its record stands, in a list where `several`."""

    service_call: str
    ways: tuple[str, ...]
    separation: Separation
    place: str | None
    several: bool


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Calls that share their conditions: one trigger. `separation` is that of all of them together."""

    calls: tuple[str, ...]
    separation: Separation


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """`passed_over`: calls of the ways that were not considered, each with the reason. `double`: way → the chosen calls
    that it makes, where it makes several. `uncovered`: ways that make no call that could wake a handler."""

    event: BusinessEvent
    cover: Cover
    calls: tuple[ChosenCall, ...]
    groups: tuple[Group, ...]
    passed_over: dict[str, str]
    double: dict[str, tuple[str, ...]]
    uncovered: tuple[Way, ...]


def choose(captured: Captured, event: BusinessEvent) -> Choice:
    """The choice for one event. It has no calls where no way writes anything."""
    names = sorted({call for way in event.ways for call in way.core})
    found = {name: _separated(captured, event, [name]) for name in names}
    background = {name for name in names if BACKGROUND in found[name].whose}
    rows, passed_over = _candidates(event.ways, found, background)
    burden = {name: found[name].others for name in names}
    cover = smallest_cover([calls for calls in rows.values() if calls], burden)
    order = sorted(cover.calls, key=lambda call: (_first(event.ways, call), call))
    calls = []
    for name in order:
        place, several = place_of(name, captured.learned.calls[name])
        ways = tuple(way.name for way in event.ways if name in way.core)
        calls.append(ChosenCall(service_call=name, ways=ways, separation=found[name], place=place, several=several))
    made = {way.name: tuple(call for call in order if call in way.core) for way in event.ways}
    return Choice(
        event=event,
        cover=cover,
        calls=tuple(calls),
        groups=tuple(_groups(captured, event, calls)),
        passed_over={call: why for call, why in passed_over.items() if call not in order},
        double={way: several for way, several in made.items() if len(several) > 1},
        uncovered=tuple(way for way in event.ways if not rows[way.name]),
    )


def _candidates(
    ways: Iterable[Way], found: dict[str, Separation], background: set[str]
) -> tuple[dict[str, frozenset[str]], dict[str, str]]:
    """Of each way the calls that tell it from everything else; where it has none of these, all that it makes."""
    rows: dict[str, frozenset[str]] = {}
    passed_over: dict[str, str] = {}
    for way in ways:
        for call in way.core:
            if call in background:
                passed_over[call] = f"{BACKGROUND} makes it too, without a click"
            elif found[call].verdict == "inseparable":
                passed_over[call] = f"the same arguments are sent by {_some(found[call].like)}"
        clean = frozenset(call for call in way.core if call not in passed_over)
        rows[way.name] = clean or frozenset(way.core)
    return rows, passed_over


def _groups(captured: Captured, event: BusinessEvent, calls: list[ChosenCall]) -> list[Group]:
    """One trigger where one set of conditions does for all calls, else one for each set."""
    if not calls:
        return []
    names = [call.service_call for call in calls]
    together = _separated(captured, event, names)
    if together.verdict != "inseparable":
        return [Group(calls=tuple(names), separation=together)]
    by_when: dict[tuple[Condition, ...], list[str]] = {}
    for call in calls:
        by_when.setdefault(call.separation.when, []).append(call.service_call)
    return [Group(calls=tuple(group), separation=_separated(captured, event, group)) for group in by_when.values()]


def _separated(captured: Captured, event: BusinessEvent, calls: list[str]) -> Separation:
    """Calls that belong to no known action are counter-examples only where they do not spoil everything: nobody knows
    that they were not this event."""
    mine: list[Weighed] = []
    others: list[Weighed] = []
    unknown: list[Weighed] = []
    places = []
    for call in calls:
        place, _ = place_of(call, captured.learned.calls[call])
        places += [place] if place is not None else []
        for use, count in captured.uses.calls[call].items():
            if use.sample is None:
                continue
            if use.action in event.actions:
                mine += [Weighed(use.sample, count)] if use.clicked and not use.failed else []
                continue
            whose = _whose(captured, use)
            (unknown if whose == NOBODY else others).append(Weighed(use.sample, count, whose))
    found = separate(mine, [*others, *unknown], places)
    return separate(mine, others, places) if found.verdict == "inseparable" and unknown else found


def _whose(captured: Captured, use: Use) -> str:
    action = captured.uses.actions.get(use.action or "")
    if action is None:
        return BACKGROUND if use.sure == "background" else NOBODY
    return f'"{action.business_event or action.label}"'


def _first(ways: Iterable[Way], call: str) -> int:
    return next((number for number, way in enumerate(ways) if call in way.core), 0)


def _some(whose: tuple[str, ...]) -> str:
    return whose[0] if len(whose) == 1 else f"{whose[0]} and {len(whose) - 1} more"
