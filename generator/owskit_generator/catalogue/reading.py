"""Files to what they show: a large one by two processes, for what the calls held and who made them are learnt apart.

`python -m owskit_generator.catalogue.reading FILE…` is the second process: it writes what the calls held to its
standard output, for the first one to merge.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from owskit_addon.actions.sharpen import read_sharpened
from owskit_addon.capture.events import Event
from owskit_addon.capture.several import Captures
from owskit_generator.catalogue.learn import learn
from owskit_generator.catalogue.learned import Learned, merged

WORTH_TWO = 20_000_000
"""Bytes. Below that a second process takes longer to begin than it saves."""

Watch = Callable[[Iterator[Event]], Iterator[Event]]


def learn_files(paths: Sequence[Path], watch: Watch = iter, processes: int | None = None) -> Learned:
    """What the captures show, read as one. `watch` sees the events on their way. `processes` are one or two, None for
    what their size is worth. Raises as `read_captures` does."""
    other = _second(paths) if (processes or _worth(paths)) == 2 else None
    events = watch(read_sharpened(paths, late=True))
    if other is None:
        return learn(events)
    with other:
        try:
            learned = learn(events, held=False)
            held = other.communicate()[0]
        finally:
            if other.poll() is None:
                other.kill()
    if other.returncode != 0:
        return merged(learned, _held(paths))
    return merged(learned, pickle.loads(held))  # noqa: S301 - our own process


def _second(paths: Sequence[Path]) -> subprocess.Popen[bytes] | None:
    """None where there is no room for another process: then it takes longer."""
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "owskit_generator.catalogue.reading", *map(str, paths)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return None


def _worth(paths: Sequence[Path]) -> int:
    """A pipe can be read by one only."""
    if (os.cpu_count() or 1) < 2 or not all(path.is_file() for path in paths):
        return 1
    return 2 if sum(path.stat().st_size for path in paths) >= WORTH_TWO else 1


def _held(paths: Sequence[Path]) -> Learned:
    return Captures(paths).learn(lambda events: learn(events, attributed=False))


def main() -> None:
    sys.stdout.buffer.write(pickle.dumps(_held([Path(name) for name in sys.argv[1:]])))


if __name__ == "__main__":
    main()
