"""Captured pairs of action and call against true ones: precision and recall, for writes and the rest, by how sure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from owskit_addon.capture.events import Action, Call, Event, seconds
from owskit_addon.service_call import kind_of

LOAD = -1
"""Stands for a page that was opened, in place of a step's number."""

_BEFORE = 0.01
"""Seconds by which the browser's clock may be behind that of the driver."""


@dataclass(frozen=True)
class Step:
    """Something that the driver did, from `began` until the next began."""

    label: str
    began: float


@dataclass
class Score:
    """`found` and `right` count captured pairs by (write?, sure), `true` all there are by write?.

    `wrong` and `missed` say which: (what the step was, service call, what the capture says).
    """

    steps: int = 0
    true: Counter[bool] = field(default_factory=Counter)
    found: Counter[tuple[bool, str]] = field(default_factory=Counter)
    right: Counter[tuple[bool, str]] = field(default_factory=Counter)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    missed: list[tuple[str, str, str]] = field(default_factory=list)

    def precision(self, write: bool) -> float:
        found = sum(count for (is_write, _), count in self.found.items() if is_write == write)
        return self._right(write) / found if found else 1.0

    def recall(self, write: bool) -> float:
        return self._right(write) / self.true[write] if self.true[write] else 1.0

    def _right(self, write: bool) -> int:
        return sum(count for (is_write, _), count in self.right.items() if is_write == write)

    def add(self, other: Score) -> None:
        self.steps += other.steps
        self.true += other.true
        self.found += other.found
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed

    def see(self, service_call: str, truth: str | None, said: str | None, sure: str, *, right: bool) -> None:
        """One call: `truth` names the step that it comes from, `said` the action that it stands under."""
        write = kind_of(service_call) == "write"
        self.true[write] += truth is not None
        self.found[write, sure] += said is not None
        self.right[write, sure] += said is not None and right
        if said is not None and not right:
            self.wrong.append((truth or "the background", service_call, f"{said} ({sure})"))
        if truth is not None and not right:
            self.missed.append((truth, service_call, f"{said or 'none'} ({sure})"))


class Times:
    """Which step a moment belongs to."""

    def __init__(self, steps: list[Step]) -> None:
        self.steps = steps
        self._began = [step.began for step in steps]

    def at(self, moment: float) -> int:
        return bisect_right(self._began, moment + _BEFORE) - 1

    def of(self, action: Action) -> int:
        return LOAD if action.how == "navigation" else self.at(seconds(action.at))

    def name(self, number: int) -> str:
        return "a page" if number == LOAD else self.steps[number].label if number >= 0 else "nothing"


def actions_and_calls(events: Iterable[Event]) -> tuple[dict[str, Action], list[Call]]:
    actions: dict[str, Action] = {}
    calls: list[Call] = []
    for event in events:
        if isinstance(event, Action):
            actions[event.id] = event
        elif isinstance(event, Call):
            calls.append(event)
    return actions, calls


def table(score: Score) -> str:
    """The figures as text."""
    lines = [f"{'':8}{'sure':12}{'pairs':>7}{'right':>7}{'precision':>11}"]
    for write in (True, False):
        name = "writes" if write else "reads"
        for sure in ("certain", "inherited", "navigation", "probable"):
            found, right = score.found[write, sure], score.right[write, sure]
            if found:
                lines.append(f"{name:8}{sure:12}{found:7}{right:7}{right / found:11.3f}")
        lines.append(
            f"{name:8}{'all':12}{'':14}{score.precision(write):11.3f}   recall {score.recall(write):.3f}"
            f" of {score.true[write]}"
        )
    return "\n".join(lines)
