"""From what a person names (calls, actions, business events) to triggers, with the reason for each call."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from owskit_addon.capture.events import Action
from owskit_addon.errors import TriggersError
from owskit_addon.service_call import ENVELOPES, kind_of, short_name
from owskit_generator.catalogue.markdown import single_line
from owskit_generator.triggers import rules
from owskit_generator.triggers.choice import Choice, choose
from owskit_generator.triggers.model import Condition
from owskit_generator.triggers.places import place_of
from owskit_generator.triggers.reasons import evidence, notes
from owskit_generator.triggers.uses import Captured
from owskit_generator.triggers.ways import BusinessEvent, business_events, by_label, grouped, is_numbered, put_together

_MOST_NAMED = 20
_LONGEST = 38


class Pick(msgspec.Struct, frozen=True, kw_only=True):
    """One trigger to be. `chosen` says by what, `ways` of each call in which ways it is made, `several` which calls are
    about a list of records; `evidence` is what `when` rests on, or why there is none: all for its comments."""

    name: str
    service_calls: tuple[str, ...]
    chosen: str
    when: tuple[Condition, ...] = ()
    uid: dict[str, str] = {}
    ways: dict[str, tuple[str, ...]] = {}
    several: tuple[str, ...] = ()
    evidence: str = ""


class Picked(msgspec.Struct):
    """All picks in the order asked for, what the person should know about them, and the reasoning behind."""

    picks: list[Pick] = []
    warnings: list[str] = []
    choices: list[Choice] = []


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a person wants. `name` makes all `actions` the ways of one event of that name; `chosen` are from a list."""

    calls: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    all_events: bool = False
    name: str | None = None
    chosen: tuple[BusinessEvent, ...] = ()


def pick(captured: Captured, asked: Asked) -> Picked:
    """Raises TriggersError, with the nearest names, for what the captures do not show or what is not clear."""
    picked = Picked()
    uses = captured.uses
    if asked.all_events:
        silent = [
            event.name
            for event in business_events(uses)
            if not _pick_event(picked, captured, event, "--all-events", may_be_empty=True)
        ]
        if not picked.picks:
            hint = "Name a call with --call; `owskit calls CAPTURE` shows them."
            raise TriggersError("No recorded event has a call that changes something.", hint)
        picked.warnings += _left_out(silent, "no call of it changes anything, so no trigger was made for it")
        unseen = [one["name"] for one in captured.catalogue["business_events"] if not _is_done(one)]
        picked.warnings += _left_out(unseen, "it stands in the checklist and no way of it was recorded")
    for event in asked.chosen:
        _pick_event(picked, captured, event, "you from the list:")
    for label in asked.events:
        by_checklist = [action for action in uses.actions.values() if action.business_event]
        if by_checklist:
            found = matching(by_checklist, label, "business_event", "--event")
            _pick_event(picked, captured, grouped(uses, found)[0], "--event")
        else:
            _pick_event(picked, captured, _labelled(captured, label, "--event"), "--event")
    if asked.name is not None and asked.actions:
        every = [action for label in asked.actions for action in _matching_labels(captured, label, "--action")]
        _pick_event(picked, captured, put_together(uses, asked.name, every), "--name")
    else:
        for label in asked.actions:
            _pick_event(picked, captured, _labelled(captured, label, "--action"), "--action")
    for name in asked.calls:
        _pick_call(picked, captured, name)
    return picked


def _labelled(captured: Captured, label: str, option: str) -> BusinessEvent:
    return by_label(captured.uses, _matching_labels(captured, label, option))[0]


def _matching_labels(captured: Captured, label: str, option: str) -> list[Action]:
    return matching(captured.uses.actions.values(), label, "label", option)


def _pick_event(
    picked: Picked, captured: Captured, event: BusinessEvent, option: str, *, may_be_empty: bool = False
) -> bool:
    """Whether a call was found for it."""
    choice = choose(captured, event)
    label = single_line(event.name)
    picked.choices.append(choice)
    if not choice.calls and not may_be_empty:
        raise _nothing_written(event, option, label)
    picked.warnings += notes(choice)
    if not choice.calls:
        return False
    calls = {call.service_call: call for call in choice.calls}
    for group in choice.groups:
        shown = f'chosen by {option} "{label}"' if option != "--all-events" else f'chosen by {option}: "{label}"'
        _add(
            picked,
            Pick(
                name=slug(event.name),
                service_calls=group.calls,
                chosen=shown,
                when=group.separation.when,
                uid={call: place for call in group.calls if (place := calls[call].place) is not None},
                ways={call: calls[call].ways for call in group.calls} if len(event.ways) > 1 else {},
                several=tuple(call for call in group.calls if calls[call].several),
                evidence=evidence(group.separation),
            ),
        )
    return True


def _is_done(listed: dict[str, Any]) -> bool:
    return any(way["state"] == "done" for way in listed["ways"])


