"""The store. Nothing is kept in it yet; that it can be written is part of being ready."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def writable(path: Path) -> bool:
    """Whether a row could be written now. Makes the file and its folder where they are not there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=2, isolation_level=None)) as store:
            store.execute("BEGIN IMMEDIATE")
            store.execute("CREATE TABLE IF NOT EXISTS ready (at TEXT)")
            store.execute("COMMIT")
    except (OSError, sqlite3.Error):
        return False
    return True
