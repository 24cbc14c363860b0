"""Captures to what they show, with a sign of life on a terminal: shared by `catalogue` and `choose`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.status import Status

    from owskit_addon.capture.events import Event
    from owskit_generator.catalogue.learned import Learned
    from owskit_generator.triggers.uses import Captured

_EVERY = 1000


def learn_captures(paths: Sequence[Path]) -> Learned:
    """Raises CaptureError where a file is no capture, or where there is no service call in any of them."""
    from owskit_generator.catalogue.reading import learn_files
    from owskit_generator.cli.output import console

    with console(stderr=True).status("Reading…") as status:
        return _checked(paths, learn_files(paths, lambda events: _watched(events, status)))


def capture_uses(paths: Sequence[Path]) -> Captured:
    """The same with every single use of the calls, for choosing among them."""
    from owskit_addon.actions.sharpen import read_sharpened
    from owskit_generator.cli.output import console
    from owskit_generator.triggers.uses import captured

    with console(stderr=True).status("Reading…") as status:
        found = captured(_watched(read_sharpened(paths), status))
    _checked(paths, found.learned)
    return found


def _checked(paths: Iterable[Path], learned: Learned) -> Learned:
    from owskit_addon.errors import CaptureError
    from owskit_generator.catalogue.markdown import single_line

    if not learned.calls:
        names = ", ".join(str(path) for path in paths)
        problems = "".join(f" {single_line(what)}" for what in sorted(learned.problems)[:5])
        hint = "Record again while somebody works in OTYS Go!, and see that its traffic goes through the proxy."
        raise CaptureError(f"{names}: no service calls.{problems}", hint)
    return learned


def _watched(events: Iterator[Event], status: Status) -> Iterator[Event]:
    for number, event in enumerate(events, 1):
        if number % _EVERY == 0:
            status.update(f"Reading… {number:,} events")
        yield event
