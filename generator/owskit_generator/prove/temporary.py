"""The folder of a proof: copies of a project, and their stores. It does not stay, however the proof ended."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from owskit_addon.capture.lock import try_lock

_LOCK = "owskit.proof.lock"


@contextmanager
def temporary_folder(prefix: str) -> Iterator[Path]:
    """Gone at the end; what a proof that was killed left behind goes now: folders whose lock nobody holds."""
    parent = Path(tempfile.gettempdir())
    with suppress(OSError):
        for left in parent.glob(f"{prefix}*"):
            _sweep(left)
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        held = os.open(Path(name) / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try_lock(held)
            yield Path(name)
        finally:
            os.close(held)


def _sweep(folder: Path) -> None:
    try:
        if folder.is_symlink() or (hasattr(os, "geteuid") and folder.lstat().st_uid != os.geteuid()):
            return
        held = os.open(folder / _LOCK, os.O_RDWR)
    except OSError:
        return  # not ours, or it is being made
    try:
        free = try_lock(held)
    finally:
        os.close(held)
    if free:
        shutil.rmtree(folder, ignore_errors=True)
