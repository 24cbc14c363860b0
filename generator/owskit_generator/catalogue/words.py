"""A schema in words, for people: one row a field, with its path, what it is and how often it was there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from owskit_generator.catalogue.links import LIST, MAP
from owskit_generator.catalogue.schema import Schema
from owskit_generator.catalogue.sentences import Say

ENGLISH = Say("en")
MOST_ROWS = 400
MOST_TOLD = 12

__all__ = ["ENGLISH", "LIST", "MAP", "Row", "argument_rows", "result_rows", "what"]


class Row(NamedTuple):
    """`path` segment by segment: names from the traffic, raw. `often` is `always` or `12 of 41`. `name` and `why` are
    an argument's (names.py). `sources` are places of results that its values come from."""

    path: tuple[str, ...]
    what: str
    often: str
    nulls: int
    name: str = ""
    why: str = ""
    sources: tuple[tuple[str, ...], ...] = ()
    required: bool = False


def argument_rows(arguments: Schema, say: Say = ENGLISH) -> list[Row]:
    """The arguments, first the positions, then names beside them; each followed by what it holds."""
    seen = arguments["x-owskit-seen"]
    found: list[Row] = []
    for position, inner in enumerate(arguments.get("prefixItems", [])):
        found.extend(_rows((str(position),), inner, seen, say))
    for name, inner in arguments.get("properties", {}).items():
        found.extend(_rows((name,), inner, seen, say))
    if isinstance(arguments.get("items"), dict):
        found.extend(_rows(("further",), arguments["items"], 0, say))
    return found


def result_rows(result: Schema, say: Say = ENGLISH) -> list[Row]:
    """The result: a row for itself (path empty), then its fields."""
    return list(_rows((), result, 0, say))


def what(schema: Schema, say: Say = ENGLISH) -> str:
    """`text`, `whole number or numeric text`, `list of: object`, `map by uid key`, …"""
    if schema.get("x-owskit-role") == "session":
        return say("kind.session")
    kinds = sorted(schema.get("x-owskit-kinds", {}).items(), key=lambda item: (-item[1], item[0]))
    words = [_kind(kind, say) for kind, _ in kinds if kind not in {"object", "list"}]
    shortest, longest = schema.get("x-owskit-length", (None, None))
    if words == [say("kind.uid")] and shortest == longest:
        words = [say("uid_length", count=shortest)]
    types = _types(schema)
    if "object" in types:
        words.append(_object(schema, say))
    if "array" in types:
        words.append(_list(schema, say))
    if not words and schema.get("x-owskit-cut"):
        return say("cut")
    said = f" {say('or')} ".join(words) or say("null" if "null" in types else "not_seen")
    if told := [str(value) for value in schema.get("enum", []) if value is not None][:MOST_TOLD]:
        said += f" ({say('one_of', values=', '.join(dict.fromkeys(told)))})"
    return said


def of_type(name: str, say: Say) -> str:
    """A type of JSON Schema in the words of the tables of fields."""
    return say({"string": "kind.text", "array": "list"}.get(name, name if say.has(name) else f"kind.{name}"))


def _kind(kind: str, say: Say) -> str:
    if kind.startswith("secret "):
        return say("secret", what=kind.removeprefix("secret "))
    return say(f"kind.{kind}") if say.has(f"kind.{kind}") else kind


def _types(schema: Schema) -> list[str]:
    types: Any = schema.get("type", [])
    return [types] if isinstance(types, str) else list(types)


def _object(schema: Schema, say: Say) -> str:
    if "properties" in schema or "additionalProperties" not in schema:
        return say("object")
    kinds = f" {say('or')} ".join(_kind(kind, say) for kind in sorted(schema["x-owskit-keys"]))
    return say("map_by", kinds=kinds)


def _list(schema: Schema, say: Say) -> str:
    items = schema.get("items")
    if not isinstance(items, dict):
        # PHP writes an object without members as [] (`ows.md` 2.1).
        return say("empty_object" if "object" in _types(schema) else "empty_list")
    return say("list_of", what=what(items, say))


def _rows(path: tuple[str, ...], schema: Schema, of: int, say: Say, asked: bool = False) -> Iterator[Row]:
    """`asked`: inside a selection of fields, where 1 and true stand for what is asked for (`ows.md` 7.1)."""
    asked = asked or schema.get("x-owskit-name") == "what" or path[-1:] == ("what",)
    selected = asked and set(schema.get("x-owskit-kinds", {})) <= {"integer", "boolean"} and not schema["x-owskit-null"]
    seen = schema["x-owskit-seen"]
    often = say("always") if seen == of else say("n_of_n", count=seen, of=say.number(of)) if of else ""
    sources = schema.get("x-owskit-from") or schema.get("items", {}).get("x-owskit-from", [])
    yield Row(
        path,
        say("asked") if selected else what(schema, say),
        often,
        schema["x-owskit-null"],
        schema.get("x-owskit-name", ""),
        schema.get("x-owskit-why", ""),
        tuple((source["service_call"], *source["path"]) for source in sources),
        seen == of,
    )
    objects = schema.get("x-owskit-kinds", {}).get("object", 0)
    for name, inner in schema.get("properties", {}).items():
        yield from _rows((*path, name), inner, objects, say, asked)
    entries = schema.get("additionalProperties")
    if isinstance(entries, dict):
        yield from _inside((*path, MAP), entries, say)
    items = schema.get("items")
    if isinstance(items, dict):
        yield from _inside((*path, LIST), items, say)


def _inside(path: tuple[str, ...], schema: Schema, say: Say) -> Iterator[Row]:
    """What a list or map holds: its own words stand with the list, so only what is inside needs rows."""
    rows = _rows(path, schema, 0, say)
    first = next(rows)
    if path[-1] == MAP:
        yield first
    yield from rows
