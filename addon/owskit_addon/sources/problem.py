"""What could not be read of a file to import, as a value: reading goes on behind it."""

from __future__ import annotations

import msgspec


class SourceProblem(msgspec.Struct, frozen=True):
    """What, and where in the file. Our own words only, never traffic."""

    what: str
    where: str = ""
