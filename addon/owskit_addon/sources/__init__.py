"""Files of other tools to exchanges: mitmproxy's flows, HAR, Fiddler's archives. Streamed, one exchange at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from owskit_addon.exchange import Exchange
from owskit_addon.sources.detect import WORDS, Kind, detect, kind_by_name
from owskit_addon.sources.problem import SourceProblem

__all__ = ["WORDS", "Kind", "SourceProblem", "detect", "exchanges", "kind_by_name"]


def exchanges(
    path: Path, kind: Kind | None = None, progress: Callable[[float], None] = lambda part: None
) -> Iterator[Exchange | SourceProblem]:
    """The exchanges of a file in its own order, whatever their host, with what could not be read in between.

    Ids are the numbers of the entries, flows or sessions. `progress` is told the part that is done, 0 to 1.
    Raises SourceError where the file is none of the kinds, or protected.
    """
    match kind or detect(path):
        case "mitm":
            from owskit_addon.sources.mitm import read_mitm

            return read_mitm(path, progress)
        case "saz":
            from owskit_addon.sources.saz import read_saz

            return read_saz(path, progress)
        case _:
            from owskit_addon.sources.har import read_har

            return read_har(path, progress)
