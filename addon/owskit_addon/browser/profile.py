"""The folder of a throw-away browser. It holds a session's cookies, so it does not stay, however a recording ended."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from owskit_addon.folders import claim, sweep

PREFIX = "owskit-browser-"
_PATIENCE = 5.0


class Profile:
    """A folder with mode 0700 that is removed by `remove`, or by the next recording if this process dies before."""

    def __init__(self, program: str) -> None:
        parent = parent_for(program)
        sweep(parent, PREFIX)
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        self._fd = claim(self.folder)

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
