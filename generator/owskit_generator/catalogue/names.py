"""Names for arguments that have only positions, where the evidence gives one, and what the evidence is."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from owskit_generator.catalogue.links import LIST, Source

Schema = dict[str, Any]

_QUERY = frozenset({"what", "condition", "sort", "limit", "offset", "search", "getTotalCount", "excludeLimitCheck"})
_TOLD: dict[str, dict[int, str]] = {
    "login": {0: "username", 1: "password", 4: "application"},
    "loginByUid": {0: "apiKey", 3: "application"},
    "loginAs": {1: "uid", 4: "application"},
    "CsmService.getValue": {1: "codes", 2: "clientId"},
    "FreeInteractionService.sessionCommit": {1: "interactionSession"},
    "FreeInteractionService.sessionStart": {1: "formId"},
    "FreeInteractionService.sessionSubmit": {1: "interactionSession", 2: "values"},
    "GoogleForJobsService.getMappingValues": {1: "vacancyUid", 2: "siteId"},
    "MatchCriteriaSettingsService.update": {1: "number"},
    "OCDService.loginUser": {1: "username", 2: "password", 3: "role"},
    "PhoenixModuleService.processStatistics": {1: "modules"},
    "SettingsService.get": {1: "names"},
    "UserService.getDetail": {1: "userId", 2: "what"},
    "VacancyService.getDetailBySlug": {1: "slug", 2: "what"},
    "WebhooksService.add": {1: "registration"},
    "WebhooksService.getLogs": {1: "number"},
    "WebhooksService.update": {1: "uid", 2: "registration"},
    "WebusersService.setNewPassword": {1: "webuserUid", 2: "password"},
}
"""`ows.md` 3.1, 3.4, 4.3, 10.2, for calls whose verb does not tell."""
_ABOUT_ONE = re.compile(r"(?:update|delete|get[A-Z]?\w*Detail|set|save|assign|reset|generate|increment)(?![a-z])")
_ID_KINDS = frozenset({"uid", "numeric text", "integer", "text"})


class Named(NamedTuple):
    """`why`: `session`, `told` (public sources say so), `verb` (the verb, and what stands there, fit the convention of
    OWS), `shape` (what stands there), `link` (where its values come from)."""

    name: str
    why: str


def name_of(service_call: str, position: int, schema: Schema, sources: list[Source]) -> Named | None:
    """None where nothing tells. `schema` is that of the position."""
    if schema.get("x-owskit-role") == "session":
        return Named("session", "session")
    told = _TOLD.get(service_call, {}).get(position)
    if told is not None:
        return Named(told, "told")
    verb = service_call.rpartition(".")[2]
    shape = _shape_name(schema)
    expected = _expected(verb, position)
    if shape is not None and expected == shape:
        return Named(shape, "verb")
    linked = _linked_name(service_call, schema, sources)
    if expected == "uid" and linked is not None and not linked.endswith("s"):
        return Named("uid", "verb")
    if linked is not None:
        return Named(linked, "link")
    if expected == "uid" and set(schema.get("x-owskit-kinds", {})) & _ID_KINDS and "properties" not in schema:
        return Named("uid", "verb")
    if expected == "data" and "object" in schema.get("x-owskit-kinds", {}):
        return Named("data", "verb")
    return Named(shape, "shape") if shape is not None else None


def _expected(verb: str, position: int) -> str | None:
    """`ows.md` 7.1, 7.4, 7.5."""
    if verb.startswith("getList"):
        return "query" if position == 1 else None
    if verb.startswith("getOptionList"):
        return "names" if position == 1 else None
    if re.match(r"(?:add|create)(?![a-z])", verb):
        return "data" if position == 1 else None
    if _ABOUT_ONE.match(verb):
        if position == 1:
            return "uid"
        if position == 2:
            return "what" if verb.startswith("get") else "data"
    return None


def _shape_name(schema: Schema) -> str | None:
    names = set(schema.get("properties", {}))
    if len(names & _QUERY) >= 2 or names == {"what"}:
        return "query"
    if names and _selects(schema):
        return "what"
    kinds = set(schema.get("x-owskit-kinds", {}))
    if kinds == {"uid"}:
        return "uid"
    if kinds == {"list"}:
        inner = set(schema.get("items", {}).get("x-owskit-kinds", {}))
        if inner == {"uid"}:
            return "uids"
        if inner == {"text"}:
            return "names"
    return None


def _selects(schema: Schema) -> bool:
    """Whether an object is a selection of fields: each is 1 or true, or selects in turn (`ows.md` 7.1)."""
    for field in schema.get("properties", {}).values():
        kinds = set(field.get("x-owskit-kinds", {}))
        if kinds == {"object"}:
            if not _selects(field):
                return False
        elif not kinds or not kinds <= {"integer", "boolean"}:
            return False
    return True


def _linked_name(service_call: str, schema: Schema, sources: list[Source]) -> str | None:
    if not sources:
        return None
    path = sources[0].path
    fields = [segment for segment in path[2:] if segment != LIST]
    last = fields[-1] if fields else "uid"
    if last.lower() in {"uid", "id", "internalid", "ouid"}:
        service = path[0].rpartition(".")[0].removesuffix("Service")
        own = service_call.rpartition(".")[0].removesuffix("Service")
        last = (
            last if service == own or not service else f"{service[0].lower()}{service[1:]}{last[0].upper()}{last[1:]}"
        )
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,59}", last):
        return None
    return f"{last}s" if "list" in schema.get("x-owskit-kinds", {}) else last
