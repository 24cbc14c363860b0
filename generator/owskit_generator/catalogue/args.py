"""The arguments of one service call by position, in whatever form they were sent (`ows.md` 2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from owskit_generator.catalogue.links import Path
from owskit_generator.catalogue.see import Sight, see_all
from owskit_generator.catalogue.shape import Shape, add, merge

MOST_POSITIONS = 32


class Args(msgspec.Struct):
    """`named` are other members of an object with numeric keys, `rest` what stands beyond position 31.

    `forms` counts `list`, `object`, `null` and `other`. `session` counts session ids at position 0.
    """

    seen: int = 0
    forms: dict[str, int] = {}
    session: int = 0
    positions: dict[int, Shape] = {}
    named: Shape = msgspec.field(default_factory=Shape)
    rest: Shape = msgspec.field(default_factory=Shape)


def see_args(args: Args, values: Sequence[Any], sight: Sight = Sight(), path: Path = ()) -> None:  # noqa: B008
    """Adds the arguments of several calls."""
    args.seen += len(values)
    by_length: dict[int, list[list[Any]]] = {}
    for value in values:
        match value:
            case list():
                by_length.setdefault(len(value), []).append(value)
            case None:
                add(args.forms, {"null": 1})
            case dict():
                add(args.forms, {"object": 1})
                _see_numbered(args, value, sight, path)
            case _:
                add(args.forms, {"other": 1})
                see_all(args.rest, (value,), sight, (*path, "further"))
    for alike in by_length.values():
        add(args.forms, {"list": len(alike)})
        for position, column in enumerate(zip(*alike, strict=True)):
            _see_position(args, position, column, sight, path)


def _see_numbered(args: Args, members: dict[str, Any], sight: Sight, path: Path) -> None:
    named = {}
    for key, item in members.items():
        if key.isascii() and key.isdigit() and len(key) < 6:
            _see_position(args, int(key), (item,), sight, path)
        else:
            named[key] = item
    if named:
        see_all(args.named, (named,), sight, path)


def _see_position(args: Args, position: int, column: Sequence[Any], sight: Sight, path: Path) -> None:
    if position >= MOST_POSITIONS:
        see_all(args.rest, column, sight, (*path, "further"))
        return
    if position == 0:
        args.session += sum(map(is_session, column))
    shape = args.positions.get(position)
    if shape is None:
        shape = args.positions[position] = Shape()
    see_all(shape, column, sight, (*path, str(position)))


def is_session(value: Any) -> bool:
    """Whether a value is the token that stands for a session id."""
    return isinstance(value, str) and value.startswith(("tok:secret:session", "tok:session:"))


def merge_args(into: Args, other: Args) -> Args:
    """Everything both have seen, in `into`."""
    into.seen += other.seen
    into.session += other.session
    add(into.forms, other.forms)
    for position, shape in other.positions.items():
        into.positions[position] = merge(into.positions.get(position) or Shape(), shape)
    merge(into.named, other.named)
    merge(into.rest, other.rest)
    return into
