"""A handler of the proof: behaves as the record that it is woken for says (`extraInfo1`)."""

from __future__ import annotations

import uuid

from generated import Decision, Event, Ows, OwsError, done, skip


def handle(event: Event, ows: Ows) -> Decision:
    if event.uid is None:
        return skip("no record")
    service = event.service_call.partition(".")[0]
    if service == "CandidateService":
        return _candidate(event, ows)
    record = ows.call("VacancyService.getDetail", event.uid, {"title": 1, "extraInfo1": 1, "extraInfo2": 1})
    title = str(record.get("title") or "")
    behaviour = str(record.get("extraInfo1") or "none")
    if behaviour == "normalise":
        ows.update("VacancyService.update", event.uid, {"title": normal(title)})
    elif behaviour == "essential":
        ows.update("VacancyService.update", event.uid, {"title": normal(title)}, essential=True)
    elif behaviour == "careful":
        try:
            ows.update("VacancyService.update", event.uid, {"title": normal(title)})
        except OwsError:
            return skip("refused")
    elif behaviour == "stamp":
        ows.update("VacancyService.update", event.uid, {"description": new_value()})
    elif behaviour == "restamp":
        ows.update("VacancyService.update", event.uid, {"title": new_value()})
    elif behaviour == "follow":
        ows.update("VacancyService.update", event.uid, {"location": f"place of {title}"})
    elif behaviour == "mail":
        if ows.update("VacancyService.update", event.uid, {"title": normal(title)}):
            ows.call("EmailService.send", {"subject": "normalised", "htmlMessage": "", "To": "proof@example.com"})
    elif behaviour == "five":
        for uid in [event.uid, *str(record.get("extraInfo2") or "").split(",")]:
            other = ows.call("VacancyService.getDetail", uid, {"title": 1})
            ows.update("VacancyService.update", uid, {"title": normal(str(other.get("title") or ""))})
    elif behaviour == "batch":
        if title != normal(title):
            ows.batch([("VacancyService.update", event.uid, {"title": normal(title)})])
    return done()


def _candidate(event: Event, ows: Ows) -> Decision:
    """Two handlers of which each writes the call that wakes the other."""
    record = ows.call("CandidateService.getDetail", event.uid, {"extraInfo1": 1})
    wakes_second = event.service_call == "CandidateService.update"
    if wakes_second:
        ows.update("CandidateService.updateEx", str(event.uid), {"note": new_value()})
    elif record.get("extraInfo1") == "cycle":
        ows.update("CandidateService.update", str(event.uid), {"note": new_value()})
    else:
        some = ows.call("VacancyService.getListEx", {"limit": 1})["listOutput"][0]["uid"]
        ows.call("VacancyService.setExtraFieldValue", some, "1", "reacted")
    return done()


def normal(title: str) -> str:
    return title.strip().upper()


def new_value() -> str:
    return uuid.uuid4().hex
