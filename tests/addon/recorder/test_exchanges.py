"""A flow as an exchange: live, and the same from mitmproxy's file."""

from __future__ import annotations

from pathlib import Path

import pytest
from mitmproxy.http import HTTPFlow
from mitmproxy.io import FlowWriter
from mitmproxy.test import tflow

from owskit_addon.exchange import Exchange
from owskit_addon.recorder.exchanges import exchange_of, taken_from
from owskit_addon.sources import exchanges


def made(*, broken: bool) -> HTTPFlow:
    flow = tflow.tflow(resp=True, err=broken)
    flow.request.host = "Example.OTYSapp.com."
    flow.request.method, flow.request.path = "POST", "/jservice.php"
    if broken:
        assert flow.response is not None
        flow.response.data.content = None
    return flow


@pytest.mark.parametrize("broken", [True, False])
def test_an_answer_that_broke_off_is_none(tmp_path: Path, broken: bool) -> None:
    flow = made(broken=broken)
    with (tmp_path / "x.mitm").open("wb") as file:
        FlowWriter(file).add(flow)
    (read,) = exchanges(tmp_path / "x.mitm")
    assert isinstance(read, Exchange)
    taken = taken_from(flow, flow.request.host)
    assert taken is not None
    for found in (exchange_of(taken), read):
        assert (found.status, found.response_body) == ((None, None) if broken else (200, b"message"))
        assert found.host == "example.otysapp.com"


def test_a_clock_that_was_set_back_makes_no_negative_time() -> None:
    flow = made(broken=False)
    assert flow.response is not None
    flow.response.timestamp_end = flow.request.timestamp_start - 3600
    taken = taken_from(flow, flow.request.host)
    assert taken is not None
    assert exchange_of(taken).ms == 0.0


def test_what_is_no_service_call_is_not_taken() -> None:
    assert taken_from(tflow.tflow(resp=True), "example.otysapp.com") is None