def _left_out(events: Sequence[str], why: str) -> list[str]:
    more = len(events) - _MOST_NAMED
    said = [f'"{single_line(event)}": {why}.' for event in events[:_MOST_NAMED]]
    return [*said, f"The same of {more} more."] if more > 0 else said


def _nothing_written(event: BusinessEvent, option: str, label: str) -> TriggersError:
    seen = sorted({call for way in event.ways for call in (*way.unknown, *way.others)})[:_MOST_NAMED]
    hint = f"Its calls: {_joined(seen)}. Name one with --call." if seen else "Record the action again."
    return TriggersError(f'{option} "{label}": no call of it changes anything.', hint)


def _pick_call(picked: Picked, captured: Captured, asked: str) -> None:
    name = short_name(asked.strip())
    seen = captured.learned.calls
    fault = rules.call_name(name)
    if fault is not None and (name in seen or name in ENVELOPES):
        raise TriggersError(f"--call {asked}: this cannot be registered.", fault)
    if name not in seen:
        by_lower = {call.lower(): call for call in seen}
        near = [by_lower[found] for found in difflib.get_close_matches(name.lower(), by_lower, n=5, cutoff=0.5)]
        hint = f"Nearest: {_joined(near)}." if near else "`owskit calls CAPTURE` shows those that are."
        raise TriggersError(f"--call {asked}: this call is in no capture.", hint)
    if kind_of(name) != "write":
        picked.warnings.append(_not_a_write(name))
    service, _, method = name.rpartition(".")
    place, several = place_of(name, seen[name])
    _add(
        picked,
        Pick(
            name=slug(f"{_words(service.removesuffix('Service'))} {_words(method)}"),
            service_calls=(name,),
            chosen=f"chosen by --call {name}",
            uid={name: place} if place is not None else {},
            several=(name,) if several else (),
        ),
    )


def matching(actions: Iterable[Action], asked: str, member: str, option: str) -> list[Action]:
    """The actions whose label (or business event) this is: exactly but for case, else the only one that starts with
    it, else the only one that holds it. Several with one label are one action done several times."""
    labels: dict[str, list[Action]] = {}
    for action in actions:
        if text := getattr(action, member):
            labels.setdefault(text.casefold(), []).append(action)
    wanted = asked.strip().casefold()
    for fits in (str.__eq__, str.startswith, str.__contains__):
        keys = [key for key in labels if fits(key, wanted)] if wanted else []
        if len(keys) > 1:
            several = [getattr(labels[key][0], member) for key in keys]
            raise TriggersError(f'{option} "{asked}" fits several.', _listed(several))
        if keys:
            found = labels[keys[0]]
            if sum(map(is_numbered, found)) > 1:
                hint = "It is a number that owskit gave. Name one capture at a time."
                raise TriggersError(f'{option} "{asked}" stands in several captures.', hint)
            return found
    known = [getattr(found[0], member) for found in labels.values()]
    raise TriggersError(f'{option} "{asked}" is in no capture.', _listed(known))


def slug(label: str) -> str:
    """A trigger's name from any text: `Set status: hired` → `set-status-hired`."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode("ascii").lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "trigger"
    if not name[0].isalpha():
        name = f"on-{name}"
    if len(name) > _LONGEST:
        name = name[: _LONGEST + 1].rpartition("-")[0] or name[:_LONGEST]
    return name if rules.trigger_name(name) is None else f"on-{name}"


def _add(picked: Picked, new: Pick) -> None:
    """What is named twice is one trigger; a name that other calls have already gets a number."""
    for number in range(1, len(picked.picks) + 2):
        free = new.name if number == 1 else f"{new.name}-{number}"
        taken = next((pick for pick in picked.picks if pick.name == free), None)
        if taken is None:
            picked.picks.append(msgspec.structs.replace(new, name=free))
            return
        if set(taken.service_calls) == set(new.service_calls) and taken.when == new.when:
            return


def _not_a_write(name: str) -> str:
    kind = kind_of(name)
    if kind == "unknown":
        return f"{name}: its name does not say whether it changes anything."
    return (
        f"{name} is a {kind} call: it is made often, each time counts against the 10,000 a day, and it changes nothing."
    )


def _listed(labels: Sequence[str]) -> str:
    if not labels:
        return "The captures name none; `owskit calls CAPTURE` shows what there is."
    more = f" and {len(labels) - _MOST_NAMED} more" if len(labels) > _MOST_NAMED else ""
    return f"There are: {_joined([f'"{label}"' for label in labels[:_MOST_NAMED]])}{more}."


def _joined(names: Iterable[str]) -> str:
    """Names from traffic for the terminal: nothing in them can steer it."""
    return ", ".join(map(single_line, names))


def _words(name: str) -> str:
    """`updateEx` → `update Ex`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
