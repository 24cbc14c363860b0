"""Writes a value that is another one each time."""

from generated import Decision, Event, Ows, done


def handle(event: Event, ows: Ows) -> Decision:
    now = ows.call("VacancyService.getDetail", event.uid, {"extraInfo9": 1})
    ows.update("VacancyService.update", str(event.uid), {"extraInfo9": str(int(now.get("extraInfo9") or 0) + 1)})
    return done()
