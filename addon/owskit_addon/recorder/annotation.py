"""What mitmproxy's own pages and saved flows show of a recorded flow: its action, its calls, and whether one writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from owskit_addon.capture.events import Call
from owskit_addon.service_call import kind_of

if TYPE_CHECKING:
    from mitmproxy.http import HTTPFlow

META = "owskit"
"""The key in the flow's metadata: `~meta CandidateService.updateEx` finds the flow."""
WRITE = ":pencil2:"


class Note(msgspec.Struct, frozen=True, array_like=True):
    """Names only, never a value: of the calls, of the first one's action; and whether a call writes."""

    calls: str
    action: str
    writes: bool


def note_of(calls: Sequence[Call], label_of: Callable[[str | None], str]) -> Note | None:
    """None where there is nothing to say."""
    action = next((label for call in calls if (label := label_of(call.action))), "")
    return named([call.service_call for call in calls], action)


def named(names: Sequence[str], action: str = "") -> Note | None:
    """The note on service calls by their names. None where there are none."""
    if not names:
        return None
    return Note(
        calls=" ".join(dict.fromkeys(names)), action=action, writes=any(kind_of(name) == "write" for name in names)
    )


def annotate(flow: HTTPFlow, note: Note | None) -> None:
    """A comment or a mark of the person's own stays."""
    if note is None:
        return
    flow.metadata[META] = note.calls
    if not flow.comment:
        flow.comment = note.action
    if not flow.marked and note.writes:
        flow.marked = WRITE
