"""catalogue.json: what was learnt, in one order whatever the order of the calls (design.md 5.4)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from owskit_addon import __version__
from owskit_addon.service_call import kind_of
from owskit_generator.catalogue.business_events import business_events
from owskit_generator.catalogue.learned import ActionKey, Learned, Seen, WayKey
from owskit_generator.catalogue.links import Links
from owskit_generator.catalogue.schema import args_schema, schema

FORMAT = 1


def document(learned: Learned, asked: Iterable[WayKey] = ()) -> dict[str, Any]:
    """The catalogue as plain JSON data. No time of its making: the same captures give the same bytes. `asked` are the
    ways of a checklist, some of which may not have been tried."""
    links: dict[str, Links] = {}
    for path, taken in learned.links.items():
        links.setdefault(path[0], {})[path] = taken
    calls = {name: learned.calls[name] for name in sorted(learned.calls)}
    actions = _actions(learned, calls)
    service_calls = [_service_call(name, seen, learned, links.get(name, {})) for name, seen in calls.items()]
    return {
        "owskit": __version__,
        "catalogue": FORMAT,
        "captures": [
            {"source": capture.source, "started": capture.started, "calls": capture.calls}
            for capture in learned.captures
        ],
        "business_events": business_events(actions, service_calls, learned.ways, asked),
        "actions": actions,
        "service_calls": service_calls,
        "problems": [{"what": what, "count": count} for what, count in sorted(learned.problems.items())],
    }


def to_json(catalogue: dict[str, Any]) -> str:
    """ASCII only, so that a hostile name can do nothing in an editor or terminal."""
    return json.dumps(catalogue, indent=2, allow_nan=False) + "\n"


def _ordered(learned: Learned) -> list[ActionKey]:
    return sorted(learned.actions, key=lambda key: (learned.actions[key].first, key))


def _said(key: ActionKey) -> dict[str, str]:
    said = {"label": key.label, "how": key.how, "where": key.where}
    if key.business_event:
        said["business_event"] = key.business_event
    if key.way:
        said["way"] = key.way
    return said


def _actions(learned: Learned, calls: dict[str, Seen]) -> list[dict[str, Any]]:
    behind: dict[ActionKey, list[dict[str, Any]]] = {}
    for name, seen in calls.items():
        for key, counted in _by_action(seen, learned).items():
            behind.setdefault(key, []).append({"service_call": name, "kind": kind_of(name), **counted})
    return [
        {**_said(key), "count": learned.actions[key].count, "calls": behind.get(key, [])} for key in _ordered(learned)
    ]


def _by_action(seen: Seen, learned: Learned) -> dict[ActionKey, dict[str, Any]]:
    """`in` says in how many of the times that the action was done the call was there at all."""
    found: dict[ActionKey, dict[str, Any]] = {}
    for (key, sure, ok), count in seen.actions.items():
        if key not in learned.actions:
            continue
        entry = found.setdefault(key, {"count": 0, "in": seen.present.get(key, 0), "failed": 0, "sure": {}})
        entry["count"] += count
        entry["failed"] += 0 if ok else count
        entry["sure"][sure] = entry["sure"].get(sure, 0) + count
    for entry in found.values():
        entry["sure"] = dict(sorted(entry["sure"].items()))
    return found


def _service_call(name: str, seen: Seen, learned: Learned, links: Links) -> dict[str, Any]:
    by_action = _by_action(seen, learned)
    made: dict[str, Any] = {
        "service_call": name,
        "kind": kind_of(name),
        "seen": seen.count,
        "failed": seen.count - seen.outcomes.get("ok", 0),
        "outcomes": dict(sorted(seen.outcomes.items())),
        "envelopes": [{"path": list(path), "count": count} for path, count in sorted(seen.envelopes.items())],
        "actions": [{**_said(key), **by_action[key]} for key in _ordered(learned) if key in by_action],
        "without_action": dict(sorted(seen.loose.items())),
        "arguments": args_schema(seen.args, name, links),
    }
    if seen.result.seen:
        made["result"] = schema(seen.result)
    if seen.error.seen:
        made["error"] = schema(seen.error)
    if seen.faults:
        order = sorted(
            seen.faults.items(), key=lambda item: (-item[1], not item[0].message, item[0].message, item[0].code or 0)
        )
        made["errors"] = [{"code": fault.code, "message": fault.message, "count": count} for fault, count in order]
    return made
