from __future__ import annotations

import json
import warnings
import zlib
from pathlib import Path

import pytest

from owskit_addon.exchange import Exchange
from owskit_addon.sources import SourceProblem, detect, exchanges, mitm

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of pyparsing, about mitmproxy's filter grammar
    from mitmproxy.addons.savehar import SaveHar
    from mitmproxy.flow import Flow
    from mitmproxy.http import HTTPFlow
    from mitmproxy.io import FlowWriter
    from mitmproxy.test import tflow, tutils


def written(folder: Path, *flows: Flow) -> Path:
    path = folder / "x.mitm"
    with path.open("wb") as file:
        writer = FlowWriter(file)
        for flow in flows:
            writer.add(flow)
    return path


def ows_flow() -> HTTPFlow:
    flow = tflow.tflow(resp=True)
    flow.request = tutils.treq(
        method=b"POST",
        scheme=b"https",
        host="10.0.0.1",
        port=443,
        path=b"/jservice.php?remark=x",
        headers=((b"Host", b"Acme.otysapp.com"), (b"X", b"\xe9")),
        content=b"{}",
        timestamp_start=1795167000.5,
    )
    assert flow.response is not None
    flow.response.timestamp_end = 1795167001.0
    flow.response.raw_content = b"raw"
    return flow


def test_a_flow_becomes_an_exchange(tmp_path: Path) -> None:
    path = written(tmp_path, ows_flow())
    assert detect(path) == "mitm"
    (found,) = exchanges(path)
    assert isinstance(found, Exchange)
    assert (found.host, found.path, found.method) == ("acme.otysapp.com", "/jservice.php?remark=x", "POST")
    assert (found.at, found.ms) == (1795167000.5, 500.0)
    assert (found.request_body, found.response_body, found.status) == (b"{}", b"raw", 200)
    assert ("X", "é") in found.request_headers


def test_a_flow_that_failed_has_no_answer(tmp_path: Path) -> None:
    (found,) = exchanges(written(tmp_path, tflow.tflow(err=True)))
    assert isinstance(found, Exchange)
    assert (found.status, found.response_body, found.ms) == (None, None, None)


def test_other_flows_are_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path, tflow.ttcpflow(), tflow.twebsocketflow(), tflow.tdnsflow(), ows_flow())
    assert [found.id for found in exchanges(path) if isinstance(found, Exchange)] == ["4"]


def test_a_file_that_ends_too_early_gives_what_is_whole(tmp_path: Path) -> None:
    path = written(tmp_path, ows_flow(), ows_flow())
    path.write_bytes(path.read_bytes()[:-30])
    found, problem = exchanges(path)
    assert isinstance(found, Exchange)
    assert problem == SourceProblem(mitm.TORN, "flow 2")


def test_a_flow_of_another_version_is_reported_and_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path, ows_flow())
    strange = b"30:7:version;3:999#4:type;4:http;}"
    path.write_bytes(strange + path.read_bytes())
    problem, found = exchanges(path)
    assert problem == SourceProblem(mitm.UNFIT, "flow 1")
    assert isinstance(found, Exchange)


@pytest.mark.parametrize("rest", [b"garbage and more of it", b"\x00" * 50, b'{"log":{"entries":[]}}'])
def test_what_is_no_flow_ends_the_reading(tmp_path: Path, rest: bytes) -> None:
    path = written(tmp_path, ows_flow())
    path.write_bytes(path.read_bytes() + rest)
    found = list(exchanges(path))
    assert isinstance(found[0], Exchange)
    assert all(isinstance(item, SourceProblem) for item in found[1:])
    assert len(found) <= 2


def test_a_flow_that_claims_to_be_endless(tmp_path: Path) -> None:
    path = tmp_path / "x.mitm"
    path.write_bytes(b"999999999999:4:type;4:http;")
    (problem,) = exchanges(path)
    assert isinstance(problem, SourceProblem)


def test_the_flow_file_and_the_har_of_the_same_flow_say_the_same(tmp_path: Path) -> None:
    flow = ows_flow()
    (from_flow,) = exchanges(written(tmp_path, flow))
    path = tmp_path / "x.zhar"
    path.write_bytes(zlib.compress(json.dumps(SaveHar().make_har([flow]), indent=4).encode(), 9))
    assert detect(path) == "zhar"
    (from_har,) = exchanges(path)
    assert isinstance(from_flow, Exchange)
    assert isinstance(from_har, Exchange)
    for field in ("host", "path", "at", "method", "request_body", "status", "response_body"):
        assert getattr(from_flow, field) == getattr(from_har, field), field
