"""One problem, with its place and its cure."""

from __future__ import annotations

from typing import Literal

import msgspec

Level = Literal["error", "warning", "note"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """`file`, `line` and `column` (from 1) say where; line 0 where there is no line to show. `trigger` is empty where
    it concerns none in particular."""

    code: str
    level: Level
    trigger: str
    what: str
    cure: str
    file: str
    line: int = 0
    column: int = 0
