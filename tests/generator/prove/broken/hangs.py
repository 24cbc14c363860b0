"""Never comes back."""

import time

from generated import Decision, Event, Ows, done


def handle(event: Event, ows: Ows) -> Decision:
    time.sleep(600)
    return done()
