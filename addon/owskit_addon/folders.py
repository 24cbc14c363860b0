"""Folders for what is its person's alone (design.md 6)."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from owskit_addon.capture.lock import try_lock

_LOCK = "owskit.lock"


def make_missing(folder: Path) -> None:
    """Makes a folder and what is missing above it, each 0700 under any umask; one that is there stays as it is.

    `Path.mkdir(parents=True)` gives the rights to the last one only. Raises OSError.
    """
    for missing in reversed([folder, *folder.parents]):
        if not missing.exists():
            missing.mkdir(mode=0o700, exist_ok=True)


def claim(folder: Path) -> int:
    """Says that a temporary folder is in use, until the descriptor that this gives is closed or the process ends."""
    held = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try_lock(held)
    return held


def sweep(parent: Path, prefix: str) -> None:
    """Removes what processes that were killed left behind: our own folders of this prefix that nobody claims."""
    with suppress(OSError):
        for folder in parent.glob(f"{prefix}*"):
            if _left_behind(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _left_behind(folder: Path) -> bool:
    try:
        about = folder.lstat()
        if not stat.S_ISDIR(about.st_mode) or (hasattr(os, "geteuid") and about.st_uid != os.geteuid()):
            return False
        held = os.open(folder / _LOCK, os.O_RDWR)
    except OSError:
        return False  # not ours, or it is being made
    try:
        return try_lock(held)
    finally:
        os.close(held)
