"""What mitmproxy's pages show where nothing is recorded: the names of the calls, and whether one writes."""

from __future__ import annotations

from mitmproxy.http import HTTPFlow

from owskit_addon.recorder.annotation import annotate, named
from owskit_addon.recorder.exchanges import Taken, exchange_of
from owskit_addon.wire import read_calls

HOW = (
    "Service calls are shown; nothing is recorded. To record, name a file: --set owskit_capture=session.jsonl, "
    "or the option owskit_capture while it runs."
)


def show(flow: HTTPFlow, taken: Taken) -> None:
    annotate(flow, named([call.service_call for call in read_calls(exchange_of(taken)).calls]))
