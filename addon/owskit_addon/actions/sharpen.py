"""A capture read again: what the whole of it shows says better where each call belongs (docs/attribution.md).

The file stays as it is. Twice over the events, with memory for different calls and actions but not for each call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path

import msgspec

from owskit_addon.actions.background import UNKNOWN, Background, Judged
from owskit_addon.actions.fingerprint import Seen, fingerprint
from owskit_addon.actions.gaps import is_background
from owskit_addon.capture.events import Action, Call, CaptureStart, Cause, Event, seconds
from owskit_addon.capture.reader import read_captures


def read_sharpened(paths: Iterable[Path]) -> Iterator[Event]:
    """As `read_captures`, with `action` and `sure` of calls as well as all the files together can say.

    Files of which one can be read only once (a pipe) are held in memory. Raises as `read_captures` does.
    """
    paths = list(paths)
    if all(path.is_file() for path in paths):
        yield from sharpen(partial(read_captures, paths))
    else:
        events = list(read_captures(paths))
        yield from sharpen(lambda: iter(events))


def sharpen(read: Callable[[], Iterator[Event]]) -> Iterator[Event]:
    """`read` gives the same events each time it is called."""
    background = Background()
    known: set[str] = set()
    for calls, book in _exchanges(read(), background, known):
        background.see(_seen(calls, book), _causes(calls))
    book = 0
    for exchange, together in groupby(read(), _exchange_of):
        if exchange is None:
            for event in together:
                book += isinstance(event, CaptureStart)
                yield event
            continue
        calls = [event for event in together if isinstance(event, Call)]
        for call, verdict in zip(calls, background.judge(_seen(calls, book), _causes(calls)), strict=True):
            yield _placed(call, verdict if verdict.action is None or verdict.action in known else UNKNOWN)


def _exchanges(events: Iterable[Event], background: Background, known: set[str]) -> Iterator[tuple[list[Call], int]]:
    """Calls that stand together and share an exchange, and the number of the recording that they are in: the tokens of
    another are others. Actions go into `background` and `known` on the way."""
    book = 0
    for exchange, together in groupby(events, _exchange_of):
        if exchange is not None:
            yield [event for event in together if isinstance(event, Call)], book
            continue
        for event in together:
            book += isinstance(event, CaptureStart)
            if isinstance(event, Action):
                known.add(event.id)
                background.named(event)


def _exchange_of(event: Event) -> str | None:
    return event.exchange if isinstance(event, Call) else None


def _seen(calls: list[Call], book: int) -> list[Seen]:
    try:
        at = seconds(calls[0].at)
    except ValueError:
        at = 0.0
    return [fingerprint(call.service_call, call.args, at, call.tab, book) for call in calls]


def _causes(calls: list[Call]) -> list[Cause]:
    """What the calls of one request may have come from, as far as each says: OTYS Go!'s own housekeeping among them
    says nothing about the others."""
    causes: dict[Cause, None] = {}
    for call in calls:
        if call.causes:
            causes.update(dict.fromkeys(call.causes))
        elif call.action is not None:
            causes[call.action, call.sure] = None
        elif call.sure == "background" and not is_background(call.service_call):
            causes[None, "background"] = None
    return list(causes)


def _placed(call: Call, verdict: Judged) -> Call:
    if (call.action, call.sure) == (verdict.action, verdict.sure):
        return call
    return msgspec.structs.replace(call, action=verdict.action, sure=verdict.sure)
