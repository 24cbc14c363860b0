"""From one HTTP exchange to its service calls (`ows.md` 2). Never raises for what the traffic holds."""

from owskit_addon.wire.calls import Reading, WireCall, WireProblem
from owskit_addon.wire.reading import read_calls
from owskit_addon.wire.sniff import looks_like_ows

__all__ = ["Reading", "WireCall", "WireProblem", "looks_like_ows", "read_calls"]
