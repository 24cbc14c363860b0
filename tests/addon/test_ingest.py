"""An exchange as the events that are written of it."""

from __future__ import annotations

import json

import pytest

from owskit_addon.actions import Actions
from owskit_addon.capture.events import Call, Problem
from owskit_addon.exchange import Exchange
from owskit_addon.ingest import UNNAMED, events_of
from owskit_addon.redaction import Redactor


@pytest.mark.parametrize(("ms", "written"), [(3.0758380889, 3.1), (99.99990463, 100.0), (None, None)])
def test_times_are_as_exact_from_a_file_as_from_a_proxy(ms: float | None, written: float | None) -> None:
    body = json.dumps({"method": "check", "params": ["s"], "id": 1}).encode()
    exchange = Exchange(id="1", host="a.otys.nl", path="/jservice.php", at=1.7e9, ms=ms, request_body=body)
    (call,) = [event for event in events_of(exchange, Redactor(), Actions()) if isinstance(event, Call)]
    assert call.ms == written


def test_a_secret_in_place_of_a_name_is_not_written_and_a_common_word_is_none() -> None:
    redactor, session = Redactor(), "q7w8e9r0t1y2u3i4o5p6a7s8d9"
    events = []
    for method, params in [
        ("login", ["somebody", "update", None, None, "phoenix"]),
        ("Otys.Services.CandidateService.update", [session, "17", {}]),
        (f"Otys.Services.CandidateService.get{session}", None),
    ]:
        body = json.dumps({"method": method, "params": params, "id": 1}).encode()
        answer = b'{"result":true,"id":1}'
        events += events_of(
            Exchange(
                id="1", host="a.otys.nl", path="/x", at=1.7e9, request_body=body, status=200, response_body=answer
            ),
            redactor,
            Actions(),
        )
    calls = [event.service_call for event in events if isinstance(event, Call)]
    assert calls == ["login", "CandidateService.update"]
    assert [event.what for event in events if isinstance(event, Problem)] == [UNNAMED]
    assert session not in str(events)
