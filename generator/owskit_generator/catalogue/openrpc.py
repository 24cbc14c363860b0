"""openrpc.json: the service calls as OpenRPC (https://spec.open-rpc.org) has them, for programs that read that."""

from __future__ import annotations

import re
from typing import Any

from owskit_addon.service_call import full_name
from owskit_generator.catalogue.words import what

OPENRPC = "1.3.2"
_OURS = re.compile(r"x-owskit-(?:seen|null|kinds|length|keys|from)")
_KEPT = ("enum", "format", "contentMediaType", "required", "maxItems")


def openrpc(catalogue: dict[str, Any]) -> dict[str, Any]:
    """`x-owskit-*` for what OpenRPC lacks. Arguments go by position, the session first, as OWS wants them."""
    days = sorted(capture["started"][:10] for capture in catalogue["captures"] if capture["started"])
    return {
        "openrpc": OPENRPC,
        "info": {
            "title": "OWS service calls as recorded",
            "version": days[-1] if days else "0",
            "description": "Learnt from recordings of OTYS Go! by owskit: what was seen, not what OWS promises.",
            "x-owskit": catalogue["owskit"],
        },
        "servers": [{"name": "OWS", "url": "https://ows.otys.nl/jservice.php"}],
        "methods": [_method(call) for call in catalogue["service_calls"]],
    }


def _method(call: dict[str, Any]) -> dict[str, Any]:
    service = call["service_call"].rpartition(".")[0]
    made: dict[str, Any] = {
        "name": full_name(call["service_call"]),
        "paramStructure": "by-position",
        "params": _params(call["arguments"]),
        "result": {"name": "result", "schema": schema(call["result"]) if "result" in call else {}},
        "x-owskit-kind": call["kind"],
        "x-owskit-seen": call["seen"],
        "x-owskit-failed": call["failed"],
        "x-owskit-actions": [action["label"] for action in call["actions"]],
    }
    if service:
        made["tags"] = [{"name": service}]
    errors = {
        error["code"]: {"code": error["code"], "message": error["message"] or "A message that is not shown here"}
        for error in call.get("errors", [])
        if error["code"] is not None
    }
    if errors:
        made["errors"] = list(errors.values())
    return made


def _params(arguments: dict[str, Any]) -> list[dict[str, Any]]:
    """Each name once; those that were always there come first, which holds for positions by itself."""
    always, made, taken = arguments.get("minItems", 0), [], set()
    for position, inner in enumerate(arguments.get("prefixItems", [])):
        name = inner.get("x-owskit-name") or f"argument{position}"
        while name in taken:
            name = f"{name}{position}"
        taken.add(name)
        param = {"name": name, "required": position < always, "summary": what(inner), "schema": schema(inner)}
        if "x-owskit-why" in inner:
            param["x-owskit-why"] = inner["x-owskit-why"]
        made.append(param)
    return made


def schema(found: dict[str, Any]) -> dict[str, Any]:
    """A schema in draft 7, which OpenRPC's meta-schema asks for: ours uses nothing else below the positions."""
    made = {key: found[key] for key in ("type", *_KEPT) if key in found}
    made |= {key: value for key, value in found.items() if _OURS.match(key)}
    if "properties" in found:
        made["properties"] = {name: schema(field) for name, field in found["properties"].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(found.get(key), dict):
            made[key] = schema(found[key])
    return made
