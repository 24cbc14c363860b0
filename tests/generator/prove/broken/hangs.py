"""Never comes back."""

import time
from pathlib import Path

from generated import Decision, Event, Ows, done


def handle(event: Event, ows: Ows) -> Decision:
    Path("started").touch()
    time.sleep(600)
    return done()
