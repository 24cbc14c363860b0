"""The `when` of a trigger: paths into a delivery, and values compared as OTYS means them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from generated.compare import same
from generated.delivery import Delivery

_MISSING = object()


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
