"""Calls what triggers.yaml does not say."""

from generated import Decision, Event, Ows, done


def handle(event: Event, ows: Ows) -> Decision:
    ows.call("VacancyService.setExtraFieldValue", event.uid, "1", "seen")
    return done()
