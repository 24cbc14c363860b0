"""What is made of a capture, against msgspec decoding the same file: calls, catalogue, diff, choose. Processor time of
whole commands, start-up included; `python -m tests.bench.captures 1000000` for more calls than `make bench` takes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.catalogue import write_capture
from tests.bench.table import PEAK, Row, text

SIZES = (10_000, 100_000)
_MAIN = "from owskit_generator.cli import main\ntry: main(sys.argv[1:])\nexcept SystemExit as end: code = end.code"
_DECODE = "import msgspec; decode = msgspec.json.Decoder().decode\nfor line in open(sys.argv[1], 'rb'): decode(line)"


def run(code: str, *arguments: str) -> tuple[float, float]:
    """Seconds of the processor and peak memory in MB (0 where the system does not say it so)."""
    script = f"import sys, time\ncode = 0\n{code}\nprint(time.process_time(), file=sys.stderr){PEAK}\nsys.exit(code)"
    made = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False)
    if made.returncode > 2 or not made.stderr.split():
        raise RuntimeError(f"{arguments}: {made.stderr}")
    seconds, peak = made.stderr.split()[-2:]
    return float(seconds), int(peak) / 1024


def rows(sizes: tuple[int, ...] = SIZES) -> Iterator[Row]:
    grew: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for calls in sizes:
            capture, other = folder / f"{calls}.jsonl", folder / f"{calls}-other.jsonl"
            write_capture(capture, calls)
            write_capture(other, calls, seed=2)
            decoding, _ = run(_DECODE, str(capture))
            commands = {
                "calls": ["calls", str(capture), "--json"],
                "catalogue": ["catalogue", str(capture), "--out", str(folder / f"catalogue-{calls}")],
                "diff": ["diff", str(capture), str(other), "--json"],
                "choose": ["choose", str(capture), "--all-events", "--out", str(folder / f"{calls}.yaml")],
            }
            commands["choose"][2:3] = ["--call", "CandidateService.updateEx"]
            for command, arguments in commands.items():
                took, peak = run(_MAIN, *arguments)
                grew.setdefault(command, []).append((took, peak))
                against = "decoding both" if command == "diff" else "decoding"
                ratio = took / decoding / (2 if command == "diff" else 1)
                figure = f"{took:.1f} s, {calls / took:,.0f} calls/s, peak {peak:.0f} MB"
                yield Row(f"{command}, {calls:,} calls", figure, ratio, against)
            for path in (capture, other):
                path.unlink()
    times = sizes[-1] / sizes[0]
    for command, (first, *_, last) in grew.items():
        yield Row(f"{command}, time for {times:.0f} × the calls", "", last[0] / first[0] / times, "linear", "≤ 1.2")
        if first[1]:
            yield Row(f"{command}, memory for {times:.0f} × the calls", "", last[1] / first[1], "flat", "≤ 1.5")


if __name__ == "__main__":
    print(text("captures", rows(tuple(map(int, sys.argv[1:])) or SIZES)))
