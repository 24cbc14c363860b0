"""Writes what time it is, to the second."""

from datetime import datetime

from generated import Decision, Event, Ows, done


def handle(event: Event, ows: Ows) -> Decision:
    ows.update("VacancyService.update", str(event.uid), {"extraInfo9": datetime.now().strftime("%H:%M:%S")})
    return done()
