"""Start-up of each command and what `import owskit_generator` takes, against importing click and rich."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from owskit_generator.cli.main import COMMANDS
from tests.bench.table import Row, ratio_of

TURNS = 9
BASE = "import click, rich"


def seconds(code: str) -> float:
    """Of the processor where the system counts them for others than oneself; Windows does not."""
    started, begun = time.perf_counter(), os.times()
    subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=False)
    ended = os.times()
    worked = ended.children_user + ended.children_system - begun.children_user - begun.children_system
    return worked or time.perf_counter() - started


def rows() -> Iterator[Row]:
    ways = {BASE: BASE, "import owskit_generator": "import owskit_generator"}
    start = "from owskit_generator.cli import main; main([{}'--help'])"
    ways["owskit --help"] = start.format("")
    ways |= {f"owskit {name} --help": start.format(f"'{name}', ") for name in COMMANDS}
    figures: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(TURNS):
        for way, code in ways.items():
            figures[way].append(seconds(code))
    base = figures[BASE]
    for way, found in figures.items():
        figure = f"{statistics.median(found) * 1000:.0f} ms"
        if way == BASE:
            yield Row(way, figure)
        else:
            yield Row(way, figure, ratio_of(found, base), "click and rich", "≤ 1.5")
