"""Values compared as OTYS means them and as generated handlers do: 1 is "1", and true is 1, "1" and "true"."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from owskit_generator.triggers.model import Scalar

_TRUE = frozenset({"true", "1"})
_FALSE = frozenset({"false", "0", ""})
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,14}")


def same(found: Any, wanted: Scalar) -> bool:
    """Whether a value of a call is the one that a condition names. Null is only itself."""
    if found is None or wanted is None:
        return found is wanted
    if isinstance(found, bool):
        return _text(wanted).lower() in (_TRUE if found else _FALSE)
    if isinstance(wanted, bool):
        return _text(found).lower() in (_TRUE if wanted else _FALSE)
    return not isinstance(found, dict | list) and _text(found) == _text(wanted)


def plainest(values: Collection[Scalar]) -> list[Scalar]:
    """The fewest values that stand for all of them, each as a person would write it: true before 1, 12345 before
    "12345"."""
    chosen: list[Scalar] = []
    for value in sorted(map(_written, values), key=_order):
        if not any(same(value, other) for other in chosen):
            chosen.append(value)
    return chosen


def _order(value: Scalar) -> tuple[bool, bool, str]:
    return not isinstance(value, bool), not isinstance(value, int), str(value)


def _written(value: Scalar) -> Scalar:
    if isinstance(value, str) and value in {"true", "false"}:
        return value == "true"
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).lower() if isinstance(value, bool) else str(value)
