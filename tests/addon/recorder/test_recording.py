"""What is lost is counted, said once, and written down as soon as writing works again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from owskit_addon.capture.events import Event
from owskit_addon.capture.writer import CaptureWriter
from owskit_addon.errors import CaptureUnwritable
from owskit_addon.exchange import Exchange
from owskit_addon.recorder.recording import Recording
from owskit_addon.recorder.summary import count_last

BODY = b'{"jsonrpc":"2.0","method":"Otys.Services.CandidateService.updateEx","params":["s","uid",{}],"id":1}'


def exchange(number: int) -> Exchange:
    return Exchange(
        id=f"e{number}",
        host="example.otysapp.com",
        path="/jservice.php",
        at=1_790_000_000.0 + number,
        ms=10.0,
        request_body=BODY,
        status=200,
        response_body=b'{"result":"x","id":1}',
    )


def test_a_disk_that_is_full_for_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "session.jsonl"
    recording = Recording(path, "tokens")

    def full(self: CaptureWriter, events: list[Event]) -> None:
        raise CaptureUnwritable("No room.", "Make room.")

    with monkeypatch.context() as patch:
        patch.setattr(CaptureWriter, "write", full)
        recording.mark("Publish")
        recording.add(exchange(1))
        recording.add(exchange(2))
    assert caplog.text.count("are being lost") == 1
    recording.add(exchange(3))
    recording.add(exchange(4))
    summary = recording.close()
    assert "2 calls were lost" in caplog.text
    events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [event["event"] for event in events] == ["capture", "problem", "action", "action", "call", "call"]
    assert events[1]["where"] == "2 calls"
    assert (summary.calls, summary.lost, summary.problems, summary.actions) == (2, 2, 1, 2)
    counted = count_last(path)
    assert (counted.calls, counted.problems, counted.actions) == (2, 1, 2)


def test_what_is_still_owed_at_the_end_is_written_if_it_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "session.jsonl"
    recording = Recording(path, "tokens")
    with monkeypatch.context() as patch:
        patch.setattr(CaptureWriter, "write", lambda *_: (_ for _ in ()).throw(CaptureUnwritable("No room.", "")))
        recording.add(exchange(1))
    assert recording.close().lost == 1
    assert '"event":"problem"' in path.read_text(encoding="utf-8")


def test_a_problem_is_written_and_said_once_for_a_place(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    recording = Recording(tmp_path / "session.jsonl", "tokens")
    for where in ("a.otys.nl", "a.otys.nl", "b.otys.nl"):
        recording.problem("the server does not answer", where)
    assert recording.close().problems == 2
    assert caplog.text.count("does not answer") == 2
