"""Changes in sentences, as plain text on one line; what happened to one record in several calls is said once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from owskit_generator.catalogue.changes import Change
from owskit_generator.catalogue.links import LIST, MAP
from owskit_generator.catalogue.markdown import single_line
from owskit_generator.catalogue.sentences import Say
from owskit_generator.catalogue.words import of_type

MOST_CALLS = 3


class Alike(NamedTuple):
    """The same change in one or more `calls`; `field` is what their records have in common where there are several."""

    change: Change
    calls: tuple[str, ...]
    field: str


def alike(changes: Iterable[Change]) -> list[Alike]:
    """In the order of the first of each. OWS gives the same record in lists and details, in another wrapper each."""
    found: dict[tuple[object, ...], list[Change]] = {}
    for number, change in enumerate(changes):
        tail = _in_record(change.path)
        service = change.service_call.rpartition(".")[0] if len(tail) == 1 else ""
        types = (change.before, change.after) if change.what == "type_changed" else ()
        own = "" if tail and change.part else number
        found.setdefault((change.what, change.breaking, change.part, tail, service, types, own), []).append(change)
    return [Alike(group[0], tuple(change.service_call for change in group), _field(group)) for group in found.values()]


def _in_record(path: tuple[str, ...]) -> tuple[str, ...]:
    """What stands in a record, without the position or list that it stands in."""
    last = max(
        (number for number, segment in enumerate(path) if segment in {LIST, MAP} or segment.isdigit()), default=-1
    )
    return path[last + 1 :]


def _field(group: list[Change]) -> str:
    return group[0].field if len(group) == 1 else ".".join(_in_record(group[0].path))


def sentence(found: Alike, say: Say) -> str:
    """Names from traffic are in it as text that steers nothing."""
    change = found.change
    joiner = f" {say('or')} " if change.what == "type_changed" else ", "
    calls = ", ".join(map(single_line, found.calls[:MOST_CALLS]))
    if (more := len(found.calls) - MOST_CALLS) > 0:
        calls += f" {say('more_calls', count=more)}"
    return single_line(
        say.plain(change.what).format(
            call=calls,
            field=single_line(found.field),
            before=joiner.join(_said(change, change.before, say)) or say("none"),
            after=joiner.join(_said(change, change.after, say)) or say("none"),
            event=single_line(change.event) or say("no_place"),
            way=single_line(change.way),
        )
    )


def _said(change: Change, parts: tuple[str, ...], say: Say) -> list[str]:
    """Types in the words of the tables of fields; names of calls as they are."""
    return [single_line(of_type(part, say) if change.what == "type_changed" else part) for part in parts]
