"""Condition trees of lists (`ows.md` 7.2): {type: AND|OR, items} and leaves {type: COND, field, op, param}."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .faults import ABSTRACT_FIELD, INVALID_ARGUMENTS, TOO_DEEP, Fault
from .select import Fields, Record, known

Test = Callable[[Record], bool]
_MAX_DEPTH = 32
_ISO_DATE = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?Z?")


def compile_condition(condition: Any, fields: Fields, depth: int = 0) -> Test:
    """A test for one row. No condition (null, or PHP's empty list) lets every row through.

    Raises Fault for a tree that is none and for a field that cannot be selected.
    """
    if not condition:
        return lambda row: True
    if depth > _MAX_DEPTH:
        raise Fault(TOO_DEEP)
    match condition:
        case {"type": "AND" | "OR" as kind, "items": items}:
            # A list from PHP may have become an object with numeric keys.
            parts = list(items.values()) if isinstance(items, dict) else items
            if not isinstance(parts, list):
                raise Fault(INVALID_ARGUMENTS)
            tests = [compile_condition(part, fields, depth + 1) for part in parts]
            join = all if kind == "AND" else any
            return lambda row: join(test(row) for test in tests)
        case {"type": "COND", "field": str(field), "op": str(op)}:
            return _leaf(field, op, condition.get("param"), fields)
    raise Fault(INVALID_ARGUMENTS)


def _leaf(field: str, op: str, param: Any, fields: Fields) -> Test:
    path = field.split(".")
    if not known(path, fields):
        raise Fault(ABSTRACT_FIELD)
    params = param if isinstance(param, list) else [param]
    match op:
        case "EQ":
            return lambda row: any(same(value_at(row, path), each) for each in params)
        case "NE":
            return lambda row: not any(same(value_at(row, path), each) for each in params)
        case "GT" | "GE" | "LT" | "LE":
            compare = _ORDER[op]
            return lambda row: compare(*_pair(value_at(row, path), param))
        case "LIKE":
            parts = text(param).lower().split("%")
            return lambda row: _like(text(value_at(row, path)).lower(), parts)
    raise Fault(INVALID_ARGUMENTS)


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "GT": lambda a, b: a > b,
    "GE": lambda a, b: a >= b,
    "LT": lambda a, b: a < b,
    "LE": lambda a, b: a <= b,
}


def _like(value: str, parts: list[str]) -> bool:
    """Whether `value` is the parts with anything between them. No regex: a pattern of many % would take for ever."""
    if len(parts) == 1:
        return value == parts[0]
    first, *middle, last = parts
    if not value.startswith(first) or not value.endswith(last) or len(value) < len(first) + len(last):
        return False
    place, end = len(first), len(value) - len(last)
    for part in middle:
        found = value.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True


def value_at(row: Record, path: list[str]) -> Any:
    value: Any = row
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text(value: Any) -> str:
    """How PHP writes a value as text: ids, flags and numbers change type freely on this wire (`ows.md` 6)."""
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    return str(value)


def same(left: Any, right: Any) -> bool:
    """`1`, `"1"` and true are equal, and so are false, 0, `"0"` and nothing where one side is a flag."""
    if isinstance(left, bool) or isinstance(right, bool):
        return truthy(left) == truthy(right)
    return text(left) == text(right)


def truthy(value: Any) -> bool:
    """A flag in any of its spellings: true, 1, "1", "true"."""
    return value.lower() not in {"", "0", "false"} if isinstance(value, str) else bool(value)


def _pair(left: Any, right: Any) -> tuple[Any, Any]:
    """Two values to put in order: as numbers where both are, as dates in one notation, else as text."""
    try:
        return float(left), float(right)
    except (TypeError, ValueError, OverflowError):
        return _ISO_DATE.sub(r"\1 \2", text(left)), _ISO_DATE.sub(r"\1 \2", text(right))


def sort_key(value: Any) -> tuple[int, float, str]:
    """Numbers before text, text without regard to case, nothing first."""
    if value is None:
        return 0, 0.0, ""
    if isinstance(value, bool | int | float):
        return 1, float(max(min(value, 1e300), -1e300)), ""
    return 2, 0.0, text(value).lower()
