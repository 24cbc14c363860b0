"""The page that proves the trust: answered in the proxy, in two languages, without anything secret."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from mitmproxy.http import HTTPFlow, Response
from mitmproxy.options import Options
from mitmproxy.proxy.context import Context
from mitmproxy.test import taddons, tflow, tutils
from mitmproxy.tls import TlsData

from owskit_addon.recorder import control
from owskit_addon.recorder.check_page import language, render
from owskit_addon.recorder.recorder import Recorder

GO = "https://acme.otysapp.com/us/modular.html?sid=a&b=\"><script>alert('x')</script>"


@pytest.fixture
def recorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    monkeypatch.setattr(control, "folder", lambda: tmp_path / "recordings")
    made = Recorder()
    with taddons.context(made) as context:
        context.configure(made, owskit_capture=str(tmp_path / "session.jsonl"), owskit_page=GO)
        made.running()
        yield made
        made.done()


def ask(recorder: Recorder, scheme: bytes = b"https", **headers: str) -> Response:
    request = tutils.treq(host=control.HOST, port=443, scheme=scheme, method=b"GET", path=b"/")
    for name, value in headers.items():
        request.headers[name.replace("_", "-")] = value
    made: HTTPFlow = tflow.tflow(req=request)
    recorder.request(made)
    assert made.response is not None
    return made.response


def checks(caplog: pytest.LogCaptureFixture) -> list[bool]:
    said = [getattr(record, "owskit", {}) for record in caplog.records]
    return [event["trusted"] for event in said if event.get("event") == "check"]


def test_it_answers_says_so_and_goes_on(recorder: Recorder, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "owskit")
    answer = ask(recorder)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "script-src" not in answer.headers["Content-Security-Policy"]  # so default-src 'none' holds for scripts
    assert 'http-equiv="refresh"' in answer.text
    assert "<script" not in answer.text
    assert checks(caplog) == [True]


def test_it_holds_no_secret(recorder: Recorder) -> None:
    assert recorder._announcement is not None
    answer = ask(recorder)
    assert recorder._announcement.state.token not in answer.text
    assert recorder._announcement.state.token not in str(answer.headers)


def test_plain_http_proves_nothing(recorder: Recorder, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "owskit")
    answer = ask(recorder, b"http")
    assert (answer.status_code, answer.headers["Location"]) == (307, control.CHECK_PAGE)
    assert checks(caplog) == []


def test_it_is_not_among_the_hosts_that_were_seen(recorder: Recorder) -> None:
    recorder.http_connect(tflow.tflow(req=tutils.treq(host=control.HOST, port=443, method=b"CONNECT")))
    ask(recorder)
    assert recorder.recording is not None
    assert recorder.recording.counts.result().hosts == []


def test_a_browser_that_refuses_it_does_not_trust(recorder: Recorder, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "owskit")
    client, server = tflow.tclient_conn(), tflow.tserver_conn()
    client.error, server.address = "The client does not trust the proxy's certificate", (control.HOST, 443)
    context = Context(client, Options())
    context.server = server
    recorder.tls_failed_client(TlsData(client, context))
    assert checks(caplog) == [False]


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("", "en"),
        ("nl-NL,nl;q=0.9,en;q=0.8", "nl"),
        ("en-US,en;q=0.9,nl;q=0.8", "en"),
        ("en;q=0.3, nl;q=0.7", "nl"),
        ("de,nl;q=0.5", "nl"),
        ("fr", "en"),
        ("nl;q=x", "en"),
        ("," * 5000, "en"),
    ],
)
def test_dutch_or_english_by_what_the_browser_likes(accepted: str, lang: str) -> None:
    assert language(accepted) == lang


def test_the_words_and_the_way_on() -> None:
    assert "Deze browser vertrouwt de proxy" in render("", "nl")
    assert "This browser trusts" in render("", "en")
    assert 'http-equiv="refresh"' not in render("", "en")
    assert "address of your OTYS Go!" in render("", "en")
    assert ">acme.otysapp.com</a>" in render(GO, "en")
