"""What the page script and `owskit mark` say to us stands in no list of flows: it is none of the person's traffic."""

from __future__ import annotations

import asyncio

from mitmproxy import ctx
from mitmproxy.http import HTTPFlow

_WAIT = 0.2
_TRIES = 50


def hide(flow: HTTPFlow) -> None:
    """Takes the flow out of mitmweb's and mitmproxy's list once it is answered: before that it would be ended by it."""
    view = ctx.master.addons.get("view")  # type: ignore[no-untyped-call]
    if view is None:
        return
    loop = asyncio.get_running_loop()

    def remove(tries: int) -> None:
        if not flow.killable:
            view.remove([flow])
        elif tries:
            loop.call_later(_WAIT, remove, tries - 1)

    loop.call_later(_WAIT, remove, _TRIES)
