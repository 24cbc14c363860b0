"""Does nothing, and says nothing of it."""

from generated import Event, Ows


def handle(event: Event, ows: Ows) -> None:
    return None
