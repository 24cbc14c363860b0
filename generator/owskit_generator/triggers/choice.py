"""From a business event to triggers: its ways, the smallest cover, what tells its calls apart, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from owskit_generator.catalogue.cover import Cover, smallest_cover
from owskit_generator.triggers import rules
from owskit_generator.triggers.model import Condition
from owskit_generator.triggers.places import place_of
from owskit_generator.triggers.sample import Sample
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
    that it makes, where it makes several. `uncovered`: ways that make no call that could wake a handler. `untried`:
    ways of the checklist that were not recorded, each with the reason that was given."""

    event: BusinessEvent
    cover: Cover
    calls: tuple[ChosenCall, ...]
    groups: tuple[Group, ...]
    passed_over: dict[str, str]
    double: dict[str, tuple[str, ...]]
    uncovered: tuple[Way, ...]
    untried: dict[str, str]


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
        untried=_untried(captured, event),
    )


def _untried(captured: Captured, event: BusinessEvent) -> dict[str, str]:
    listed = captured.catalogue["business_events"] if event.by == "checklist" else []
    return {
        way["way"]: way["reason"]
        for one in listed
        if one["name"].casefold() == event.name.casefold()
        for way in one["ways"]
        if way["state"] != "done"
    }


def _candidates(
    ways: Iterable[Way], found: dict[str, Separation], background: set[str]
) -> tuple[dict[str, frozenset[str]], dict[str, str]]:
    """Of each way the calls that are not mostly made for other reasons and tell nothing; where it has no other, all."""
    rows: dict[str, frozenset[str]] = {}
    passed_over: dict[str, str] = {}
    for way in ways:
        for call in way.core:
            if call in background:
                passed_over[call] = f"{BACKGROUND} makes it too, without a click"
            elif found[call].verdict == "inseparable" and found[call].others > found[call].mine:
                passed_over[call] = f"it is made more often, with the same arguments, by {_some(found[call].like)}"
        clean = frozenset(call for call in way.core if call not in passed_over)
        rows[way.name] = clean or frozenset(way.core)
    return rows, passed_over


def _groups(captured: Captured, event: BusinessEvent, calls: list[ChosenCall]) -> list[Group]:
    """One trigger where one set of conditions does for all calls; else a call joins the first whose conditions do for
    it too. Those that no condition could be found for are one trigger."""
    groups: list[Group] = []
    for call in calls:
        for number, group in enumerate(groups):
            names = (*group.calls, call.service_call)
            together = _separated(captured, event, names)
            aside = group.separation.aside + call.separation.aside
            if together.verdict != "inseparable" and together.aside <= aside:
                groups[number] = Group(calls=names, separation=together)
                break
        else:
            groups.append(Group(calls=(call.service_call,), separation=call.separation))
    by_when: dict[tuple[Condition, ...], list[Group]] = {}
    for group in groups:
        by_when.setdefault(group.separation.when, []).append(group)
    return [same[0] if len(same) == 1 else _as_one(captured, event, same) for same in by_when.values()]


def _as_one(captured: Captured, event: BusinessEvent, groups: list[Group]) -> Group:
    names = tuple(call for group in groups for call in group.calls)
    return Group(calls=names, separation=_separated(captured, event, names))


def _separated(captured: Captured, event: BusinessEvent, calls: Sequence[str]) -> Separation:
    """What tells the calls of the event from all others; where nothing does, less is asked for, step by step.

    Calls that belong to no known action need not be held apart: nobody knows that they were not this event. And a
    click that makes the call twice, once as others do (it says that the record was looked at, say) and once in its own
    manner, is told by the latter.
    """
    mine, others, unknown, places = _uses(captured, event, calls)
    steps: list[tuple[list[Weighed], list[Weighed]]] = [(_all(mine), [*others, *unknown]), (_all(mine), others)]
    steps.append((_all(_own_manner(mine, others)), others))
    for number, (these, those) in enumerate(steps):
        found = separate(these, those, places)
        if found.verdict != "inseparable":
            aside = sum(one.count for one in _all(mine)) - found.mine
            return msgspec.structs.replace(found, aside=aside, unknown=sum(u.count for u in unknown) if number else 0)
    return separate(_all(mine), others, places)


_ByAction = dict[str, list[Weighed]]


def _uses(
    captured: Captured, event: BusinessEvent, calls: Sequence[str]
) -> tuple[_ByAction, list[Weighed], list[Weighed], list[str]]:
    """Uses by the event, by action; by others; by nobody knows whom; and where uids stand in the calls."""
    mine: _ByAction = {}
    others: list[Weighed] = []
    unknown: list[Weighed] = []
    places = []
    for call in calls:
        place, _ = place_of(call, captured.learned.calls[call])
        places += [place] if place is not None else []
        refused = _refused(captured, call, place)
        for use, count in captured.uses.calls[call].items():
            if use.sample is None:
                continue
            sample = tuple(one for one in use.sample if one[0] not in refused) if refused else use.sample
            if use.action is None or use.action not in event.actions:
                whose = _whose(captured, use)
                (unknown if whose == NOBODY else others).append(Weighed(sample, count, whose))
            elif use.clicked and not use.failed:
                mine.setdefault(use.action, []).append(Weighed(sample, count))
    return mine, others, unknown, places


def _refused(captured: Captured, call: str, place: str | None) -> set[str]:
    """Paths that were recorded although the call's verb takes no such argument: a triggers file cannot ask for them."""
    uid = {call: place} if place is not None else {}
    paths = {path for use in captured.uses.calls[call] for path, _ in use.sample or ()}
    return {path for path in paths if rules.impossible_path(path, [call], uid) is not None}


def _all(mine: _ByAction) -> list[Weighed]:
    """Of all actions, equal ones together."""
    counts: dict[Sample, int] = {}
    for weighed in mine.values():
        for one in weighed:
            counts[one.sample] = counts.get(one.sample, 0) + one.count
    return [Weighed(sample, count) for sample, count in counts.items()]


def _own_manner(mine: _ByAction, others: list[Weighed]) -> _ByAction:
    """Without the calls that set the same fields as somebody else's, as long as each action keeps one."""
    fields = {tuple(path for path, _ in one.sample) for one in others}
    kept = {
        action: [one for one in weighed if tuple(path for path, _ in one.sample) not in fields]
        for action, weighed in mine.items()
    }
    return kept if all(kept.values()) else mine


def _whose(captured: Captured, use: Use) -> str:
    action = captured.uses.actions.get(use.action or "")
    if action is None:
        return BACKGROUND if use.sure == "background" else NOBODY
    return f'"{action.business_event or action.label}"'


def _first(ways: Iterable[Way], call: str) -> int:
    return next((number for number, way in enumerate(ways) if call in way.core), 0)


def _some(whose: tuple[str, ...]) -> str:
    return whose[0] if len(whose) == 1 else f"{whose[0]} and {len(whose) - 1} more"
