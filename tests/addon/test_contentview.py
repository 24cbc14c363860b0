"""The view of a flow in mitmproxy: calls by name, secrets left out, and it is the one that is chosen."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from mitmproxy import contentviews, flowfilter
from mitmproxy.http import Headers, HTTPFlow, Request, Response
from mitmproxy.test import taddons
from mitmproxy.test.tflow import tflow

from owskit_addon.capture.events import Call
from owskit_addon.contentview import ServiceCallsView
from owskit_addon.recorder.annotation import WRITE, annotate, note_of

SESSION = "q7w8e9r0t1y2u3i4o5p6a7s8d9"
JSON = Headers([(b"Content-Type", b"application/json")])


@pytest.fixture
def flow() -> HTTPFlow:
    calls = [
        {"method": "Otys.Services.CandidateService.updateEx", "args": [SESSION, "YC_sixEnfpI2Oqid", {"statusId": 7}]},
        {"method": "Otys.Services.CandidateService.getDetail", "args": [SESSION, "YC_sixEnfpI2Oqid"]},
    ]
    request = {"jsonrpc": "2.0", "method": "Otys.Services.MultiService.execute", "params": [calls], "id": 1}
    answers = [{"status": "success", "data": "YC_sixEnfpI2Oqid"}, {"status": "error", "message": "no"}]
    made = tflow(resp=True)
    made.request = Request.make("POST", "https://acme.otysapp.com/jservice.php", json.dumps(request), JSON)
    made.response = Response.make(200, json.dumps({"result": answers, "id": 1}), JSON)
    return made


@pytest.fixture(autouse=True)
def added() -> Iterator[None]:
    contentviews.add(ServiceCallsView())
    with taddons.context():
        yield


def test_the_request_lists_calls_with_their_arguments(flow: HTTPFlow) -> None:
    shown = contentviews.prettify_message(flow.request, flow)
    assert shown.view_name == "OWS service calls"
    assert "1. CandidateService.updateEx: write, ok  # in MultiService.execute" in shown.text
    assert '"statusId": 7' in shown.text
    assert "2. CandidateService.getDetail: read, failed" in shown.text
    assert SESSION not in shown.text


def test_the_response_lists_results_and_errors(flow: HTTPFlow) -> None:
    assert flow.response is not None
    shown = contentviews.prettify_message(flow.response, flow)
    assert shown.view_name == "OWS service calls"
    assert 'result (18 bytes): "YC_sixEnfpI2Oqid"' in shown.text
    assert "error (" in shown.text
    assert "args" not in shown.text


def test_other_traffic_is_shown_as_ever(flow: HTTPFlow) -> None:
    flow.request = Request.make("POST", "https://acme.example/graphql", '{"query": "x"}', JSON)
    assert contentviews.prettify_message(flow.request, flow).view_name != "OWS service calls"


def test_a_flow_is_named_marked_and_found(flow: HTTPFlow) -> None:
    call = Call(id="1", service_call="CandidateService.updateEx", action="a1", at="2026-11-20T09:00:00.000Z")
    annotate(flow, note_of([call], {"a1": "Change status"}.get))  # type: ignore[arg-type]
    assert (flow.comment, flow.marked) == ("Change status", WRITE)
    found = flowfilter.parse("~meta CandidateService.updateEx")
    assert found(flow)


def test_what_the_person_wrote_stays(flow: HTTPFlow) -> None:
    flow.comment, flow.marked = "mine", ":star:"
    call = Call(id="1", service_call="CandidateService.updateEx", action="a1", at="2026-11-20T09:00:00.000Z")
    annotate(flow, note_of([call], lambda _: "Change status"))
    assert (flow.comment, flow.marked) == ("mine", ":star:")
