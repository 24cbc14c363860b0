"""Fails on every event."""

from generated import Decision, Event, Ows


def handle(event: Event, ows: Ows) -> Decision:
    raise ValueError("a name that must not be shown: Jansen")
