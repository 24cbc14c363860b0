"""What is known of the values at one place, after any number of samples: counts and kinds, never a person's value.

Merging is commutative and associative (a property test says so), so captures can be read in any order and in parts.
Memory is bounded by distinct names and depth, not by samples.
"""

from __future__ import annotations

import msgspec

MOST_NAMES = 400
"""An object with more names than that over all samples is a map whose keys merely look like names."""
MOST_CHOICES = 64
"""A place with more different values than that is no choice from a few."""

Choice = int | str


class Shape(msgspec.Struct):
    """`kinds` counts `boolean`, `integer`, `number`, and each kind of text as `text:<kind>`. `shortest` and `longest`
    are lengths of uids, in characters.

    `fields` holds what stands at names, `entries` what stands at keys that are data (numbers, uids, tokens), whose
    kinds `keys` counts. `empty_lists` counts `[]`, which is also how PHP writes an empty object (`ows.md` 2.1).
    `choices` counts the values of a field that is known to hold a status, a type or the like (choices.py); `varied`
    says that there were too many, or one that may not be told.
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
    choices: dict[Choice, int] = {}
    varied: bool = False


def merge(into: Shape, other: Shape) -> Shape:
    """Everything both have seen, in `into`. `other` is not changed and shares nothing with it afterwards."""
    into.seen += other.seen
    into.null += other.null
    into.objects += other.objects
    into.lists += other.lists
    into.empty_lists += other.empty_lists
    into.cut += other.cut
    add(into.kinds, other.kinds)
    add(into.keys, other.keys)
    if other.shortest is not None and other.longest is not None:
        measure(into, other.shortest, other.longest)
    choose(into, other.choices, varied=other.varied)
    if other.items is not None:
        into.items = merge(into.items or Shape(), other.items)
    if other.entries is not None:
        into.entries = merge(into.entries or Shape(), other.entries)
    if other.crowded:
        crowd(into)
    for name, field in other.fields.items():
        if into.crowded:
            _enter(into, name, field)
        else:
            into.fields[name] = merge(into.fields.get(name) or Shape(), field)
    if len(into.fields) > MOST_NAMES:
        crowd(into)
    return into


def add[K](counts: dict[K, int], more: dict[K, int]) -> None:
    """The sums of both, in `counts`."""
    for key, count in more.items():
        counts[key] = counts.get(key, 0) + count


def measure(shape: Shape, shortest: int, longest: int) -> None:
    """Two lengths more."""
    shape.shortest = shortest if shape.shortest is None else min(shape.shortest, shortest)
    shape.longest = longest if shape.longest is None else max(shape.longest, longest)


def choose(shape: Shape, choices: dict[Choice, int], *, varied: bool = False) -> None:
    """Values more; once they are too many, none is kept ever again, so the order of merges is no matter."""
    if not shape.varied:
        add(shape.choices, choices)
        shape.varied = varied or len(shape.choices) > MOST_CHOICES
    if shape.varied:
        shape.choices.clear()


def crowd(shape: Shape) -> None:
    """Too many names: they are data. Their number only ever grows by merging, so the order of merges is no matter."""
    shape.crowded = True
    for name, field in shape.fields.items():
        _enter(shape, name, field)
    shape.fields.clear()


def _enter(shape: Shape, name: str, field: Shape) -> None:
    add(shape.keys, {"text": field.seen})
    shape.entries = _without_choices(merge(shape.entries or Shape(), field))


def _without_choices(shape: Shape) -> Shape:
    """An entry has no name that says what it may hold."""
    inner: Shape | None = shape
    while inner is not None:
        inner.choices.clear()
        inner.varied = False
        inner = inner.items
    return shape
