"""Triggers, the calls that wake them, and the calls that their handlers make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from owskit_generator.triggers.model import Trigger


class Edge(NamedTuple):
    """The handler of `trigger` makes a call; `wakes` are the triggers on that call."""

    trigger: str
    call: str
    kind: Literal["writes", "reads"]
    wakes: tuple[str, ...]


def edges(triggers: Sequence[Trigger]) -> list[Edge]:
    """As the triggers declare them, in their order (loop-guards.md 2, guard 0)."""
    found: list[Edge] = []
    for trigger in triggers:
        for call in trigger.writes:
            found.append(Edge(trigger.name, call, "writes", _woken(triggers, call)))
        for call in trigger.reads:
            found.append(Edge(trigger.name, call, "reads", _woken(triggers, call)))
    return found


def circles(triggers: Sequence[Trigger]) -> list[tuple[str, ...]]:
    """Of each group of triggers that reach each other by writing, the shortest circle through its first; each once."""
    after: dict[str, list[str]] = {trigger.name: [] for trigger in triggers}
    for edge in edges(triggers):
        if edge.kind == "writes":
            after[edge.trigger] += [name for name in edge.wakes if name not in (edge.trigger, *after[edge.trigger])]
    found: list[tuple[str, ...]] = []
    for trigger in triggers:
        if not any(trigger.name in circle for circle in found):
            circle = _shortest(after, trigger.name)
            found += [circle] if circle else []
    return found


def as_text(triggers: Sequence[Trigger]) -> list[str]:
    """One block a trigger: what wakes it, what it writes and reads, and whom that wakes."""
    lines: list[str] = []
    made = edges(triggers)
    guarded = {trigger.name for trigger in triggers if trigger.loop == "guarded"}
    for trigger in triggers:
        lines.append(f"{trigger.name} ({trigger.profile}{', guarded' if trigger.name in guarded else ''})")
        lines += [f"  <- {call}" for call in trigger.service_calls]
        for edge in made:
            if edge.trigger == trigger.name:
                others = [name if name != trigger.name else "itself" for name in edge.wakes]
                wakes = f"  => wakes {', '.join(others)}" if others else ""
                lines.append(f"  {'->' if edge.kind == 'writes' else '..'} {edge.kind} {edge.call}{wakes}")
    return lines


def _woken(triggers: Sequence[Trigger], call: str) -> tuple[str, ...]:
    return tuple(trigger.name for trigger in triggers if call in trigger.service_calls)


def _shortest(after: dict[str, list[str]], start: str) -> tuple[str, ...] | None:
    """The shortest way from a trigger back to itself through others."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:  # it grows while it is gone through: breadth first
        for name in after[way[-1]]:
            if name == start:
                return way
            if name not in seen:
                seen.add(name)
                ways.append((*way, name))
    return None
