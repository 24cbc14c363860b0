"""One set of tests in two sizes: `OWSKIT_SOAK=1` (`make soak`) takes the long one."""

from __future__ import annotations

import os

SOAK = os.environ.get("OWSKIT_SOAK") == "1"


def size(short: int, long: int) -> int:
    """How often, how many or how large."""
    return long if SOAK else short
