"""The folder of a throw-away browser. It holds a session's cookies, so it does not stay, however a recording ended."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from owskit_addon.capture.lock import try_lock

PREFIX = "owskit-browser-"
_LOCK = "owskit.lock"
_PATIENCE = 5.0


class Profile:
    """A folder with mode 0700 that is removed by `remove`, or by the next recording if this process dies before."""

    def __init__(self, program: str) -> None:
        parent = parent_for(program)
        sweep(parent)
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        self._fd = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try_lock(self._fd)

    def remove(self) -> None:
        """Once. As far as it goes: a browser that is just ending may hold a file a moment longer (Windows)."""
        os.close(self._fd)
        deadline = time.monotonic() + _PATIENCE
        shutil.rmtree(self.folder, ignore_errors=True)
        while self.folder.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
            shutil.rmtree(self.folder, ignore_errors=True)


def parent_for(program: str) -> Path:
    """Where the profile goes. A browser from a snap sees neither the common temporary folder nor hidden ones."""
    path = Path(program)
    if path.parent == Path("/snap/bin"):
        own = Path.home() / "snap" / path.name / "common"
        if own.is_dir():
            return own
    return Path(tempfile.gettempdir())


def sweep(parent: Path) -> None:
    """Removes what recordings that were killed left behind: our own folders whose lock nobody holds."""
    with suppress(OSError):
        for folder in parent.glob(f"{PREFIX}*"):
            if _left_behind(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _left_behind(folder: Path) -> bool:
    try:
        about = folder.lstat()
        if not stat.S_ISDIR(about.st_mode) or (hasattr(os, "geteuid") and about.st_uid != os.geteuid()):
            return False
        fd = os.open(folder / _LOCK, os.O_RDWR)
    except OSError:
        return False  # not ours, or it is being made
    try:
        return try_lock(fd)
    finally:
        os.close(fd)
