"""Keeps what OTYS posted, one line a delivery, to look at while developing (manual 3.2.1)."""

from __future__ import annotations

import json
import os

from generated import Decision, Event, Ows, done


def handle(event: Event, ows: Ows) -> Decision:
    """Appends the delivery to a file of the developer's; the answer would stand in OTYS' log, where others read."""
    delivery = {
        "service_call": event.service_call,
        "args": event.args,
        "result": event.result,
        "client": event.client,
        "user": event.user,
    }
    file = os.environ.get("DELIVERIES_FILE", "deliveries.jsonl")
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as lines:
        lines.write(json.dumps(delivery) + "\n")
    return done("kept")
