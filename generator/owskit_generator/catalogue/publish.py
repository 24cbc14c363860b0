"""What of a catalogue is handed over: chosen calls, without the background, and with a count of what was left out."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from owskit_generator.catalogue.business_events import business_events, subscribe


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Patterns with `*` and `?`. `only` and `without` are about service calls; so is `left_calls` of the notes file,
    whose `left_actions` are about labels, business events and ways."""

    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    background: bool = False
    left_calls: tuple[str, ...] = ()
    left_actions: tuple[str, ...] = ()


def published(catalogue: dict[str, Any], wanted: Filter) -> dict[str, Any]:
    """A new catalogue, with `left_out`: the number of service calls by why, and that of actions."""
    why = {call["service_call"]: _why_not(call, wanted) for call in catalogue["service_calls"]}
    kept = {name for name, reason in why.items() if not reason}
    made = copy.deepcopy(catalogue)
    made["service_calls"] = [_call(call, kept) for call in made["service_calls"] if call["service_call"] in kept]
    actions = [_with_calls(action, kept) for action in made["actions"] if not _is_left(action, wanted)]
    made["actions"] = [action for action in actions if action is not None]
    gone = len(catalogue["actions"]) - len(made["actions"])
    for call in made["service_calls"]:
        call["actions"] = [action for action in call["actions"] if not _is_left(action, wanted)]
    made["business_events"] = _events(made, wanted)
    made["left_out"] = {
        "service_calls": {
            reason: sum(found == reason for found in why.values()) for reason in ("background", "chosen", "notes")
        },
        "actions": gone,
    }
    return made


def published_changes(changes: list[dict[str, Any]], wanted: Filter) -> list[dict[str, Any]]:
    """What was said to be different before, without what names a call or an action that is left out now."""
    return [change for change in changes if not _tells_of_left(change, wanted)]


def _tells_of_left(change: dict[str, Any], wanted: Filter) -> bool:
    if change.get("service_call"):
        return bool(_not_wanted(change["service_call"], wanted))
    calls = (*change.get("before", ()), *change.get("after", ()))
    texts = (change.get("event"), change.get("way"))
    return any(_not_wanted(call, wanted) for call in calls) or any(
        text and matches(text, wanted.left_actions) for text in texts
    )


def _why_not(call: dict[str, Any], wanted: Filter) -> str:
    if reason := _not_wanted(call["service_call"], wanted):
        return reason
    return "background" if not wanted.background and is_background(call) else ""


def _not_wanted(name: str, wanted: Filter) -> str:
    if matches(name, wanted.left_calls):
        return "notes"
    return "chosen" if (wanted.only and not matches(name, wanted.only)) or matches(name, wanted.without) else ""


def matches(text: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(text.casefold(), pattern.casefold()) for pattern in patterns)


def is_background(call: dict[str, Any]) -> bool:
    """Only ever made by OTYS Go! on its own account, as far as the captures show."""
    return not call["actions"] and set(call["without_action"]) == {"background"}


def _is_left(action: dict[str, Any], wanted: Filter) -> bool:
    texts: Sequence[str] = (action["label"], action.get("business_event") or "", action.get("way") or "")
    return any(text and matches(text, wanted.left_actions) for text in texts)


def _with_calls(action: dict[str, Any], kept: set[str]) -> dict[str, Any] | None:
    """None where nothing is left of it."""
    calls = [call for call in action["calls"] if call["service_call"] in kept]
    return {**action, "calls": calls} if calls or not action["calls"] else None


def _events(catalogue: dict[str, Any], wanted: Filter) -> list[dict[str, Any]]:
    """What the actions that are left tell; ways that were not tried stay behind them."""
    calls = catalogue["service_calls"]
    left = {event["name"]: event for event in business_events(catalogue["actions"], calls, {})}
    made = []
    for event in catalogue["business_events"]:
        ways = list(left[event["name"]]["ways"]) if event["name"] in left else []
        ways += [
            way for way in event["ways"] if way["state"] != "done" and not matches(way["way"], wanted.left_actions)
        ]
        if ways and not matches(event["name"], wanted.left_actions):
            made.append({"name": event["name"], "subscribe": subscribe(ways, calls), "ways": ways})
    return made


def _call(call: dict[str, Any], kept: set[str]) -> dict[str, Any]:
    _without_sources(call["arguments"], kept)
    return call


def _without_sources(schema: Any, kept: set[str]) -> None:
    """Takes out links to calls that are not there any more."""
    if isinstance(schema, list):
        for item in schema:
            _without_sources(item, kept)
    elif isinstance(schema, dict):
        if "x-owskit-from" in schema:
            left = [source for source in schema.pop("x-owskit-from") if source["service_call"] in kept]
            if left:
                schema["x-owskit-from"] = left
        for key in ("prefixItems", "items", "additionalProperties"):
            _without_sources(schema.get(key), kept)
        for field in schema.get("properties", {}).values():
            _without_sources(field, kept)
