"""What is known of the values at one place, after any number of samples: counts and kinds, never a value.

Merging is commutative and associative (a property test says so), so captures can be read in any order and in parts.
Memory is bounded by distinct names and depth, not by samples.
"""

from __future__ import annotations

from typing import Any

import msgspec

from owskit_generator.catalogue.values import key_kind, kind_of_text

DEEPEST = 24
MOST_NAMES = 400
"""An object with more names than that over all samples is a map whose keys merely look like names."""


class Shape(msgspec.Struct):
    """`kinds` counts `boolean`, `integer`, `number`, and each kind of text as `text:<kind>`. `shortest` and `longest`
    are lengths of uids, in characters.

    `fields` holds what stands at names, `entries` what stands at keys that are data (numbers, uids, tokens), whose
    kinds `keys` counts. `empty_lists` counts `[]`, which is also how PHP writes an empty object (`ows.md` 2.1).
    """

    seen: int = 0
    null: int = 0
    kinds: dict[str, int] = {}
    shortest: int | None = None
    longest: int | None = None
    objects: int = 0
    fields: dict[str, Shape] = {}
    entries: Shape | None = None
    keys: dict[str, int] = {}
    crowded: bool = False
    lists: int = 0
    empty_lists: int = 0
    items: Shape | None = None
    cut: int = 0


def see(shape: Shape, value: Any, *, plain: bool = False, depth: int = 0) -> None:
    """Adds one JSON value. `plain`: the capture holds values as they were sent."""
    shape.seen += 1
    match value:
        case None:
            shape.null += 1
        case bool():
            _count(shape.kinds, "boolean")
        case int():
            _count(shape.kinds, "integer")
        case float():
            _count(shape.kinds, "number")
        case str():
            kind, length = kind_of_text(value)
            if kind == "deep":  # the redactor had stopped here
                shape.cut += 1
                return
            _count(shape.kinds, f"text:{kind}")
            if kind == "uid":
                _measure(shape, length, length)
        case dict():
            shape.objects += 1
            if depth >= DEEPEST:
                shape.cut += 1
            else:
                _see_members(shape, value, plain, depth + 1)
        case _:
            shape.lists += 1
            shape.empty_lists += not value
            if depth >= DEEPEST:
                shape.cut += 1
                return
            for item in value:
                if shape.items is None:
                    shape.items = Shape()
                see(shape.items, item, plain=plain, depth=depth + 1)


def merge(into: Shape, other: Shape) -> Shape:
    """Everything both have seen, in `into`. `other` is not changed and shares nothing with it afterwards."""
    into.seen += other.seen
    into.null += other.null
    into.objects += other.objects
    into.lists += other.lists
    into.empty_lists += other.empty_lists
    into.cut += other.cut
    for kind, count in other.kinds.items():
        _count(into.kinds, kind, count)
    for kind, count in other.keys.items():
        _count(into.keys, kind, count)
    if other.shortest is not None and other.longest is not None:
        _measure(into, other.shortest, other.longest)
    if other.items is not None:
        into.items = merge(into.items or Shape(), other.items)
    if other.entries is not None:
        into.entries = merge(into.entries or Shape(), other.entries)
    if other.crowded:
        _crowd(into)
    for name, field in other.fields.items():
        if into.crowded:
            _enter(into, name, field)
        else:
            into.fields[name] = merge(into.fields.get(name) or Shape(), field)
    if len(into.fields) > MOST_NAMES:
        _crowd(into)
    return into


def _see_members(shape: Shape, members: dict[Any, Any], plain: bool, depth: int) -> None:
    for key, value in members.items():
        name = str(key)
        kind = "text" if shape.crowded else None
        kind = key_kind(name, plain=plain) or kind
        if kind is None:
            see(shape.fields.setdefault(name, Shape()), value, plain=plain, depth=depth)
            if len(shape.fields) > MOST_NAMES:
                _crowd(shape)
        else:
            _count(shape.keys, kind)
            if shape.entries is None:
                shape.entries = Shape()
            see(shape.entries, value, plain=plain, depth=depth)


def _crowd(shape: Shape) -> None:
    """Too many names: they are data. Their number only ever grows by merging, so the order of merges is no matter."""
    shape.crowded = True
    for name, field in shape.fields.items():
        _enter(shape, name, field)
    shape.fields.clear()


def _enter(shape: Shape, name: str, field: Shape) -> None:
    _count(shape.keys, "text", field.seen)
    shape.entries = merge(shape.entries or Shape(), field)


def _measure(shape: Shape, shortest: int, longest: int) -> None:
    shape.shortest = shortest if shape.shortest is None else min(shape.shortest, shortest)
    shape.longest = longest if shape.longest is None else max(shape.longest, longest)


def _count(counts: dict[str, int], key: str, by: int = 1) -> None:
    counts[key] = counts.get(key, 0) + by
