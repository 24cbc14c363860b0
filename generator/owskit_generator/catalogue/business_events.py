"""What a client calls things: business events, the ways to do each, and the calls to subscribe to for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from owskit_addon.service_call import BARE
from owskit_generator.catalogue.learned import WayKey, WaySaid

BY_CLICK = frozenset({"certain", "inherited", "probable"})
Action = dict[str, Any]
"""One of catalogue.json's."""


def business_events(
    actions: list[Action], said: Mapping[WayKey, WaySaid], asked: Iterable[WayKey] = ()
) -> list[dict[str, Any]]:
    """By first appearance, those that nobody did last. A way's `state` is `done`, `not tried` or `skipped`."""
    ways: dict[str, dict[str, list[Action]]] = {}
    for action in actions:
        if action.get("business_event"):
            name = action.get("way") or action["label"]
            ways.setdefault(action["business_event"], {}).setdefault(name, []).append(action)
    left = {key: said.get(key) for key in [*asked, *sorted(said, key=lambda key: (said[key].at, key))]}
    made = [_event(name, [_done(way, found) for way, found in by_way.items()]) for name, by_way in ways.items()]
    by_name = {event["name"]: event for event in made}
    for key, last in left.items():
        if key.way in ways.get(key.business_event, {}):
            continue
        if last is not None and last.state == "open" and key not in asked:
            continue  # a way that was added and taken back again
        if key.business_event not in by_name:
            made.append(by_name.setdefault(key.business_event, _event(key.business_event, [])))
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


def _event(name: str, ways: list[dict[str, Any]]) -> dict[str, Any]:
    return {"name": name, "subscribe": subscribe(ways), "ways": ways}


def _done(way: str, actions: list[Action]) -> dict[str, Any]:
    calls: dict[str, dict[str, Any]] = {}
    for action in actions:
        for call in action["calls"]:
            mine = calls.setdefault(
                call["service_call"],
                {"service_call": call["service_call"], "kind": call["kind"], "count": 0, "in": 0, "sure": {}},
            )
            mine["count"] += call["count"]
            mine["in"] += call["in"]
            for sure, count in call["sure"].items():
                mine["sure"][sure] = mine["sure"].get(sure, 0) + count
    count = sum(action["count"] for action in actions)
    return {"way": way, "state": "done", "reason": "", "count": count, "calls": list(calls.values())}


def subscribe(ways: list[dict[str, Any]]) -> list[str]:
    """The fewest calls that tell of every way that was done: each time the one that covers most of what is left, a
    known write before one whose name does not say."""
    open_ways: dict[int, dict[str, tuple[bool, bool]]] = {}
    for number, way in enumerate(ways):
        found = {
            call["service_call"]: (call["kind"] == "write", call["in"] >= way["count"])
            for call in way["calls"]
            if is_telling(call)
        }
        if found:
            open_ways[number] = found
    chosen: list[str] = []
    while open_ways:
        names = sorted({name for found in open_ways.values() for name in found})
        best = max(
            names,
            key=lambda name: (
                sum(found[name][0] and found[name][1] for found in open_ways.values() if name in found),
                sum(name in found for found in open_ways.values()),
                any(found[name][0] for found in open_ways.values() if name in found),
            ),
        )
        chosen.append(best)
        open_ways = {number: found for number, found in open_ways.items() if best not in found}
    return chosen


def is_telling(call: dict[str, Any]) -> bool:
    """Whether a webhook on the call would tell of the action: it changes something (or may) and came with a click."""
    by_click = bool(BY_CLICK.intersection(call["sure"]))
    return call["kind"] in {"write", "unknown"} and by_click and call["service_call"] not in BARE
