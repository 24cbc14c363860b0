"""The page script's tags and path inside mitmproxy: what goes on, what is answered here, what is refused."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mitmproxy.http import HTTPFlow
from mitmproxy.test import taddons, tflow, tutils

from owskit_addon.recorder import control, pages
from owskit_addon.recorder.recorder import Recorder

HOST = "example.otysapp.com"
BODY = json.dumps(
    {"jsonrpc": "2.0", "method": "Otys.Services.CandidateService.updateEx", "params": ["s" * 26, "uid", {}], "id": 1}
).encode()
PAGE = b"<!doctype html><html><head><title>t</title></head></html>"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(control, "folder", lambda: tmp_path / "recordings")
    return tmp_path / "session.jsonl"


@pytest.fixture
def recorder(path: Path) -> Iterator[Recorder]:
    made = Recorder()
    with taddons.context(made) as context:
        context.configure(made, owskit_capture=str(path))
        made.running()
        yield made
        made.done()


def flow(path: str, headers: dict[str, str] | None = None, body: bytes = b"", method: bytes = b"POST") -> HTTPFlow:
    request = tutils.treq(host=HOST, port=443, scheme=b"https", method=method, path=path, content=body)
    request.headers.clear()
    request.headers["Host"] = HOST
    request.timestamp_start = time.time()
    for name, value in (headers or {}).items():
        request.headers[name] = value
    return tflow.tflow(req=request)


def passed(
    recorder: Recorder, made: HTTPFlow, answer: bytes = b'{"result":true,"id":1}', kind: str = "text/html"
) -> None:
    recorder.requestheaders(made)
    recorder.request(made)
    if made.response is None:
        made.response = tutils.tresp(content=answer)
        made.response.headers["Content-Type"] = kind
    recorder.response(made)


def opened(recorder: Recorder) -> tuple[str, str, str]:
    """Opens a page and loads its script; gives its token, its tab and the path."""
    page = flow("/us/modular.html", {"Sec-Fetch-Dest": "document", "If-None-Match": '"1"'}, method=b"GET")
    passed(recorder, page, PAGE)
    assert page.response is not None
    assert "If-None-Match" not in page.request.headers
    assert page.response.headers["Cache-Control"] == "no-store"
    address = page.response.text.partition('src="')[2].partition('"')[0]
    script = flow(address, method=b"GET")
    passed(recorder, script)
    assert script.response is not None
    config = json.loads(script.response.text.partition("const CONFIG = ")[2].partition(";\n")[0])
    again = flow(address, method=b"GET")
    passed(recorder, again)
    assert again.response is not None
    assert again.response.status_code == 404
    return config["token"], config["tab"], config["path"]


def events(path: Path, kind: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line["event"] == kind]


def test_a_tag_places_a_call_and_goes_nowhere(recorder: Recorder, path: Path) -> None:
    token, tab, _ = opened(recorder)
    for headers in (
        {"X-Owskit-Tag": f"{token};{tab};1;1:c", "Accept": "*/*"},
        {"Accept": f"*/*, X-Owskit-Tag={token};{tab};2;1:i,0:b"},
    ):
        made = flow("/jservice.php", headers, BODY)
        passed(recorder, made)
        assert made.request.headers.get("Accept") == "*/*"
        assert "owskit" not in str(made.get_state()["request"]).lower()
    first, second = events(path, "call")
    assert (first["sure"], first["tab"], first["causes"]) == ("certain", tab, [])
    assert second["causes"] == [[first["action"], "inherited"], [None, "background"]]


@pytest.mark.parametrize(
    "tag", ["x" * 24 + ";{tab};1;1:c", "{token};other;1;1:c", "{token};{tab};1;0:c", "{token}", "", "\u00ff"]
)
def test_a_forged_tag_is_removed_and_counts_for_nothing(recorder: Recorder, path: Path, tag: str) -> None:
    token, tab, _ = opened(recorder)
    made = flow("/jservice.php", body=BODY)
    made.request.headers.fields = (
        *made.request.headers.fields,
        (b"x-owskit-tag", tag.format(token=token, tab=tab).encode()),
    )
    passed(recorder, made)
    assert "x-owskit-tag" not in made.request.headers
    assert [call["tab"] for call in events(path, "call")] == [None]
    assert [problem["what"] for problem in events(path, "problem")] == [pages.FORGED]


def test_gestures_are_taken_from_the_script_only(recorder: Recorder, path: Path) -> None:
    token, tab, own = opened(recorder)
    gesture = {"number": 1, "at": time.time() * 1000, "kind": "click", "names": [["text", "Save"]]}
    told = {"tab": tab, "gestures": [gesture]}
    for key, body, status in (
        ("", told, 403),
        ("x" * 24, told, 403),
        (token, {**told, "tab": "other"}, 403),
        (token, {**told, "more": 1}, 400),
        (token, {**told, "gestures": [{"number": "1", "at": 1, "kind": "click"}]}, 400),
        (token, {**told, "gestures": [{"number": 1, "at": 1, "kind": "stare"}]}, 400),
        (token, {**told, "trouble": ["mine"]}, 400),
        (token, {**told, "gestures": [gesture] * 65}, 400),
        (token, told, 204),
    ):
        made = flow(f"{own}/seen", {"X-Owskit-Token": key}, json.dumps(body).encode())
        passed(recorder, made)
        assert made.response is not None
        assert made.response.status_code == status, body
    big = flow(f"{own}/seen", {"X-Owskit-Token": token}, b" " * 70_000)
    passed(recorder, big)
    assert big.response is not None
    assert big.response.status_code == 413
    assert [action["label"] for action in events(path, "action")] == ["Save"]


def test_the_path_of_an_earlier_recording_never_goes_on(recorder: Recorder) -> None:
    made = flow("/owskit-0123456789abcdef/state?tab=t1")
    passed(recorder, made)
    assert made.response is not None
    assert made.response.status_code == 403


def test_a_page_that_refuses_the_script_is_told_of(
    recorder: Recorder, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed(recorder, flow("/us/modular.html", {"Sec-Fetch-Dest": "document"}, method=b"GET"), PAGE)
    passed(recorder, flow("/jservice.php", body=BODY))
    assert events(path, "problem") == []
    monkeypatch.setattr(pages, "PATIENCE", -1.0)
    passed(recorder, flow("/jservice.php", body=BODY))
    assert [problem["what"] for problem in events(path, "problem")] == [pages.REFUSED]
    assert [call["sure"] for call in events(path, "call")] == ["probable", "probable"]


def test_a_service_worker_is_told_of(recorder: Recorder, path: Path) -> None:
    passed(recorder, flow("/sw.js", {"Service-Worker": "script"}, method=b"GET"), b"", "text/javascript")
    assert [problem["what"] for problem in events(path, "problem")] == [pages.WORKER]


@pytest.mark.parametrize(
    ("headers", "kind", "status"),
    [
        ({"Sec-Fetch-Dest": "empty"}, "text/html", 200),
        ({}, "text/html", 200),
        ({"Sec-Fetch-Dest": "document"}, "application/json", 200),
        ({"Sec-Fetch-Dest": "document"}, "text/html", 302),
        ({"Sec-Fetch-Dest": "document"}, "text/html", 206),
    ],
)
def test_only_whole_pages_get_the_script(recorder: Recorder, headers: dict[str, str], kind: str, status: int) -> None:
    made = flow("/us/modular.html", headers, method=b"GET")
    made.response = tutils.tresp(content=PAGE, status_code=status)
    made.response.headers["Content-Type"] = kind
    recorder.response(made)
    assert made.response.content == PAGE


def test_without_the_option_pages_stay(path: Path) -> None:
    made = Recorder()
    with taddons.context(made) as context:
        context.configure(made, owskit_page_script=False)
        context.configure(made, owskit_capture=str(path))
        page = flow("/us/modular.html", {"Sec-Fetch-Dest": "document", "If-None-Match": '"1"'}, method=b"GET")
        passed(made, page, PAGE)
        made.done()
    assert page.response is not None
    assert page.response.content == PAGE
    assert page.request.headers["If-None-Match"] == '"1"'
