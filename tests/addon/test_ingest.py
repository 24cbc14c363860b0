"""An exchange as the events that are written of it."""

from __future__ import annotations

import json

import pytest

from owskit_addon.actions import Actions
from owskit_addon.capture.events import Call
from owskit_addon.exchange import Exchange
from owskit_addon.ingest import events_of
from owskit_addon.redaction import Redactor


@pytest.mark.parametrize(("ms", "written"), [(3.0758380889, 3.1), (99.99990463, 100.0), (None, None)])
def test_times_are_as_exact_from_a_file_as_from_a_proxy(ms: float | None, written: float | None) -> None:
    body = json.dumps({"method": "check", "params": ["s"], "id": 1}).encode()
    exchange = Exchange(id="1", host="a.otys.nl", path="/jservice.php", at=1.7e9, ms=ms, request_body=body)
    (call,) = [event for event in events_of(exchange, Redactor(), Actions()) if isinstance(event, Call)]
    assert call.ms == written
