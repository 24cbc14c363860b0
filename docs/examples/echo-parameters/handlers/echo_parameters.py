"""Says which client and user made the call (manual 3.2.1, URL parameters)."""

from __future__ import annotations

from generated import Decision, Event, Ows, done, skip


def handle(event: Event, ows: Ows) -> Decision:
    """Numbers of a client and a user are no personal data by themselves, so they may stand in OTYS' log."""
    if event.client is None or event.user is None:
        return skip("OTYS did not say who it was")
    return done(f"Candidate was updated by client {event.client} and user {event.user}")
