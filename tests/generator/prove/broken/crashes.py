"""Takes its process along at the second event."""

import os
from pathlib import Path

from generated import Decision, Event, Ows, done


def handle(event: Event, ows: Ows) -> Decision:
    seen = Path("seen")
    if seen.exists():
        os._exit(3)
    seen.touch()
    return done()
