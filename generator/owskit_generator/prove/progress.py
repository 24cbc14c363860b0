"""How far a proof has come, for a bar."""

from __future__ import annotations

from typing import NamedTuple


class Progress(NamedTuple):
    """What has been done, and how much of all."""

    what: str
    done: int
    of: int
