"""Folders for what is its person's alone (design.md 6)."""

from __future__ import annotations

from pathlib import Path


def make_missing(folder: Path) -> None:
    """Makes a folder and what is missing above it, each 0700 under any umask; one that is there stays as it is.

    `Path.mkdir(parents=True)` gives the rights to the last one only. Raises OSError.
    """
    for missing in reversed([folder, *folder.parents]):
        if not missing.exists():
            missing.mkdir(mode=0o700, exist_ok=True)
