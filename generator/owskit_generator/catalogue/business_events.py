"""What a client calls things: business events, the ways to do each, and the calls to subscribe to for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from owskit_addon.service_call import BARE, PREPARING
from owskit_generator.catalogue.cover import smallest_cover
from owskit_generator.catalogue.learned import WayKey, WaySaid

BY_CLICK = frozenset({"certain", "inherited", "probable"})
Action = dict[str, Any]
"""One of catalogue.json's."""


def business_events(
    actions: list[Action],
    service_calls: list[dict[str, Any]],
    said: Mapping[WayKey, WaySaid],
    asked: Iterable[WayKey] = (),
) -> list[dict[str, Any]]:
    """By first appearance, those that nobody did last. A way's `state` is `done`, `not tried` or `skipped`.
    `service_calls` are catalogue.json's."""
    ways: dict[str, dict[str, list[Action]]] = {}
    for action in actions:
        if action.get("business_event"):
            name = action.get("way") or action["label"]
            ways.setdefault(action["business_event"], {}).setdefault(name, []).append(action)
    left = {key: said.get(key) for key in [*asked, *sorted(said, key=lambda key: (said[key].at, key))]}
    made: list[dict[str, Any]] = []
    for name, by_way in ways.items():
        done = [_done(way, found) for way, found in by_way.items()]
        made.append({"name": name, "subscribe": subscribe(done, service_calls), "ways": done})
    by_name = {event["name"]: event for event in made}
    for key, last in left.items():
        if key.way in ways.get(key.business_event, {}):
            continue
        if last is not None and last.state == "open" and key not in asked:
            continue  # a way that was added and taken back again
        if key.business_event not in by_name:
            by_name[key.business_event] = {"name": key.business_event, "subscribe": [], "ways": []}
            made.append(by_name[key.business_event])
        skipped = last is not None and last.state == "skipped"
        by_name[key.business_event]["ways"].append(
            {
                "way": key.way,
                "state": "skipped" if skipped else "not tried",
                "reason": last.reason if skipped and last else "",
                "count": 0,
                "calls": [],
            }
        )
    return made


def _done(way: str, actions: list[Action]) -> dict[str, Any]:
    calls: dict[str, dict[str, Any]] = {}
    for action in actions:
        for call in action["calls"]:
            mine = calls.setdefault(
                call["service_call"],
                {
                    "service_call": call["service_call"],
                    "kind": call["kind"],
                    "count": 0,
                    "in": 0,
                    "failed": 0,
                    "sure": {},
                },
            )
            mine["count"] += call["count"]
            mine["in"] += call["in"]
            mine["failed"] += call["failed"]
            for sure, count in call["sure"].items():
                mine["sure"][sure] = mine["sure"].get(sure, 0) + count
    count = sum(action["count"] for action in actions)
    return {"way": way, "state": "done", "reason": "", "count": count, "calls": list(calls.values())}


def subscribe(ways: list[dict[str, Any]], service_calls: list[dict[str, Any]]) -> list[str]:
    """The fewest calls that tell of every way that was done: the cover of `owskit choose`, of what a catalogue knows.
    It does not know single uses, so it cannot pass over a call for what is mostly sent in the same form by others."""
    seen = {call["service_call"]: call["seen"] for call in service_calls}
    background = {call["service_call"] for call in service_calls if "background" in call["without_action"]}
    rows = [_telling(way, background) for way in ways]
    for way in ways:
        for call in way["calls"]:
            name = call["service_call"]
            seen[name] = seen.get(name, 0) - call["count"]
    chosen = smallest_cover(rows, seen).calls
    return sorted(chosen, key=lambda name: (next(number for number, row in enumerate(rows) if name in row), name))


def _telling(way: dict[str, Any], background: set[str]) -> frozenset[str]:
    """Of the calls that changed something those that were there most often, every time if any was; those whose names do
    not say only where there is no other, and so those that OTYS Go! makes without a click too."""
    telling = [call for call in way["calls"] if is_telling(call) and call["failed"] < call["count"]]
    found = [call for call in telling if call["kind"] == "write"] or telling
    most = max((call["in"] for call in found), default=0)
    core = frozenset(call["service_call"] for call in found if call["in"] >= most)
    return core - background or core


def is_telling(call: dict[str, Any]) -> bool:
    """Whether a webhook on the call would tell of the action: it changes something (or may) and came with a click."""
    by_click = bool(BY_CLICK.intersection(call["sure"]))
    return call["kind"] in {"write", "unknown"} and by_click and call["service_call"] not in BARE | PREPARING
