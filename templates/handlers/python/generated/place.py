"""Where in the project an error was raised."""

from __future__ import annotations

import traceback
from pathlib import Path


def place_of(error: BaseException) -> str:
    """File and line where it was raised, the handlers' own first. No message: it may hold a person's data."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).parent.name == "handlers"] or frames
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "nowhere"
