"""Writes which day it is: the same in both runs."""

from datetime import date

from generated import Decision, Event, Ows, done


def handle(event: Event, ows: Ows) -> Decision:
    ows.update("VacancyService.update", str(event.uid), {"extraInfo9": date.today().isoformat()})
    return done()
