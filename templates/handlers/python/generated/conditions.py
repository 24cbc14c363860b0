"""The `when` of a trigger: paths into a delivery, and values compared as OTYS means them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from generated.delivery import Delivery

_MISSING = object()
_TRUE = frozenset({"true", "1"})
_FALSE = frozenset({"false", "0", ""})


@dataclass(frozen=True)
class Condition:
    """`path` starts with `args` or `result`. `test`: `equals` and `in` compare with `values`, `present` does not."""

    path: str
    test: Literal["equals", "present", "in"]
    values: Sequence[str | float | bool | None]


def holds(condition: Condition, delivery: Delivery) -> bool:
    found = _look_up(condition.path.split("."), delivery)
    if found is _MISSING:
        return False
    return condition.test == "present" or any(same(found, value) for value in condition.values)


def same(found: Any, wanted: str | float | bool | None) -> bool:
    """Ids and flags change their type freely: 1 is "1", and true is 1, "1" and "true"."""
    if found is None or wanted is None:
        return found is wanted
    if isinstance(found, bool):
        return _text(wanted).lower() in (_TRUE if found else _FALSE)
    if isinstance(wanted, bool):
        return _text(found).lower() in (_TRUE if wanted else _FALSE)
    return not isinstance(found, dict | list) and _text(found) == _text(wanted)


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _look_up(steps: list[str], delivery: Delivery) -> Any:
    if steps[0] == "args":
        return _walk(delivery.event.args, steps[1:])
    found = _walk(delivery.event.result, steps[1:])
    # A path may have been written against the wrapper `{status, data}` that OTYS can put around a result.
    return found if found is not _MISSING else _walk(delivery.posted_result, steps[1:])


def _walk(value: Any, steps: list[str]) -> Any:
    for step in steps:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isascii() and step.isdigit() and len(step) < 7 and int(step) < len(value):
            value = value[int(step)]
        else:
            return _MISSING
    return value
