"""Writing what people get: whole or not at all, folders 0700 and files 0600 (design.md 6)."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from owskit_addon.errors import GenerateError
from owskit_addon.folders import make_missing


def make_folder(folder: Path) -> None:
    """The folder and what is missing above it. Raises GenerateError; one that is there stays as it is."""
    try:
        make_missing(folder)
        if not folder.is_dir():
            raise NotADirectoryError(0, "a file of that name is in the way")
    except OSError as error:
        raise _unwritable(folder, error) from None


def write_whole(path: Path, text: str | bytes) -> None:
    """Replaces a file in one step, so that nobody ever reads half of it; a file that was there keeps its rights.

    Line ends stay as they are in `text`, which is written as UTF-8. Raises GenerateError, and then what was there is
    still there.
    """
    target = path.resolve() if path.is_symlink() else path
    temporary: str | None = None
    try:
        # mkstemp makes the file 0600.
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8") if isinstance(text, str) else text)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            Path(temporary).chmod(target.stat().st_mode & 0o777)
        Path(temporary).replace(target)
    except OSError as error:
        if temporary is not None:
            with suppress(OSError):
                Path(temporary).unlink()
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> GenerateError:
    reason = (error.strerror or "the system refuses").lower()
    return GenerateError(f"{path} cannot be written: {reason}.", "Name another place with --out, or make room there.")
