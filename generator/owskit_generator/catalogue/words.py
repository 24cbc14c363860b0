"""A schema in words, for people: one row a field, with its path, what it is and how often it was there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from owskit_generator.catalogue.schema import Schema

_WORDS = {
    "boolean": "yes or no",
    "integer": "whole number",
    "datetime": "date and time",
    "email": "e-mail address",
    "phone": "phone number",
    "url": "web address",
    "html": "HTML",
    "uid": "uid",
    "json": "JSON text",
    "session": "session id",
}
_MOST_ROWS = 400
LIST, MAP = "[]", "{key}"
"""The last segment of a path for what a list, or a map, holds."""


class Row(NamedTuple):
    """`path` segment by segment: names from the traffic, raw. `often` is `always` or `12 of 41`."""

    path: tuple[str, ...]
    what: str
    often: str
    nulls: int


def argument_rows(arguments: Schema) -> list[Row]:
    """The arguments, first the positions, then names beside them; each followed by what it holds."""
    seen = arguments["x-owskit-seen"]
    found: list[Row] = []
    for position, inner in enumerate(arguments.get("prefixItems", [])):
        found.extend(_rows((str(position),), inner, seen))
    for name, inner in arguments.get("properties", {}).items():
        found.extend(_rows((name,), inner, seen))
    if isinstance(arguments.get("items"), dict):
        found.extend(_rows(("further",), arguments["items"], 0))
    return found[:_MOST_ROWS]


def result_rows(result: Schema) -> list[Row]:
    """The result: a row for itself (path empty), then its fields."""
    return list(_rows((), result, 0))[:_MOST_ROWS]


def what(schema: Schema) -> str:
    """`text`, `whole number or numeric text`, `list of objects`, `map by uid`, …"""
    if schema.get("x-owskit-role") == "session":
        return "session id"
    kinds = sorted(schema.get("x-owskit-kinds", {}).items(), key=lambda item: (-item[1], item[0]))
    words = [_WORDS.get(kind, kind) for kind, _ in kinds if kind not in {"object", "list"}]
    shortest, longest = schema.get("x-owskit-length", (None, None))
    if words == ["uid"] and shortest == longest:
        words = [f"uid, {shortest} characters"]
    types = _types(schema)
    if "object" in types:
        words.append(_object(schema))
    if "array" in types:
        words.append(_list(schema))
    if not words and schema.get("x-owskit-cut"):
        return "nested too deep to be recorded"
    return " or ".join(words) or ("null" if "null" in types else "not seen")


def _types(schema: Schema) -> list[str]:
    types: Any = schema.get("type", [])
    return [types] if isinstance(types, str) else list(types)


def _object(schema: Schema) -> str:
    if "properties" in schema or "additionalProperties" not in schema:
        return "object"
    return f"map by {' or '.join(sorted(schema['x-owskit-keys']))} key"


def _list(schema: Schema) -> str:
    items = schema.get("items")
    if not isinstance(items, dict):
        # PHP writes an object without members as [] (`ows.md` 2.1).
        return "[] when empty" if "object" in _types(schema) else "empty list"
    return f"list of: {what(items)}"


def _rows(path: tuple[str, ...], schema: Schema, of: int) -> Iterator[Row]:
    seen = schema["x-owskit-seen"]
    yield Row(path, what(schema), "always" if seen == of else f"{seen} of {of}" if of else "", schema["x-owskit-null"])
    objects = schema.get("x-owskit-kinds", {}).get("object", 0)
    for name, inner in schema.get("properties", {}).items():
        yield from _rows((*path, name), inner, objects)
    entries = schema.get("additionalProperties")
    if isinstance(entries, dict):
        yield from _inside((*path, MAP), entries)
    items = schema.get("items")
    if isinstance(items, dict):
        yield from _inside((*path, LIST), items)


def _inside(path: tuple[str, ...], schema: Schema) -> Iterator[Row]:
    """What a list or map holds: its own words stand with the list, so only what is inside needs rows."""
    rows = _rows(path, schema, 0)
    first = next(rows)
    if path[-1] == MAP:
        yield first
    yield from rows
