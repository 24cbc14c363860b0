"""catalogue.postman_collection.json: a request for each service call, for Postman and Bruno. No value of a record: what
stands in a body says what belongs there, and the session is a variable."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from owskit_addon.service_call import full_name
from owskit_generator.catalogue.markdown import escape, single_line
from owskit_generator.catalogue.page import plural
from owskit_generator.catalogue.words import what

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_SESSION = "{{session}}"
_URL = "https://ows.otys.nl/jservice.php"
_DEEPEST = 6
_MARK = "\ue000"
"""In the place of the session until everything else was escaped."""


def postman(catalogue: dict[str, Any]) -> dict[str, Any]:
    """A folder a service. `session` and `ows` are variables of the collection; a call that logs in needs none."""
    folders: dict[str, list[dict[str, Any]]] = {}
    for call in catalogue["service_calls"]:
        folders.setdefault(call["service_call"].rpartition(".")[0] or "Sessions", []).append(_item(call))
    return {
        "info": {
            "_postman_id": str(uuid5(NAMESPACE_URL, "owskit:catalogue")),
            "name": "OWS service calls as recorded",
            "description": f"Made by owskit {catalogue['owskit']}. Log in first and put the session id into `session`."
            " These requests do what they say: send writes to a test environment only.",
            "schema": SCHEMA,
        },
        "variable": [{"key": "ows", "value": _URL}, {"key": "session", "value": ""}],
        "item": [{"name": single_line(name), "item": items} for name, items in sorted(folders.items())],
    }


def _item(call: dict[str, Any]) -> dict[str, Any]:
    arguments = call["arguments"]
    params = [_example(item, _DEEPEST) for item in arguments.get("prefixItems", [])]
    body = {"jsonrpc": "2.0", "method": full_name(call["service_call"]), "params": params, "id": 1}
    behind = "; ".join(dict.fromkeys(action["label"] for action in call["actions"]))
    about = f"{call['kind'].capitalize()}, seen {plural(call['seen'], 'time', 'times')}."
    if behind:
        about += f" Behind: {escape(behind)}.".replace("{{", "{ {")
    return {
        "name": single_line(call["service_call"]),
        "request": {
            "method": "POST",
            "header": [{"key": "Content-Type", "value": "application/json"}],
            "url": {"raw": "{{ows}}", "host": ["{{ows}}"]},
            "description": about,
            "body": {"mode": "raw", "raw": _raw(body), "options": {"raw": {"language": "json"}}},
        },
        "response": [],
    }


def _raw(body: dict[str, Any]) -> str:
    """Braces of names are written as JSON's escapes, so that only ours is a variable."""
    text = json.dumps(body, indent=2)  # ASCII, and no two braces of its own beside each other
    for braces in ("{{", "}}"):
        text = text.replace(braces, "".join(f"\\u{ord(brace):04x}" for brace in braces))
    return re.sub(f"{re.escape(json.dumps(_MARK))}(?!:)", json.dumps(_SESSION), text)


def _example(schema: dict[str, Any], depth: int, asked: bool = False) -> Any:
    """What says in the place of a value what belongs there. `asked`: inside a selection of fields, which 1 or true asks
    for (`ows.md` 7.1)."""
    if schema.get("x-owskit-role") == "session":
        return _MARK
    asked = asked or schema.get("x-owskit-name") == "what"
    types = schema.get("type", "null")
    types = [types] if isinstance(types, str) else types
    if "object" in types and depth:
        fields = schema.get("properties", {}).items()
        return {name: _example(field, depth - 1, asked or name == "what") for name, field in fields}
    if "array" in types and depth:
        return [_example(schema["items"], depth - 1, asked)] if isinstance(schema.get("items"), dict) else []
    if "string" in types:
        return f"<{schema.get('x-owskit-name') or what(schema)}>"
    if "integer" in types or "number" in types:
        return int(asked)
    return asked if "boolean" in types else None
