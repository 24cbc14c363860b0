"""catalogue.json: what was learnt, in one order whatever the order of the calls (design.md 5.4)."""

from __future__ import annotations

import json
from typing import Any

from owskit_addon import __version__
from owskit_addon.capture.events import Action
from owskit_addon.service_call import kind_of
from owskit_generator.catalogue.learn import Learned, Seen
from owskit_generator.catalogue.schema import args_schema, schema

FORMAT = 1

_ActionKey = tuple[str, str, str, str, str, str]


def document(learned: Learned) -> dict[str, Any]:
    """The catalogue as plain JSON data. No time of its making: the same captures give the same bytes."""
    keys = _action_keys(learned)
    calls = {name: learned.calls[name] for name in sorted(learned.calls)}
    return {
        "owskit": __version__,
        "catalogue": FORMAT,
        "captures": [
            {"source": capture.source, "started": capture.started, "calls": capture.calls}
            for capture in learned.captures
        ],
        "actions": _actions(learned, keys, calls),
        "service_calls": [_service_call(name, seen, keys) for name, seen in calls.items()],
        "problems": [{"what": what, "count": count} for what, count in sorted(learned.problems.items())],
    }


def to_json(catalogue: dict[str, Any]) -> str:
    """ASCII only, so that a hostile name can do nothing in an editor or terminal."""
    return json.dumps(catalogue, indent=2, allow_nan=False) + "\n"


def _action_keys(learned: Learned) -> dict[str, _ActionKey]:
    """Action id → what makes it the same action as another. Gaps have numbers for names, so each is its own."""
    return {id: _action_key(action) for id, action in learned.actions.items()}


def _action_key(action: Action) -> _ActionKey:
    own = action.id if action.how == "gap" else ""
    return (action.label, action.how, action.where, action.business_event or "", action.way or "", own)


def _said(key: _ActionKey) -> dict[str, str]:
    label, how, where, business_event, way, _ = key
    said = {"label": label, "how": how, "where": where}
    if business_event:
        said["business_event"] = business_event
    if way:
        said["way"] = way
    return said


def _actions(learned: Learned, keys: dict[str, _ActionKey], calls: dict[str, Seen]) -> list[dict[str, Any]]:
    times: dict[_ActionKey, int] = {}
    for key in keys.values():
        times[key] = times.get(key, 0) + 1
    behind: dict[_ActionKey, list[dict[str, Any]]] = {}
    for name, seen in calls.items():
        for key, counted in _by_action(seen, keys).items():
            behind.setdefault(key, []).append({"service_call": name, "kind": kind_of(name), **counted})
    return [{**_said(key), "count": count, "calls": behind.get(key, [])} for key, count in times.items()]


def _by_action(seen: Seen, keys: dict[str, _ActionKey]) -> dict[_ActionKey, dict[str, Any]]:
    found: dict[_ActionKey, dict[str, Any]] = {}
    for (action, sure, ok), count in seen.actions.items():
        if action not in keys:
            continue
        entry = found.setdefault(keys[action], {"count": 0, "failed": 0, "sure": {}})
        entry["count"] += count
        entry["failed"] += 0 if ok else count
        entry["sure"][sure] = entry["sure"].get(sure, 0) + count
    for entry in found.values():
        entry["sure"] = dict(sorted(entry["sure"].items()))
    return found


def _service_call(name: str, seen: Seen, keys: dict[str, _ActionKey]) -> dict[str, Any]:
    by_action = _by_action(seen, keys)
    order = list(dict.fromkeys(keys.values()))
    made: dict[str, Any] = {
        "service_call": name,
        "kind": kind_of(name),
        "seen": seen.count,
        "failed": seen.count - seen.outcomes.get("ok", 0),
        "outcomes": dict(sorted(seen.outcomes.items())),
        "envelopes": [{"path": list(path), "count": count} for path, count in sorted(seen.envelopes.items())],
        "actions": [{**_said(key), **by_action[key]} for key in order if key in by_action],
        "without_action": dict(sorted(seen.loose.items())),
        "arguments": args_schema(seen.args),
    }
    if seen.result.seen:
        made["result"] = schema(seen.result)
    if seen.error.seen:
        made["error"] = schema(seen.error)
    return made
