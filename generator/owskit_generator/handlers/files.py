"""What a project is made of while it is in memory, and whose each file is (design.md 5.7)."""

from __future__ import annotations

import hashlib
from typing import Literal

import msgspec

Owner = Literal["ours", "shared", "yours"]
"""ours: written again each time, a changed file is kept aside · shared: ours until the person changes it, then theirs ·
yours: written once, never touched again."""

Language = Literal["python", "php"]


class File(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of one file, with `\\n` as line end on every system."""

    content: bytes
    owner: Owner


Files = dict[str, File]
"""By path from the project's folder, with `/` on every system."""


def digest(content: bytes) -> str:
    """SHA-256 in hex. Line ends do not count: git may change them on Windows, which is no change of a person's."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()
