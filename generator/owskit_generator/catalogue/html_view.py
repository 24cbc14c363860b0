"""What stands on catalogue.html, as plain data for its template: events first, then screens, then services."""

from __future__ import annotations

from typing import Any

from owskit_generator.catalogue.business_events import is_telling, subscribe
from owskit_generator.catalogue.html_parts import NAMELESS
from owskit_generator.catalogue.markdown import single_line
from owskit_generator.catalogue.notes import Notes
from owskit_generator.catalogue.sentences import Say

ORDER = {"write": 0, "unknown": 1, "read": 2, "session": 3, "telemetry": 4}
_PLACE = " › "


def view(catalogue: dict[str, Any], notes: Notes, say: Say) -> dict[str, Any]:
    """`anchors` give a service call's place on the page, by name."""
    calls = sorted(catalogue["service_calls"], key=lambda call: (ORDER[call["kind"]], call["service_call"]))
    anchors = {call["service_call"]: f"c{number}" for number, call in enumerate(calls, 1)}
    events = [_event(event, number, notes) for number, event in enumerate(catalogue["business_events"], 1)]
    screens = _screens(catalogue["actions"], notes, say)
    # Without a checklist there are no business events: then each action that changes something is one.
    told = events or [
        {"id": screen["id"], "name": action["whole"], "subscribe": subscribe([action], calls), "done": 1}
        for screen in screens
        for action in screen["actions"]
        if action["telling"]
    ]
    return {
        "say": say,
        "title": notes.title or say("title"),
        "client": notes.client,
        "logo": notes.logo,
        "intro": notes.intro,
        "recorded": recorded(catalogue, say),
        "anchors": anchors,
        "events": events,
        "screens": screens,
        "subscriptions": _subscriptions(told, catalogue),
        "services": _services(calls, notes, say),
        "writing": sum(call["kind"] == "write" for call in calls),
        "actions": sum(action["count"] for action in catalogue["actions"]),
        "captures": catalogue["captures"],
        "problems": catalogue["problems"],
        "left_out": catalogue.get("left_out"),
        "changes": catalogue.get("changes"),
        "owskit": catalogue["owskit"],
    }


def recorded(catalogue: dict[str, Any], say: Say) -> str:
    """When, in a sentence; empty where no capture says."""
    days = sorted({capture["started"][:10] for capture in catalogue["captures"] if capture["started"]})
    if not days:
        return ""
    if len(days) == 1:
        return say("recorded", date=say.date(days[0]))
    return say("recorded_between", first=say.date(days[0]), last=say.date(days[-1]))


def place_of(action: dict[str, Any]) -> str:
    """The screen of an action: where it was done, else what its label begins with."""
    where: str = action["where"]
    return where or (action["label"].partition(_PLACE)[0] if _PLACE in action["label"] else "")


def screen_names(actions: list[dict[str, Any]]) -> list[str]:
    """The screens of what belongs to no business event, by first appearance."""
    places = dict.fromkeys(place_of(action) for action in actions if not action.get("business_event"))
    return [place for place in places if place]


def _shown(name: str) -> str:
    return name if single_line(name) else NAMELESS


def _event(event: dict[str, Any], number: int, notes: Notes) -> dict[str, Any]:
    ways = []
    for way in event["ways"]:
        telling = [call for call in way["calls"] if is_telling(call)]
        telling.sort(key=lambda call: (call["service_call"] not in event["subscribe"], ORDER[call["kind"]]))
        reads = sum(call["kind"] == "read" for call in way["calls"])
        ways.append({**way, "way": _shown(way["way"]), "telling": telling, "reads": reads})
    return {
        "id": f"e{number}",
        "name": _shown(event["name"]),
        "note": notes.events.get(event["name"], ""),
        "subscribe": event["subscribe"],
        "ways": ways,
        "done": sum(way["state"] == "done" for way in ways),
        "left": sum(way["state"] != "done" for way in ways),
    }


def _screens(actions: list[dict[str, Any]], notes: Notes, say: Say) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for action in actions:
        if action.get("business_event"):
            continue
        name = place_of(action) or say("no_place")
        screen = found.setdefault(
            name, {"id": f"s{len(found) + 1}", "name": _shown(name), "note": notes.events.get(name, ""), "actions": []}
        )
        telling = sorted(filter(is_telling, action["calls"]), key=lambda call: ORDER[call["kind"]])
        label = _shown(action["label"].removeprefix(name + _PLACE))
        reads = sum(call["kind"] == "read" for call in action["calls"])
        told = {"label": label, "whole": _shown(action["label"]), "telling": telling, "reads": reads}
        screen["actions"].append({**action, **told})
    return list(found.values())


def _subscriptions(events: list[dict[str, Any]], catalogue: dict[str, Any]) -> list[dict[str, Any]]:
    """By business event the calls to subscribe to, each with what else is behind it."""
    behind = {call["service_call"]: call["actions"] for call in catalogue["service_calls"]}
    made = []
    for event in events:
        calls = []
        for name in event["subscribe"]:
            said = dict.fromkeys(a.get("business_event") or a["label"] for a in behind.get(name, []))
            said.pop(event["name"], None)
            calls.append({"name": name, "also": list(said)[:4], "more": max(0, len(said) - 4)})
        made.append({**event, "calls": calls})
    return made


def _services(calls: list[dict[str, Any]], notes: Notes, say: Say) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for call in calls:
        service = call["service_call"].rpartition(".")[0] or say("other_calls")
        arguments = call["arguments"]
        found.setdefault(service, []).append(
            {
                "result": None,
                "errors": [],
                **call,
                "note": notes.calls.get(call["service_call"], ""),
                "has_arguments": any(key in arguments for key in ("prefixItems", "properties", "items")),
            }
        )
    names = sorted(found, key=lambda name: (name == say("other_calls"), name))
    return [{"id": f"v{number}", "name": _shown(name), "calls": found[name]} for number, name in enumerate(names, 1)]
