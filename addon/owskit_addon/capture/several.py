"""Several captures as one, without what the person ignored while recording (docs/capture-format.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from owskit_addon.capture.events import Action, Call, CaptureStart, Event, Problem, Way
from owskit_addon.capture.reader import LONGEST_LINE, open_capture, read_capture

IGNORED = "An action that was ignored while recording was left out."
IGNORED_CALL = "A call of an action that was ignored while recording was left out."

_BLOCK = 1 << 20
_UNREADABLE = (msgspec.MsgspecError, RecursionError, ValueError)

_actions: msgspec.json.Decoder[Action] = msgspec.json.Decoder(Action)


def read_captures(paths: Iterable[Path], *, late: bool = False) -> Iterator[Event]:
    """Several files as one. Ids of the second file on get a prefix (`2:`), so that they stay unique; the place of a
    problem gets the name of its file. What the person ignored while recording is left out, each with a problem that
    says so. Raises and is `late` as `read_capture`."""
    return Captures(paths).read(late=late)


class Captures:
    """Several files that are read more than once. `ignored` are the ids that the person took back, by file; None as
    long as nobody looked."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.paths = list(paths)
        self.ignored: list[set[str] | None] = [None] * len(self.paths)

    def read(self, *, late: bool = False) -> Iterator[Event]:
        """The events as `read_captures` says. The last event of an action decides whether it was ignored, and it may
        stand behind the calls: so a file is looked through first."""
        for number, path in enumerate(self.paths):
            ignored = self.ignored[number]
            if ignored is None:
                ignored = self.ignored[number] = _ignored(path)
            events = read_capture(path, late=late)
            yield from self._told_apart(_kept(events, ignored) if ignored else events, number)

    def learn[T](self, learn: Callable[[Iterator[Event]], T]) -> T:
        """What `learn` makes of the events, late ones. Nothing is looked through first, for mostly nothing was ignored;
        where something was, the events are read and learnt once more without it."""
        learnt = learn(self._all())
        return learn(self.read(late=True)) if any(self.ignored) else learnt

    def _all(self) -> Iterator[Event]:
        for number, path in enumerate(self.paths):
            ignored = self.ignored[number] = set()
            yield from self._told_apart(_noted(read_capture(path, late=True), ignored), number)

    def _told_apart(self, events: Iterator[Event], number: int) -> Iterator[Event]:
        if len(self.paths) == 1:
            return events
        return (_told_apart(event, number + 1, self.paths[number]) for event in events)


def _kept(events: Iterable[Event], ignored: set[str]) -> Iterator[Event]:
    """The events without actions that were ignored and without their calls."""
    for event in events:
        if isinstance(event, Call) and event.action in ignored:
            yield Problem(what=IGNORED_CALL, where=event.id)
        elif not (isinstance(event, Action) and event.id in ignored):
            yield event
    for id in sorted(ignored):
        yield Problem(what=IGNORED, where=id)


def _noted(events: Iterable[Event], ignored: set[str]) -> Iterator[Event]:
    """All events; the ids of actions whose last event says that they were ignored are in `ignored` then."""
    for event in events:
        if isinstance(event, Action):
            (ignored.add if event.ignored else ignored.discard)(event.id)
        yield event


def _ignored(path: Path) -> set[str]:
    """Ids of the actions whose last event says that they are. Only lines with such a word in them are decoded."""
    ignored: set[str] = set()
    if not path.is_file():  # a pipe can be read once
        return ignored
    with open_capture(path) as file:
        while block := file.read(_BLOCK):
            block += file.readline(LONGEST_LINE)
            for line in _with_word(block):
                try:
                    action = _actions.decode(line)
                except _UNREADABLE:
                    continue
                (ignored.add if action.ignored else ignored.discard)(action.id)
    return ignored


def _with_word(block: bytes) -> Iterator[bytes]:
    """The lines of actions that say whether they were ignored: to find them costs a tenth of going by lines."""
    at = 0
    while (found := block.find(b'"ignored"', at)) >= 0:
        at = block.find(b"\n", found) + 1 or len(block)
        line = block[block.rfind(b"\n", 0, found) + 1 : at]
        if b'"action"' in line:
            yield line


def _told_apart(event: Event, number: int, path: Path) -> Event:
    if isinstance(event, Problem):
        return Problem(what=event.what, where=f"{path.name}: {event.where}" if event.where else path.name)
    if number == 1 or isinstance(event, CaptureStart | Way):
        return event
    if isinstance(event, Action):
        return msgspec.structs.replace(event, id=f"{number}:{event.id}")
    return msgspec.structs.replace(
        event,
        id=f"{number}:{event.id}",
        exchange=f"{number}:{event.exchange}",
        action=None if event.action is None else f"{number}:{event.action}",
        causes=[(None if id is None else f"{number}:{id}", sure) for id, sure in event.causes],
    )
