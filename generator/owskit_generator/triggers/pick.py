"""From what a person names (calls, actions, business events) to triggers, with the reason for each call."""

from __future__ import annotations

import difflib
import re
import unicodedata
from typing import Any

import msgspec

from owskit_addon.errors import TriggersError
from owskit_addon.service_call import ENVELOPES, short_name
from owskit_generator.catalogue.markdown import single_line
from owskit_generator.triggers import rules

_BY_CLICK = frozenset({"certain", "inherited", "probable"})
_MOST_NAMED = 20
_LONGEST = 38

Catalogue = dict[str, Any]


class Pick(msgspec.Struct, frozen=True):
    """One trigger to be: `chosen` says by what, for the comment over it."""

    name: str
    service_calls: tuple[str, ...]
    chosen: str


class Picked(msgspec.Struct):
    """All picks in the order asked for, and what the person should know about them."""

    picks: list[Pick] = []
    warnings: list[str] = []


def pick(
    catalogue: Catalogue, calls: tuple[str, ...], actions: tuple[str, ...], business_events: tuple[str, ...]
) -> Picked:
    """Raises TriggersError, with the nearest names, for what the captures do not show or what is not clear."""
    picked = Picked()
    for label in business_events:
        _pick_actions(picked, catalogue, label, "business_event")
    for label in actions:
        _pick_actions(picked, catalogue, label, "label")
    for name in calls:
        _pick_call(picked, catalogue, name)
    return picked


def _pick_call(picked: Picked, catalogue: Catalogue, asked: str) -> None:
    name = short_name(asked.strip())
    kinds = {call["service_call"]: call["kind"] for call in catalogue["service_calls"]}
    fault = rules.call_name(name)
    if fault is not None and (name in kinds or name in ENVELOPES):
        raise TriggersError(f"--call {asked}: this cannot be registered.", fault)
    if name not in kinds:
        by_lower = {seen.lower(): seen for seen in kinds}
        near = [by_lower[found] for found in difflib.get_close_matches(name.lower(), by_lower, n=5, cutoff=0.5)]
        hint = f"Nearest: {_joined(near)}." if near else "`owskit calls CAPTURE` shows those that are."
        raise TriggersError(f"--call {asked}: this call is in no capture.", hint)
    if kinds[name] != "write":
        picked.warnings.append(_not_a_write(name, kinds[name]))
    service, _, method = name.rpartition(".")
    _add(
        picked, slug(f"{_words(service.removesuffix('Service'))} {_words(method)}"), (name,), f"chosen by --call {name}"
    )


def _pick_actions(picked: Picked, catalogue: Catalogue, asked: str, member: str) -> None:
    option = "--event" if member == "business_event" else "--action"
    found = matching(catalogue, asked, member, option)
    label = single_line(found[0][member])
    calls: list[str] = []
    for action in found:
        for call in action["calls"]:
            if not _BY_CLICK.intersection(call["sure"]) or rules.call_name(call["service_call"]) is not None:
                continue
            if call["kind"] == "unknown":
                picked.warnings.append(_may_write(label, call["service_call"]))
            elif call["kind"] == "write" and call["service_call"] not in calls:
                calls.append(call["service_call"])
    if not calls:
        seen = sorted({call["service_call"] for action in found for call in action["calls"]})[:_MOST_NAMED]
        hint = f"Its calls: {_joined(seen)}. Name one with --call." if seen else "Record the action again."
        raise TriggersError(f'{option} "{label}": no call of it changes anything.', hint)
    _add(picked, slug(found[0][member]), tuple(calls), f'chosen by {option} "{label}"')


def matching(catalogue: Catalogue, asked: str, member: str, option: str) -> list[dict[str, Any]]:
    """The actions whose label (or business event) this is: exactly but for case, else the only one that starts with
    it, else the only one that holds it. Several with one label are one action done in several ways."""
    labels: dict[str, list[dict[str, Any]]] = {}
    for action in catalogue["actions"]:
        if action.get(member):
            labels.setdefault(action[member].casefold(), []).append(action)
    wanted = asked.strip().casefold()
    for fits in (str.__eq__, str.startswith, str.__contains__):
        keys = [key for key in labels if fits(key, wanted)] if wanted else []
        if len(keys) > 1:
            raise TriggersError(f'{option} "{asked}" fits several.', _listed([labels[key][0][member] for key in keys]))
        if keys:
            found = labels[keys[0]]
            if sum(action["how"] == "gap" for action in found) > 1:
                hint = "It is a number that owskit gave. Name one capture at a time."
                raise TriggersError(f'{option} "{asked}" stands in several captures.', hint)
            return found
    known = [found[0][member] for found in labels.values()]
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


def _add(picked: Picked, name: str, calls: tuple[str, ...], chosen: str) -> None:
    """What is named twice is one trigger; a name that other calls have already gets a number."""
    free = name
    for number in range(1, len(picked.picks) + 2):
        free = name if number == 1 else f"{name}-{number}"
        taken = next((pick for pick in picked.picks if pick.name == free), None)
        if taken is None:
            break
        if set(taken.service_calls) == set(calls):
            return
    picked.picks.append(Pick(free, calls, chosen))


def _not_a_write(name: str, kind: str) -> str:
    if kind == "unknown":
        return f"{name}: its name does not say whether it changes anything."
    return (
        f"{name} is a {kind} call: it is made often, each time counts against the 10,000 a day, and it changes nothing."
    )


def _may_write(label: str, name: str) -> str:
    return f'"{label}": {name} may change something too; its name does not say. Add it with --call {name}.'


def _listed(labels: list[str]) -> str:
    if not labels:
        return "The captures name none; `owskit calls CAPTURE` shows what there is."
    more = f" and {len(labels) - _MOST_NAMED} more" if len(labels) > _MOST_NAMED else ""
    return f"There are: {_joined([f'"{label}"' for label in labels[:_MOST_NAMED]])}{more}."


def _joined(names: list[str]) -> str:
    """Names from traffic for the terminal: nothing in them can steer it."""
    return ", ".join(map(single_line, names))


def _words(name: str) -> str:
    """`updateEx` → `update Ex`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
