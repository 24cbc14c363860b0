"""The addon inside mitmproxy: options, commands, what it looks at, and that it touches nothing."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mitmproxy import exceptions
from mitmproxy.addons.view import View
from mitmproxy.http import HTTPFlow, Request, Response
from mitmproxy.options import Options
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.test import taddons, tflow, tutils
from mitmproxy.tls import TlsData

from owskit_addon.recorder import control, recording
from owskit_addon.recorder.recorder import Recorder

BODY = json.dumps(
    {"jsonrpc": "2.0", "method": "Otys.Services.CandidateService.updateEx", "params": ["s" * 26, "uid", {}], "id": 1}
).encode()


def flow(host: str = "example.otysapp.com", path: str = "/jservice.php", answered: bool = True) -> HTTPFlow:
    request: Request = tutils.treq(host=host, port=443, scheme=b"https", method=b"POST", path=path, content=BODY)
    request.headers["Host"] = host
    request.timestamp_start = time.time()
    made = tflow.tflow(req=request, resp=answered)
    if made.response is not None:
        made.response.raw_content = b'{"result":"YC_sixEnfpI2Oqid","id":1}'
    return made


def events(path: Path, kind: str | None = None) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if kind in {None, line["event"]}]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "folder", lambda: tmp_path / "recordings")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session.jsonl"


@pytest.fixture
def recorder(path: Path) -> Iterator[Recorder]:
    made = Recorder()
    with taddons.context(made) as context:
        context.configure(made, owskit_capture=str(path))
        made.running()
        yield made
        made.done()


def test_calls_to_otys_are_recorded_and_nothing_else(recorder: Recorder, path: Path) -> None:
    for host, where in (("example.com", "/jservice.php"), ("example.otysapp.com", "/us/modular.js")):
        other = flow(host, where)
        other.request.content = b"" if where.endswith("js") else BODY
        recorder.response(other)
    assert events(path, "call") == []
    recorder.response(flow())
    (call,) = events(path, "call")
    assert (call["service_call"], call["host"], call["outcome"]) == (
        "CandidateService.updateEx",
        "example.otysapp.com",
        "ok",
    )


def test_traffic_is_left_as_it_is(recorder: Recorder) -> None:
    ours = {"metadata", "comment", "marked"}  # what mitmproxy's pages show, and never goes on the wire
    for made in (flow(), flow("example.com"), flow(answered=False)):
        before = {name: value for name, value in made.get_state().items() if name not in ours}
        for hook in (recorder.request, recorder.response, recorder.error):
            hook(made)
        assert {name: value for name, value in made.get_state().items() if name not in ours} == before


def test_a_lost_connection_is_recorded_as_unanswered(recorder: Recorder, path: Path) -> None:
    lost = flow(answered=False)
    lost.error = tflow.terr("[Errno 111] Connect call failed ('10.1.2.3', 443)")
    recorder.error(lost)
    recorder.error(lost)
    assert [call["outcome"] for call in events(path, "call")] == ["unanswered"] * 2
    assert [(problem["what"], problem["where"]) for problem in events(path, "problem")] == [
        ("the server refuses the connection", "example.otysapp.com")
    ]


def test_half_a_request_is_none(recorder: Recorder, path: Path) -> None:
    half = flow(answered=False)
    half.request.raw_content = None
    half.error = tflow.terr("Client disconnected.")
    recorder.error(half)
    assert [event["event"] for event in events(path)] == ["capture"]


def test_a_server_that_is_down_before_any_request_is_a_problem(recorder: Recorder, path: Path) -> None:
    for host in ("example.otysapp.com", "elsewhere.example"):
        server = tflow.tserver_conn()
        server.address, server.error = (host, 443), "[Errno 111] Connect call failed ('10.1.2.3', 443)"
        recorder.server_connect_error(ServerConnectionHookData(server=server, client=tflow.tclient_conn()))
    assert [(problem["what"], problem["where"]) for problem in events(path, "problem")] == [
        ("the server refuses the connection", "example.otysapp.com")
    ]


def test_a_body_that_was_never_there_or_streamed_harms_nobody(recorder: Recorder, path: Path) -> None:
    made = flow()
    made.request.raw_content = None
    assert made.response is not None
    made.response.raw_content = None
    recorder.response(made)
    assert len(events(path)) >= 1


def test_a_fault_of_ours_is_a_problem_without_values(
    recorder: Recorder, path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("a secret of somebody's")

    monkeypatch.setattr(recording, "events_of", broken)
    recorder.response(flow())
    recorder.response(flow())
    first, _ = events(path, "problem")
    assert "KeyError in recorder/recording.py" in first["what"]
    assert "secret" not in path.read_text(encoding="utf-8") + caplog.text
    assert caplog.text.count("KeyError") == 1


def test_the_commands_mark_and_end(recorder: Recorder, path: Path) -> None:
    recorder.commands.mark("Change", "status\x07")
    recorder.response(flow())
    recorder.commands.end()
    assert [(a["label"], a["how"]) for a in events(path, "action")] == [("Change status", "mark")]
    with pytest.raises(exceptions.CommandError):
        recorder.commands.mark(" ")


def test_the_commands_ignore_pause_and_resume(recorder: Recorder, path: Path) -> None:
    with pytest.raises(exceptions.CommandError, match="No action"):
        recorder.commands.ignore()
    recorder.commands.mark("A", "slip")
    recorder.response(flow())
    recorder.commands.ignore()
    recorder.commands.pause()
    recorder.response(flow())
    recorder.commands.resume()
    recorder.response(flow())
    assert [action["ignored"] for action in events(path, "action")] == [False, True, False]
    assert len(events(path, "call")) == 2
    assert len(events(path, "problem")) == 1


def test_commands_without_a_recording_say_so() -> None:
    made = Recorder()
    with taddons.context(made), pytest.raises(exceptions.CommandError, match="owskit_capture"):
        made.commands.mark("x")


def test_without_a_capture_a_list_shows_the_calls_and_it_is_said_how_to_record(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = Recorder()
    with taddons.context(View(), made) as context:
        context.configure(made)
        made.running()
        assert any("owskit_capture" in record.message for record in caplog.records)
        assert all(record.levelno < logging.ERROR for record in caplog.records)  # an error would end mitmproxy
        shown, other = flow(), flow(host="bank.example")
        made.response(shown)
        made.response(other)
        assert (shown.metadata["owskit"], shown.marked) == ("CandidateService.updateEx", ":pencil2:")
        assert (other.metadata, other.marked) == ({}, "")
        context.configure(made, owskit_capture=str(path))
        made.response(flow())
        made.done()
    assert len(events(path, "call")) == 1


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # mitmproxy's command parser
def test_the_commands_are_known_to_mitmproxy(path: Path) -> None:
    made = Recorder()
    with taddons.context(made) as context:
        context.configure(made, owskit_capture=str(path))
        context.master.commands.execute("owskit.mark Publish it")
        context.master.commands.execute("owskit.end")
        made.done()
    assert [action["label"] for action in events(path, "action")] == ["Publish it"]


def test_a_capture_that_cannot_be_is_an_error_in_the_log_at_the_start_and_refused_later(
    tmp_path: Path, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    made = Recorder()
    with taddons.context(made) as context:
        context.configure(made, owskit_capture=str(tmp_path / "no" / "session.jsonl"))
        assert [record.levelno for record in caplog.records if "does not exist" in record.message] == [logging.ERROR]
        made.running()
        context.configure(made, owskit_capture=str(path))
        with pytest.raises(exceptions.OptionsError, match="does not exist"):
            context.configure(made, owskit_capture=str(tmp_path / "no" / "session.jsonl"))
        with pytest.raises(exceptions.OptionsError, match="one way"):
            context.configure(made, owskit_values="plain", owskit_capture=str(path))
        made.response(flow())
        made.done()
    assert len(events(path, "call")) == 1


def test_another_capture_while_it_runs(recorder: Recorder, path: Path, tmp_path: Path) -> None:
    with taddons.context(recorder) as context:
        context.configure(recorder, owskit_capture=str(tmp_path / "second.jsonl"))
        recorder.response(flow())
    assert events(path, "call") == []
    assert len(events(tmp_path / "second.jsonl", "call")) == 1


@pytest.mark.parametrize(("host", "said"), [("example.otysapp.com", 1), ("bank.example", 0)])
def test_distrust_is_said_for_our_hosts_only(recorder: Recorder, path: Path, host: str, said: int) -> None:
    client, server = tflow.tclient_conn(), tflow.tserver_conn()
    client.error, server.address = "The client does not trust the proxy's certificate", (host, 443)
    context = Context(client, Options())
    context.server = server
    recorder.tls_failed_client(TlsData(client, context))
    client.error = "The client disconnected during the handshake."
    recorder.tls_failed_client(TlsData(client, context))
    assert len(events(path, "problem")) == said
    assert "bank" not in path.read_text(encoding="utf-8")


def order(token: str | None, body: bytes, path: str = "/mark", method: bytes = b"POST") -> HTTPFlow:
    request = tutils.treq(host=control.HOST, port=80, scheme=b"http", method=method, path=path, content=body)
    if token is not None:
        request.headers[control.TOKEN_HEADER] = token
    return tflow.tflow(req=request)


@pytest.mark.parametrize(
    ("path_", "method", "body", "status"),
    [
        ("/mark", b"POST", b'{"label":"Publish"}', 200),
        ("/mark", b"POST", b'{"end":true}', 200),
        ("/mark", b"POST", b'{"label":"\\u0000"}', 400),
        ("/mark", b"POST", b'{"label":1}', 400),
        ("/mark", b"POST", b'{"label":"x","more":1}', 400),
        ("/mark", b"POST", b"\xff", 400),
        ("/mark", b"POST", b'{"label":"' + b"x" * 5000 + b'"}', 413),
        ("/mark", b"GET", b"", 404),
        ("/", b"POST", b'{"label":"x"}', 404),
    ],
)
def test_its_own_address_is_answered_here(
    recorder: Recorder, path_: str, method: bytes, body: bytes, status: int
) -> None:
    assert recorder._announcement is not None
    made = order(recorder._announcement.state.token, body, path_, method)
    recorder.request(made)
    response: Response | None = made.response
    assert response is not None
    assert response.status_code == status


@pytest.mark.parametrize("token", [None, "", "wrong", "ø"])
def test_without_the_token_it_does_nothing(recorder: Recorder, path: Path, token: str | None) -> None:
    made = order(token, b'{"label":"x"}')
    recorder.request(made)
    assert made.response is not None
    assert made.response.status_code == 403
    recorder.response(made)
    assert [event["event"] for event in events(path)] == ["capture"]


def test_a_checklist_and_a_file_of_names_are_taken_at_the_start(
    tmp_path: Path, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    listed, names = tmp_path / "list.yaml", tmp_path / "names.yaml"
    listed.write_text("events:\n  - event: Change status\n    ways: [in bulk]\n", encoding="utf-8")
    names.write_text("names:\n  Save: Keep\n", encoding="utf-8")
    made = Recorder()
    with taddons.context(made) as context:
        given = {"owskit_checklist": str(listed), "owskit_names": str(names)}
        context.configure(made, owskit_capture=str(path), **given)
        made.running()
        assert made.recording is not None
        assert made.recording.names is not None
        assert made.recording.names.label_for("", "Save") == "Keep"
        with pytest.raises(exceptions.OptionsError, match="Set another owskit_capture first"):
            context.configure(made, owskit_checklist="")
        made.done()
    assert [(way["business_event"], way["way"], way["state"]) for way in events(path, "way")] == [
        ("Change status", "in bulk", "listed")
    ]


def test_a_checklist_with_a_fault_is_an_error_and_no_capture_is_begun(
    tmp_path: Path, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    listed = tmp_path / "list.yaml"
    listed.write_text("evnts: []\n", encoding="utf-8")
    made = Recorder()
    with taddons.context(made) as context:
        context.configure(made, owskit_capture=str(path), owskit_checklist=str(listed))
        assert any("list.yaml:1:1: The key evnts is not known" in record.message for record in caplog.records)
        made.done()
    assert not path.exists()
