"""What captures showed, as plain data that merges in any order."""

from __future__ import annotations

import copy
from typing import Any, NamedTuple

import msgspec

from owskit_addon.redaction.safe import KNOWN_MESSAGES
from owskit_generator.catalogue.args import Args, merge_args
from owskit_generator.catalogue.links import Links, merge_links
from owskit_generator.catalogue.shape import Shape, add, merge


class ActionKey(NamedTuple):
    """What makes an action the same as another. Gaps have numbers for names, so each is its own (`own`)."""

    label: str
    how: str
    where: str
    business_event: str
    way: str
    own: str


class Fault(NamedTuple):
    """An error that OWS gave. `message` only where it is known to hold nobody's data, else empty."""

    code: int | None
    message: str


class Seen(msgspec.Struct):
    """One service call. `actions` counts calls by action, by how sure that is, and by success; `loose` those without
    an action; `present` counts the times an action had the call at all."""

    count: int = 0
    outcomes: dict[str, int] = {}
    envelopes: dict[tuple[str, ...], int] = {}
    actions: dict[tuple[ActionKey, str, bool], int] = {}
    present: dict[ActionKey, int] = {}
    loose: dict[str, int] = {}
    args: Args = msgspec.field(default_factory=Args)
    result: Shape = msgspec.field(default_factory=Shape)
    error: Shape = msgspec.field(default_factory=Shape)
    faults: dict[Fault, int] = {}


class Recorded(NamedTuple):
    """One recording: a file, or a part of a file where a recording went on in it."""

    started: str
    source: str
    values: str
    calls: int


class Done(msgspec.Struct):
    """How often an action was done, and when first."""

    count: int = 0
    first: str = ""


class WayKey(NamedTuple):
    """A line of a checklist."""

    business_event: str
    way: str


class WaySaid(NamedTuple):
    """What was said of it last: `listed`, `added`, `skipped` (for `reason`) or `open`; to be done so many times."""

    at: str
    state: str
    reason: str
    times: int


class Learned(msgspec.Struct):
    """All that the captures showed."""

    captures: list[Recorded] = []
    actions: dict[ActionKey, Done] = {}
    ways: dict[WayKey, WaySaid] = {}
    calls: dict[str, Seen] = {}
    problems: dict[str, int] = {}
    links: Links = {}


def merged(one: Learned, other: Learned) -> Learned:
    """Both as one, in whatever order: a new value that shares nothing with either."""
    into = copy.deepcopy(one)
    into.captures = sorted([*one.captures, *other.captures])
    for key, done in other.actions.items():
        mine = into.actions.setdefault(key, Done(0, done.first))
        mine.count += done.count
        mine.first = min(mine.first, done.first)
    for way, said in other.ways.items():
        into.ways[way] = max(into.ways.get(way, said), said)
    add(into.problems, other.problems)
    for name, seen in other.calls.items():
        merge_seen(into.calls.setdefault(name, Seen()), seen)
    merge_links(into.links, other.links)
    return into


def merge_seen(into: Seen, other: Seen) -> None:
    """Everything both have seen of one service call, in `into`."""
    into.count += other.count
    add(into.outcomes, other.outcomes)
    add(into.envelopes, other.envelopes)
    add(into.actions, other.actions)
    add(into.present, other.present)
    add(into.loose, other.loose)
    add(into.faults, other.faults)
    merge_args(into.args, other.args)
    merge(into.result, other.result)
    merge(into.error, other.error)


def fault_of(error: Any) -> Fault:
    """Code and known message of an `error` (`ows.md` 2.4: the code may be missing)."""
    if not isinstance(error, dict):
        return Fault(None, "")
    code, message = error.get("code"), error.get("message")
    return Fault(
        code if type(code) is int and abs(code) < 100_000 else None,
        message if isinstance(message, str) and message in KNOWN_MESSAGES else "",
    )
