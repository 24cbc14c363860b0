"""The folder of a proof: copies of a project, and their stores. It does not stay, however the proof ended."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from owskit_addon.folders import claim, sweep


@contextmanager
def temporary_folder(prefix: str) -> Iterator[Path]:
    """Gone at the end; what a proof that was killed left behind goes now."""
    sweep(Path(tempfile.gettempdir()), prefix)
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        held = claim(Path(name))
        try:
            yield Path(name)
        finally:
            os.close(held)
