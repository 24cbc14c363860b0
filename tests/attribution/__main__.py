"""`make bench-attribution`: which action each call is put under, against the truth, by how sure the capture is of it.

    python -m tests.attribution [FIRST_SEED] [NUMBER]

Two sets are clicked through: the one that was looked at while all this was written, and one of other chances, pauses,
delays (5 to 1500 ms), polls and batches, which was not.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from owskit_addon.actions.sharpen import read_sharpened
from owskit_addon.browser.find import find_browser
from owskit_addon.capture.several import read_captures
from tests.attribution.go_steps import run_go, score_go
from tests.attribution.lab_steps import Timing, run_lab, score_lab
from tests.attribution.score import Score, table

KNOWN = [Timing(seed=1), Timing(seed=2, flush_ms=30, join_ms=60, poll_ms=1100, repeated=4)]


def held_out(first: int, number: int) -> list[Timing]:
    """Runs of which all is chance."""
    made = []
    for seed in range(first, first + number):
        chance = random.Random(seed)
        made.append(
            Timing(
                seed=seed,
                delays=(0.005, chance.choice((0.2, 0.6, 1.5))),
                pauses=(0.05, chance.choice((0.3, 0.8, 2.0))),
                poll_ms=chance.randrange(900, 4000),
                flush_ms=chance.choice((0, 0, 5, 40)),
                join_ms=chance.choice((0, 20, 100, 150)),
                hurried=chance.choice((0.0, 0.3, 0.6)),
                repeated=chance.randrange(1, 5),
            )
        )
    return made


def measured(chromium: str, timings: list[Timing], *, go: bool) -> tuple[Score, Score]:
    """What was known live, and what reading the finished capture says."""
    live, read = Score(), Score()
    for timing in timings:
        with tempfile.TemporaryDirectory(prefix="owskit-lab-", ignore_cleanup_errors=True) as folder:
            run = run_lab(chromium, Path(folder), timing)
            live.add(score_lab(run, read_captures([run.capture])))
            read.add(score_lab(run, read_sharpened([run.capture])))
    if go:
        with tempfile.TemporaryDirectory(prefix="owskit-go-", ignore_cleanup_errors=True) as folder:
            done = run_go(chromium, Path(folder))
            live.add(score_go(done, read_captures([done.capture])))
            read.add(score_go(done, read_sharpened([done.capture])))
    return live, read


def main() -> None:
    first = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    chromium = find_browser("chromium").path
    for name, timings, go in (("known", KNOWN, True), (f"held out, {first} on", held_out(first, number), False)):
        began = time.monotonic()
        live, read = measured(chromium, timings, go=go)
        print(f"\n== {name}: {read.steps} actions in {time.monotonic() - began:.0f} s")
        print(f"\nas known while recording\n{table(live)}")
        for truth, service_call, said in live.wrong:
            print(f"  wrong: {service_call} of {truth} stands under {said}")
        print(f"\nas the finished capture is read\n{table(read)}")
        for what, pairs in (("wrong", read.wrong), ("missed", read.missed)):
            for truth, service_call, said in pairs:
                print(f"  {what}: {service_call} of {truth} stands under {said}")


if __name__ == "__main__":
    main()
