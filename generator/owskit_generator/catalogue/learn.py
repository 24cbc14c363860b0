"""Events of captures in, one at a time; what they show of each service call and each action out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from owskit_addon.capture.events import Action, Call, CaptureStart, Event, Problem, Way
from owskit_generator.catalogue.shape import Shape, merge, see

MOST_POSITIONS = 32


class Args(msgspec.Struct):
    """Arguments by position, whether a list or an object with numeric keys carried them (`ows.md` 2.5).

    `named` are other members of such an object, `rest` what stands beyond position 31. `forms` counts `list`,
    `object`, `null` and `other`. `session` counts session ids at position 0.
    """

    seen: int = 0
    forms: dict[str, int] = {}
    session: int = 0
    positions: dict[int, Shape] = {}
    named: Shape = msgspec.field(default_factory=Shape)
    rest: Shape = msgspec.field(default_factory=Shape)


class Seen(msgspec.Struct):
    """One service call. `actions` counts calls by action id and how sure that is; `loose` those without an action."""

    count: int = 0
    outcomes: dict[str, int] = {}
    envelopes: dict[tuple[str, ...], int] = {}
    actions: dict[tuple[str, str, bool], int] = {}
    loose: dict[str, int] = {}
    args: Args = msgspec.field(default_factory=Args)
    result: Shape = msgspec.field(default_factory=Shape)
    error: Shape = msgspec.field(default_factory=Shape)


class Recorded(msgspec.Struct):
    """One recording: a file, or a part of a file where a recording went on in it."""

    source: str
    started: str
    values: str
    calls: int = 0


class Learned(msgspec.Struct):
    """All that the captures showed. `actions` by id, the last event of an id (it may have a new label)."""

    captures: list[Recorded] = []
    actions: dict[str, Action] = {}
    calls: dict[str, Seen] = {}
    problems: dict[str, int] = {}


def learn(events: Iterable[Event]) -> Learned:
    """Reads events to their end; keeps none of them but the actions."""
    learned = Learned()
    for event in events:
        match event:
            case CaptureStart():
                learned.captures.append(Recorded(event.source, event.started, event.values))
            case Action():
                learned.actions[event.id] = event
            case Call():
                if learned.captures:
                    learned.captures[-1].calls += 1
                plain = bool(learned.captures) and learned.captures[-1].values != "tokens"
                _see_call(learned.calls.setdefault(event.service_call, Seen()), event, plain)
            case Way():
                pass  # what a checklist asked for is no call
            case Problem():
                learned.problems[event.what] = learned.problems.get(event.what, 0) + 1
    return learned


def _see_call(seen: Seen, call: Call, plain: bool) -> None:
    seen.count += 1
    _count(seen.outcomes, call.outcome)
    _count(seen.envelopes, tuple(call.envelopes))
    if call.action is None:
        _count(seen.loose, call.sure)
    else:
        _count(seen.actions, (call.action, call.sure, call.outcome == "ok"))
    see_args(seen.args, call.args, plain=plain)
    if call.outcome == "ok":
        see(seen.result, call.result, plain=plain)
    elif call.error is not None:
        see(seen.error, call.error, plain=plain)


def see_args(args: Args, value: Any, *, plain: bool = False) -> None:
    """Adds the arguments of one call, in whatever form they were sent."""
    args.seen += 1
    match value:
        case None:
            _count(args.forms, "null")
        case list():
            _count(args.forms, "list")
            _see_positions(args, dict(enumerate(value)), plain)
        case dict():
            _count(args.forms, "object")
            numbered = {
                int(key): item for key, item in value.items() if key.isascii() and key.isdigit() and len(key) < 6
            }
            _see_positions(args, numbered, plain)
            named = {key: item for key, item in value.items() if not (key.isascii() and key.isdigit() and len(key) < 6)}
            if named:
                see(args.named, named, plain=plain)
        case _:
            _count(args.forms, "other")
            see(args.rest, value, plain=plain)


def _see_positions(args: Args, values: dict[int, Any], plain: bool) -> None:
    for position, value in values.items():
        if position >= MOST_POSITIONS:
            see(args.rest, value, plain=plain)
            continue
        if position == 0 and is_session(value):
            args.session += 1
        see(args.positions.setdefault(position, Shape()), value, plain=plain)


def is_session(value: Any) -> bool:
    """Whether a value is the token that stands for a session id."""
    return isinstance(value, str) and value.startswith(("tok:secret:session", "tok:session:"))


def merge_args(into: Args, other: Args) -> Args:
    """Everything both have seen, in `into`."""
    into.seen += other.seen
    into.session += other.session
    for form, count in other.forms.items():
        _count(into.forms, form, count)
    for position, shape in other.positions.items():
        into.positions[position] = merge(into.positions.get(position) or Shape(), shape)
    merge(into.named, other.named)
    merge(into.rest, other.rest)
    return into


def _count[K](counts: dict[K, int], key: K, by: int = 1) -> None:
    counts[key] = counts.get(key, 0) + by
