"""What could not be read of a file to import, as a value: reading goes on behind it."""

from __future__ import annotations

import msgspec


class SourceProblem(msgspec.Struct, frozen=True):
    """What, and where in the file. Our own words only, never traffic.

    `exchange` is the id of the exchange that came before and has the fault; empty where there is none to have it.
    """

    what: str
    where: str = ""
    exchange: str = ""
