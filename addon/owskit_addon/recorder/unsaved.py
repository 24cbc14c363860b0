"""What the page script and `owskit mark` say to us is not saved with mitmproxy's `-w` or `hardump`.

It holds the tokens of the recording, and is none of the person's traffic. mitmproxy's own option for what is saved
leaves it out, so that it is seen there.
"""

from __future__ import annotations

import asyncio

from mitmproxy import ctx

OPTIONS = frozenset({"save_stream_file", "save_stream_filter", "hardump"})
WITHOUT_OURS = r'!(~d "^owskit\.internal$" | ~u "^[^?]*/owskit-[0-9a-f]{16}/")'


def keep_out() -> None:
    """Adds to the filter, where anything is saved and the filter does not say it yet."""
    given = getattr(ctx.options, "save_stream_filter", None) or ""
    saved = any(getattr(ctx.options, name, None) for name in ("save_stream_file", "hardump"))
    if WITHOUT_OURS in given or not saved:
        return
    wanted = f"({given}) & {WITHOUT_OURS}" if given else WITHOUT_OURS
    ctx.options.update(save_stream_filter=wanted)  # type: ignore[no-untyped-call]


def keep_out_soon() -> None:
    """The same from `configure`, in which no option can be set."""
    try:
        asyncio.get_running_loop().call_soon(keep_out)
    except RuntimeError:
        keep_out()
