"""Values into shapes, many at once: a column of values costs little more than going through it in C.

Columns come from calls of one service call, rows of one list, members of one name. What a value would add alone it adds
in a column too; a property test says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from types import NoneType
from typing import Any

import msgspec

from owskit_addon.redaction.safe import is_id
from owskit_generator.catalogue.choices import is_told, may_be_told
from owskit_generator.catalogue.links import LIST, MAP, Path, Values
from owskit_generator.catalogue.shape import MOST_NAMES, Shape, choose, crowd, measure
from owskit_generator.catalogue.values import key_kind, kind_of_text, token_kind

DEEPEST = 24
_is_id = lru_cache(maxsize=8192)(is_id)


class Sight(msgspec.Struct, frozen=True):
    """How to look. `plain`: the capture holds values as they were sent. `values` gathers ids, for links."""

    plain: bool = False
    values: Values | None = None


def see(shape: Shape, value: Any, sight: Sight = Sight()) -> None:  # noqa: B008 - frozen
    """Adds one JSON value."""
    see_all(shape, (value,), sight)


def see_all(
    shape: Shape,
    values: Sequence[Any],
    sight: Sight = Sight(),  # noqa: B008 - frozen
    path: Path = (),
    name: str | None = None,
    depth: int = 0,
) -> None:
    """Adds a column of JSON values. `name` is that of the field, None where values stand at a position."""
    shape.seen += len(values)
    types = set(map(type, values))
    if NoneType in types:
        types.remove(NoneType)
        shape.null += values.count(None)
        if len(types) == 1:
            values = [value for value in values if value is not None]
    for kind in types:
        column: Any = values if len(types) == 1 else [value for value in values if type(value) is kind]
        if kind is str:
            _texts(shape, column, sight, path, name)
        elif kind is dict:
            _objects(shape, column, sight, path, depth)
        elif kind is list:
            _lists(shape, column, sight, path, name, depth)
        elif kind is int:
            _count(shape, "integer", len(column))
            _keep(sight, path, name, map(str, column))
            if name is not None and is_told(name) and not sight.plain:
                _choose(shape, Counter(column))
        elif kind is bool:
            _count(shape, "boolean", len(column))
        else:
            _count(shape, "number", len(column))


def _count(shape: Shape, kind: str, by: int) -> None:
    shape.kinds[kind] = shape.kinds.get(kind, 0) + by


def _keep(sight: Sight, path: Path, name: str | None, values: Iterable[str]) -> None:
    if sight.values is not None and path and (name is None or _is_id(name)):
        sight.values.add(path, values)


def _choose(shape: Shape, counted: Counter[Any]) -> None:
    if not shape.varied:
        choose(shape, counted, varied=not all(map(may_be_told, counted)))


def _texts(shape: Shape, texts: Sequence[str], sight: Sight, path: Path, name: str | None) -> None:
    # What stands between the first and the last in order begins as both do: that is told without a look at each.
    kind = token_kind(min(texts)[:9])
    if kind is not None and token_kind(max(texts)[:9]) == kind:
        _text(shape, kind, texts)
    else:
        _various(shape, texts, sight, name)
    _keep(sight, path, name, texts)


def _various(shape: Shape, texts: Sequence[str], sight: Sight, name: str | None) -> None:
    """Tokens of several kinds, or texts that are none."""
    alike: dict[str, list[str]] = {}
    others: list[str] = []
    for text in texts:
        kind = token_kind(text[:9])
        if kind is None:
            others.append(text)
        elif kind in alike:
            alike[kind].append(text)
        else:
            alike[kind] = [text]
    for kind, column in alike.items():
        _text(shape, kind, column)
    if others:
        counted = Counter(others)
        for text, count in counted.items():
            kind, length = kind_of_text(text)
            if kind == "deep":  # the redactor had stopped here
                shape.cut += count
                continue
            _count(shape, f"text:{kind}", count)
            if kind == "uid":
                measure(shape, length, length)
        if name is not None and is_told(name) and not sight.plain:
            # A token among them leaves the sum of choices below that of the samples: then it is no choice from a few.
            _choose(shape, counted)


def _text(shape: Shape, kind: str, tokens: Sequence[str]) -> None:
    _count(shape, f"text:{kind}", len(tokens))
    if kind == "uid":
        for length in {token[8:-11] for token in tokens}:
            if length.isdecimal() and len(length) < 7:
                measure(shape, int(length), int(length))


def _lists(shape: Shape, lists: Sequence[Any], sight: Sight, path: Path, name: str | None, depth: int) -> None:
    shape.lists += len(lists)
    shape.empty_lists += len(lists) - sum(map(bool, lists))
    if depth >= DEEPEST:
        shape.cut += len(lists)
        return
    items = list(chain.from_iterable(lists))
    if items:
        if shape.items is None:
            shape.items = Shape()
        see_all(shape.items, items, sight, (*path, LIST) if path else path, name, depth + 1)


def _objects(shape: Shape, objects: Sequence[dict[str, Any]], sight: Sight, path: Path, depth: int) -> None:
    shape.objects += len(objects)
    if depth >= DEEPEST:
        shape.cut += len(objects)
        return
    entries: list[Any] = []
    for key, column in _columns(objects):
        kind = key_kind(key, plain=sight.plain) or ("text" if shape.crowded else None)
        if kind is None:
            field = shape.fields.get(key)
            if field is None:
                field = shape.fields[key] = Shape()
            see_all(field, column, sight, (*path, key) if path else path, key, depth + 1)
            if len(shape.fields) > MOST_NAMES:
                crowd(shape)
        else:
            shape.keys[kind] = shape.keys.get(kind, 0) + len(column)
            entries.extend(column)
    if entries:
        if shape.entries is None:
            shape.entries = Shape()
        see_all(shape.entries, entries, sight, (*path, MAP) if path else path, "", depth + 1)


def _columns(objects: Sequence[dict[str, Any]]) -> Iterable[tuple[str, Sequence[Any]]]:
    """The members of all objects by key. Rows of a list mostly have the same keys, which is then done in C."""
    if len(objects) == 1:
        return ((key, (value,)) for key, value in objects[0].items())
    first = tuple(objects[0])
    if len(first) > 1 and set(map(len, objects)) == {len(first)}:
        try:  # as many members, and the same ones
            return zip(first, zip(*map(itemgetter(*first), objects), strict=True), strict=True)
        except KeyError:
            pass
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for members in objects:
        keys = tuple(members)
        if keys in alike:
            alike[keys].append(members)
        else:
            alike[keys] = [members]
    columns: dict[str, list[Any]] = {}
    for keys, group in alike.items():
        if len(group) > 3:
            for key, column in zip(keys, zip(*map(dict.values, group), strict=True), strict=True):
                columns.setdefault(key, []).extend(column)
        else:
            for members in group:
                for key, value in members.items():
                    if key in columns:
                        columns[key].append(value)
                    else:
                        columns[key] = [value]
    return columns.items()
