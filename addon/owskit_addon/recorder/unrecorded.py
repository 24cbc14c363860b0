"""What mitmproxy's pages show where nothing is recorded: the names of the calls, and whether one writes."""

from __future__ import annotations

from mitmproxy.http import HTTPFlow

from owskit_addon.recorder.annotation import META, WRITE
from owskit_addon.recorder.exchanges import Taken, exchange_of
from owskit_addon.service_call import kind_of
from owskit_addon.wire import read_calls

HOW = (
    "Service calls are shown; nothing is recorded. To record, name a file: --set owskit_capture=session.jsonl, "
    "or the option owskit_capture while it runs."
)


def show(flow: HTTPFlow, taken: Taken) -> None:
    """Names only, never a value; a mark of the person's own stays."""
    names = list(dict.fromkeys(call.service_call for call in read_calls(exchange_of(taken)).calls))
    if names:
        flow.metadata[META] = " ".join(names)
    if not flow.marked and any(kind_of(name) == "write" for name in names):
        flow.marked = WRITE
