"""A capture read again: what the whole of it shows says better where each call belongs (docs/attribution.md).

The file stays as it is. Twice over the events, with memory for different calls and actions but not for each call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from owskit_addon.actions.background import UNKNOWN, Background, Judged
from owskit_addon.actions.fingerprint import Seen, fingerprint
from owskit_addon.actions.gaps import is_background
from owskit_addon.capture.events import Action, Call, CaptureStart, Cause, Event, seconds
from owskit_addon.capture.several import Captures, read_captures


def read_sharpened(paths: Iterable[Path], *, late: bool = False) -> Iterator[Event]:
    """As `read_captures` (`late` too), with `action` and `sure` of calls as well as all the files together can say.

    Files of which one can be read only once (a pipe) are held in memory. Raises as `read_captures` does.
    """
    paths = list(paths)
    if not all(path.is_file() for path in paths):
        events = list(read_captures(paths, late=late))
        yield from sharpen(lambda: iter(events))
        return
    files = Captures(paths)
    learnt = files.learn(_learnt)
    yield from _judged(files.read(late=late), learnt)


def sharpen(read: Callable[[], Iterator[Event]]) -> Iterator[Event]:
    """`read` gives the same events each time it is called."""
    yield from _judged(read(), _learnt(read()))


class _Learnt(msgspec.Struct):
    """What a first reading showed; `actions` are the ids that have an event."""

    background: Background
    actions: set[str]


def _learnt(events: Iterable[Event]) -> _Learnt:
    learnt, book = _Learnt(Background(), set()), 0
    for calls in _by_exchange(events):
        if isinstance(calls, list):
            learnt.background.see(_seen(calls, book), _causes(calls))
            continue
        book += isinstance(calls, CaptureStart)  # the tokens of another recording are others
        if isinstance(calls, Action):
            learnt.actions.add(calls.id)
            learnt.background.named(calls)
    return learnt


def _judged(events: Iterable[Event], learnt: _Learnt) -> Iterator[Event]:
    background, actions, book = learnt.background, learnt.actions, 0
    for calls in _by_exchange(events):
        if not isinstance(calls, list):
            book += isinstance(calls, CaptureStart)
            yield calls
            continue
        causes = _causes(calls)
        verdicts = background.settled(calls, causes) or background.judge(_seen(calls, book), causes)
        for call, verdict in zip(calls, verdicts, strict=True):
            yield _placed(call, verdict if verdict.action is None or verdict.action in actions else UNKNOWN)


def _by_exchange(events: Iterable[Event]) -> Iterator[list[Call] | Event]:
    """Calls that stand together and share an exchange as one list; other events as they are."""
    calls: list[Call] = []
    for event in events:
        if isinstance(event, Call):
            if calls and event.exchange != calls[0].exchange:
                yield calls
                calls = []
            calls.append(event)
            continue
        if calls:
            yield calls
            calls = []
        yield event
    if calls:
        yield calls


def _seen(calls: list[Call], book: int) -> list[Seen]:
    try:
        at = seconds(calls[0].at)
    except ValueError:
        at = 0.0
    return [fingerprint(call.service_call, call.args, at, call.tab, book) for call in calls]


def _causes(calls: list[Call]) -> list[Cause]:
    """What the calls of one request may have come from, as far as each says: OTYS Go!'s own housekeeping among them
    says nothing about the others."""
    if len(calls) == 1 and calls[0].causes:
        return calls[0].causes
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
