"""What mitmproxy's own pages and saved flows show of a recorded flow: its action, its calls, and whether one writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mitmproxy.http import HTTPFlow

from owskit_addon.capture.events import Call
from owskit_addon.service_call import kind_of

META = "owskit"
"""The key in the flow's metadata: `~meta CandidateService.updateEx` finds the flow."""
WRITE = ":pencil2:"


def annotate(flow: HTTPFlow, calls: Sequence[Call], label_of: Callable[[str | None], str]) -> None:
    """Names only, never a value; a comment or a mark of the person's own stays."""
    if not calls:
        return
    flow.metadata[META] = " ".join(dict.fromkeys(call.service_call for call in calls))
    if not flow.comment:
        flow.comment = next((label for call in calls if (label := label_of(call.action))), "")
    if not flow.marked and any(kind_of(call.service_call) == "write" for call in calls):
        flow.marked = WRITE
