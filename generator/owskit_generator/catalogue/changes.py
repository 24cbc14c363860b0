"""What is different between two catalogues, and what of it can break a program that uses the calls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

import msgspec

from owskit_generator.catalogue.business_events import is_telling
from owskit_generator.catalogue.links import LIST, MAP
from owskit_generator.catalogue.schema import Schema

What = Literal[
    "call_added",
    "call_gone",
    "field_added",
    "field_gone",
    "type_changed",
    "required_lost",
    "required_won",
    "way_added",
    "way_gone",
    "way_changed",
]
BY_CHANCE = 0.05
"""Below that it is no chance that a field which is there now and then was in none of the new samples."""
_Path = tuple[str, ...]


class Change(msgspec.Struct, frozen=True, omit_defaults=True):
    """`part` is `arguments` or `result`, `path` goes on from there. `before` and `after` are types in JSON Schema's
    words, counts (`7 of 9`), or a way's calls. `event` is the business event of a way, or the screen of an action."""

    what: What
    breaking: bool
    service_call: str = ""
    part: str = ""
    path: _Path = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    event: str = ""
    way: str = ""

    @property
    def field(self) -> str:
        """`arguments.2.statusId`."""
        return ".".join((self.part, *self.path)).replace(f".{LIST}", LIST)


class InUse(NamedTuple):
    """The calls that triggers listen to, and all that they need (those, and what their handlers call)."""

    triggering: frozenset[str]
    all: frozenset[str]


class _Place(NamedTuple):
    types: frozenset[str]
    seen: int
    of: int
    required: bool


def changes(old: dict[str, Any], new: dict[str, Any], in_use: InUse | None = None) -> list[Change]:
    """Breaking ones first. Without `in_use` all writes count as used; with it, only what triggers need can break."""
    before = {call["service_call"]: call for call in old["service_calls"]}
    after = {call["service_call"]: call for call in new["service_calls"]}
    found: list[Change] = []
    for name in sorted({*before, *after}):
        used = name in in_use.all if in_use is not None else True
        if name not in after:
            is_write = before[name]["kind"] in {"write", "unknown"}
            found.append(Change("call_gone", used if in_use is not None else is_write, name))
        elif name not in before:
            found.append(Change("call_added", False, name))
        else:
            found.extend(_of_call(name, before[name], after[name], used))
    found.extend(_ways(old, new, in_use))
    return sorted(found, key=lambda change: not change.breaking)


def _of_call(name: str, old: dict[str, Any], new: dict[str, Any], used: bool) -> Iterator[Change]:
    for part in ("arguments", "result"):
        if part not in old or part not in new:
            continue  # never answered in one of them: nothing is known
        before, after = dict(_places(old[part], part)), dict(_places(new[part], part))
        for path in sorted({*before, *after}):
            if path and path[:-1] not in before and path not in before:
                continue  # what is new as a whole is told once
            if path and path[:-1] not in after and path not in after:
                continue
            yield from _of_place(name, part, path, before.get(path), after.get(path), after.get(path[:-1]), used)


def _of_place(
    name: str, part: str, path: _Path, old: _Place | None, new: _Place | None, parent: _Place | None, used: bool
) -> Iterator[Change]:
    if (old is None or new is None) and path[-1:] in ((LIST,), (MAP,)):
        return  # a list or map that was empty
    if old is None:
        if new is not None and new.seen:
            yield Change("field_added", False, name, part, path, (), (_times(new),))
        return
    if new is None:
        if old.seen and parent is not None:
            by_chance = (1 - old.seen / old.of) ** parent.seen > BY_CHANCE if old.of else True
            yield Change("field_gone", used and not by_chance, name, part, path, (_times(old),), ())
        return
    if old.types and new.types and old.types != new.types:
        numbers = {"integer", "number"}
        breaks = bool(new.types - old.types) and not (new.types | old.types) <= numbers
        yield Change(
            "type_changed", used and breaks, name, part, path, tuple(sorted(old.types)), tuple(sorted(new.types))
        )
    if old.required != new.required and old.of and new.of:
        what: What = "required_lost" if old.required else "required_won"
        yield Change(what, used and old.required, name, part, path, (_times(old),), (_times(new),))


def _times(place: _Place) -> str:
    return f"{place.seen} of {place.of}" if place.of else ""


def _places(schema: Schema, part: str) -> Iterator[tuple[_Path, _Place]]:
    """Every place with what was seen there. The arguments are at the empty path, their positions one below."""
    if part == "result":
        yield from _below((), schema, 0)
        return
    seen = schema["x-owskit-seen"]
    yield (), _Place(frozenset(), seen, 0, False)
    for position, inner in enumerate(schema.get("prefixItems", [])):
        yield from _below((str(position),), inner, seen)
    for field, inner in schema.get("properties", {}).items():
        yield from _below((field,), inner, seen)


def _below(path: _Path, schema: Schema, of: int) -> Iterator[tuple[_Path, _Place]]:
    seen, kinds = schema["x-owskit-seen"], schema.get("x-owskit-kinds", {})
    yield path, _Place(_types(schema), seen, of, bool(of) and seen == of)
    for field, inner in schema.get("properties", {}).items():
        yield from _below((*path, field), inner, kinds.get("object", 0))
    for segment, key in ((LIST, "items"), (MAP, "additionalProperties")):
        if isinstance(schema.get(key), dict):
            yield from _below((*path, segment), schema[key], 0)


def _types(schema: Schema) -> frozenset[str]:
    """Without null, which depends on the record, and without lists that were always empty: PHP's empty object."""
    types: Any = schema.get("type", [])
    found = {types} if isinstance(types, str) else set(types)
    if schema.get("x-owskit-empty-lists", 0) == schema.get("x-owskit-kinds", {}).get("list", -1):
        found.discard("array")
    return frozenset(found - {"null"})


def _ways(old: dict[str, Any], new: dict[str, Any], in_use: InUse | None) -> Iterator[Change]:
    before, after = _calls_of_ways(old), _calls_of_ways(new)
    for key in sorted({*before, *after}):
        is_event, event, way = key
        had, has = before.get(key), after.get(key)
        if had is None:
            if has is not None and is_event:
                yield Change("way_added", False, event=event, way=way, after=tuple(sorted(has)))
        elif has is None:
            if is_event:
                yield Change("way_gone", False, event=event, way=way, before=tuple(sorted(had)))
        elif had != has:
            told = in_use.triggering if in_use is not None else had
            breaks = bool(had & told) and not has & told if in_use is not None else bool(had - has)
            yield Change(
                "way_changed", breaks, event=event, way=way, before=tuple(sorted(had)), after=tuple(sorted(has))
            )


def _calls_of_ways(catalogue: dict[str, Any]) -> dict[tuple[bool, str, str], frozenset[str]]:
    """By business event and way, and by screen and label for other actions, of which each recording has others: the
    calls that tell of it."""
    found: dict[tuple[bool, str, str], set[str]] = {}
    for event in catalogue.get("business_events", []):
        for way in event["ways"]:
            if way["state"] == "done":
                told = {call["service_call"] for call in way["calls"] if is_telling(call)}
                found.setdefault((True, event["name"], way["way"]), set()).update(told)
    for action in catalogue["actions"]:
        if not action.get("business_event") and action["how"] != "gap":
            told = {call["service_call"] for call in action["calls"] if is_telling(call)}
            found.setdefault((False, action["where"], action["label"]), set()).update(told)
    return {key: frozenset(calls) for key, calls in found.items()}
