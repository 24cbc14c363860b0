"""Sends an assessment when a candidate's status becomes "Send assessment", and sets the next one (manual 3.2.4)."""

from __future__ import annotations

import os

import httpx
from generated import Decision, Event, Ows, done, skip

SEND_ASSESSMENT = 12345
AWAITING_ASSESSMENT = 12346


def handle(event: Event, ows: Ows) -> Decision:
    """The trigger lets only deliveries with the status "Send assessment" through."""
    if event.uid is None:
        return skip("no single candidate")

    # The delivery says what the status was set to; what it is by now decides.
    candidate = ows.call("CandidateService.getDetail", event.uid, {"statusId": 1})
    if str(candidate.get("statusId")) != str(SEND_ASSESSMENT):
        return skip("the status has changed since")

    send_assessment(event.uid)
    ows.call("CandidateService.updateEx", event.uid, {"statusId": AWAITING_ASSESSMENT})
    return done("assessment sent")


def send_assessment(uid: str) -> None:
    """Stands for the system that sends assessments."""
    httpx.post(os.environ["ASSESSMENT_URL"], json={"candidate": uid}, timeout=10).raise_for_status()
