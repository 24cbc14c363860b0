"""What has to outlive a command on this machine: times and numbers, never a secret, an address or a value."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from owskit_addon.errors import OwskitError
from owskit_addon.folders import make_missing


def folder() -> Path:
    """For its owner only. Raises OwskitError where it cannot be made."""
    import platformdirs

    found = Path(platformdirs.user_state_dir("owskit", appauthor=False)) / "webhooks"
    try:
        make_missing(found)
    except OSError as error:
        raise OwskitError(f"{found} cannot be made: {error.strerror}.", "Look at the rights there.") from None
    return found


def read(name: str) -> Any:
    """The JSON of a file in the folder; None where there is none that can be read."""
    with suppress(OSError, ValueError, RecursionError):
        return msgspec.json.decode((folder() / name).read_bytes())
    return None


def write(name: str, value: Any) -> None:
    """Replaces a file in one step, 0600. Raises OwskitError."""
    target = folder() / name
    fresh = target.with_name(f"{name}.{os.getpid()}")
    try:
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(msgspec.json.encode(value))
        fresh.replace(target)
    except OSError as error:
        raise OwskitError(
            f"{target} cannot be written: {error.strerror}.", "Make room, or look at the rights."
        ) from None
