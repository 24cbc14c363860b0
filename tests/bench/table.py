"""A figure and what it is held against; the table on the terminal and in docs/performance.md."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from typing import NamedTuple

PEAK = """
try:
    with open("/proc/self/status") as status:
        peak = status.read().partition("VmHWM:")[2].split()[0]
except OSError:
    peak = 0
print(peak, file=sys.stderr)"""
"""Python that says its peak memory in kB, 0 where the system is not Linux: elsewhere it counts what its starter had."""


class Row(NamedTuple):
    """`ratio` is of what `against` names, measured in the same run; `limit` is `≥ 0.95` or `≤ 1.1`, or empty."""

    what: str
    figure: str
    ratio: float | None = None
    against: str = ""
    limit: str = ""

    @property
    def held(self) -> bool | None:
        if self.ratio is None or not self.limit:
            return None
        sign, _, bound = self.limit.partition(" ")
        return self.ratio >= float(bound) if sign == "≥" else self.ratio <= float(bound)


def ratio_of(these: Sequence[float], those: Sequence[float]) -> float:
    """The median of the pairs' ratios: what was measured beside each other met the same noise."""
    return statistics.median(one / other for one, other in zip(these, those, strict=True))


def cells(row: Row) -> list[str]:
    ratio = "" if row.ratio is None else f"{row.ratio:.2f} of {row.against}" if row.against else f"{row.ratio:.2f}"
    held = {None: "", True: "held", False: "MISSED"}[row.held]
    return [row.what, row.figure, ratio, f"{row.limit} {held}".strip()]


HEAD = ["what", "figure", "ratio", "limit"]


def text(part: str, rows: Iterable[Row]) -> str:
    lines = [HEAD, *map(cells, rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(4)]
    shown = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([part, *("  " + line for line in shown)])


def markdown(part: str, rows: Iterable[Row]) -> str:
    lines = [HEAD, ["---"] * 4, *map(cells, rows)]
    return "\n".join([f"### {part}", "", *("| " + " | ".join(line) + " |" for line in lines)])
