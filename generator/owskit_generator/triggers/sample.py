"""What one call's arguments were, as far as a condition may speak of it: which paths were there, and the values that
are kept in a capture (ids, codes, yes and no). Personal values are tokens there, so none comes into triggers.yaml."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from owskit_generator.triggers import rules
from owskit_generator.triggers.model import Scalar

MOST_PATHS = 200
DEEPEST = 8


class Kept(NamedTuple):
    """A value of a safe kind. The type's name tells 1 and true apart, which Python takes for equal."""

    type: str
    value: Scalar


Sample = tuple[tuple[str, Kept | None], ...]
"""Path (`args.2.statusId`) and value by path; None where something stands there whose value is not kept."""


def sample_of(args: Any) -> Sample:
    """The session's place is left out, and so is what stands inside lists: which record is third in a bulk change says
    nothing of the next one. `args` may be a list or an object with numeric keys (`ows.md` 2.5)."""
    found: dict[str, Kept | None] = {}
    for position, value in _positions(args):
        if position:
            _walk(found, f"args.{position}", value, 1)
    return tuple(sorted(found.items()))


def _positions(args: Any) -> list[tuple[int, Any]]:
    if isinstance(args, list):
        return list(enumerate(args))
    if isinstance(args, dict):
        return [(int(key), value) for key, value in args.items() if key.isascii() and key.isdigit() and len(key) < 4]
    return []


def _walk(found: dict[str, Kept | None], path: str, value: Any, depth: int) -> None:
    if len(found) >= MOST_PATHS or depth > DEEPEST or rules.condition_path(path) is not None:
        return
    found[path] = _kept(value)
    if isinstance(value, dict):
        for key, inner in value.items():
            if _is_name(key):
                _walk(found, f"{path}.{key}", inner, depth + 1)


def _is_name(key: str) -> bool:
    """Not a token, not what AngularJS leaves behind (`ows.md` 2.5), nothing that would make another path of it."""
    return bool(key) and "." not in key and not key.startswith(("tok:", "$$")) and key.isprintable()


def _kept(value: Any) -> Kept | None:
    match value:
        case None | bool():
            return Kept(type(value).__name__, value)
        case int() if abs(value) < 10**15:
            return Kept("int", value)
        case float() if math.isfinite(value):
            return Kept("float", value)
        case str() if len(value) <= 60 and not value.startswith("tok:") and value.isprintable():
            return Kept("str", value)
    return None
