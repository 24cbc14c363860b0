"""Conditions that can never hold: paths that a call does not have, by its verb or by all that captures show of it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from owskit_generator.catalogue.learned import Learned, Seen
from owskit_generator.catalogue.markdown import single_line
from owskit_generator.catalogue.shape import Shape
from owskit_generator.triggers.model import Condition, Trigger
from owskit_generator.triggers.rules import impossible_path

_FEW = 3
_DEEPEST = 6


def deaf_calls(triggers: Sequence[Trigger]) -> Iterator[str]:
    """A sentence for each call of a trigger that its conditions shut out, whatever is sent."""
    for trigger in triggers:
        for condition in trigger.when:
            for call in trigger.service_calls:
                reason = impossible_path(condition.path, [call], trigger.uid)
                if reason is not None:
                    yield f"{trigger.name}: {condition.path} is never there in {call}, which wakes nobody: {reason}"


def unseen_paths(triggers: Sequence[Trigger], learned: Learned) -> Iterator[str]:
    """A sentence for each condition whose path no recorded call of its trigger had, with the nearest paths."""
    for trigger in triggers:
        found = [learned.calls[call] for call in trigger.service_calls if call in learned.calls]
        for condition in trigger.when:
            if found and not any(_has(seen, condition) for seen in found):
                known = sorted({path for seen in found for path in _paths(seen)})
                near = difflib.get_close_matches(condition.path, known, n=_FEW, cutoff=0.9)
                nearest = f" Nearest: {', '.join(map(single_line, near))}." if near else ""
                yield f"{trigger.name}: no recorded call has {condition.path}.{nearest}"


def _has(seen: Seen, condition: Condition) -> bool:
    root, *steps = condition.path.split(".")
    if root == "result":
        # A delivery may wrap the result as MultiService does (`ows.md` 4.5).
        return _at(seen.result, steps) or (steps[:1] == ["data"] and _at(seen.result, steps[1:]))
    shape = seen.args.positions.get(int(steps[0]))
    return shape is not None and _at(shape, steps[1:])


def _at(shape: Shape, steps: Sequence[str]) -> bool:
    if not steps:
        return True
    below = [shape.fields.get(steps[0]), shape.entries, shape.items if steps[0].isdecimal() else None]
    return bool(shape.cut) or any(inner is not None and _at(inner, steps[1:]) for inner in below)


def _paths(seen: Seen) -> Iterator[str]:
    for position, shape in seen.args.positions.items():
        if position:
            yield from _below(f"args.{position}", shape, 1)


def _below(path: str, shape: Shape, depth: int) -> Iterator[str]:
    yield path
    for name, inner in shape.fields.items() if depth < _DEEPEST else ():
        yield from _below(f"{path}.{name}", inner, depth + 1)
