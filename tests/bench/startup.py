"""`owskit --help` and the commands that only read, against importing click and rich."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time


def seconds(code: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - started


def main(turns: int = 15) -> None:
    ways = {
        "import click, rich": "import click, rich",
        "owskit --help": "from owskit_generator.cli import main; main(['--help'])",
        "owskit calls --help": "from owskit_generator.cli import main; main(['calls', '--help'])",
    }
    figures: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(turns):
        for way, code in ways.items():
            figures[way].append(seconds(code))
    base = figures["import click, rich"]
    print(f"start-up, median of {turns} in turn")
    for way, found in figures.items():
        ratio = statistics.median(f / b for f, b in zip(found, base, strict=True))
        print(f"{way:>22} {statistics.median(found) * 1000:6.0f} ms {ratio:6.2f}")


if __name__ == "__main__":
    main()
