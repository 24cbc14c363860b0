from __future__ import annotations

import json
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from owskit_addon.capture import read_capture, read_captures, reader, several
from owskit_addon.capture.events import Action, Call, CaptureStart, Problem, Way
from owskit_addon.errors import CaptureError, NewerFormat, NotACapture

START = {"event": "capture", "format": 1, "owskit": "0.1.0", "started": "2026-11-20T09:30:00.000Z"} | {
    "source": "live",
    "values": "tokens",
}
ACTION = {"event": "action", "id": "a1", "label": "Save", "how": "mark", "at": "2026-11-20T09:30:01.000Z"}
CALL = {
    "event": "call",
    "id": "e1.0",
    "exchange": "e1",
    "service_call": "CandidateService.updateEx",
    "method": "Otys.Services.CandidateService.updateEx",
    "envelopes": ["MultiService.execute"],
    "action": "a1",
    "sure": "probable",
    "host": "go.otysapp.com",
    "at": "2026-11-20T09:30:01.100Z",
    "ms": 12.5,
    "args": ["«session»", "17", {"statusId": 3}],
    "result": True,
    "error": None,
    "outcome": "ok",
}


def written(folder: Path, *events: Any, end: str = "\n", name: str = "c.jsonl") -> Path:
    path = folder / name
    lines = [event if isinstance(event, str) else json.dumps(event) for event in events]
    path.write_bytes(("\n".join(lines) + end).encode())
    return path


def test_events_come_in_the_order_written(tmp_path: Path) -> None:
    events = list(read_capture(written(tmp_path, START, ACTION, CALL, {"event": "problem", "what": "w", "where": "x"})))
    assert [type(event) for event in events] == [CaptureStart, Action, Call, Problem]
    call = events[2]
    assert isinstance(call, Call)
    assert (call.service_call, call.args[2], call.ms) == ("CandidateService.updateEx", {"statusId": 3}, 12.5)


def test_unknown_events_and_fields_are_accepted(tmp_path: Path) -> None:
    path = written(tmp_path, {**START, "new": 1}, {"event": "weather", "id": 3}, {**CALL, "colour": "blue"})
    assert [type(event) for event in read_capture(path)] == [CaptureStart, Call]


def test_a_torn_last_line_is_left_out_and_said(tmp_path: Path) -> None:
    path = written(tmp_path, START, CALL, json.dumps(CALL)[:60], end="")
    assert list(read_capture(path))[-1] == Problem(what=reader.TORN, where="line 3")


def test_a_last_line_without_a_line_end_counts_when_it_is_whole(tmp_path: Path) -> None:
    assert isinstance(list(read_capture(written(tmp_path, START, CALL, end="")))[-1], Call)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('{"event":"call","id', reader.BROKEN),
        ("\x00\x00", reader.BROKEN),
        ("[" * 20_000, reader.BROKEN),
        ('{"event":"call","id":7}', reader.UNFIT),
        ('{"event":"problem"}', reader.UNFIT),
        ("[1,2]", reader.UNFIT),
        ('{"no":"event"}', reader.UNFIT),
    ],
)
def test_a_broken_line_is_named_and_reading_goes_on(tmp_path: Path, line: str, what: str) -> None:
    events = list(read_capture(written(tmp_path, START, line, CALL)))
    assert events[1] == Problem(what=what, where="line 2")
    assert isinstance(events[2], Call)


def test_bytes_that_are_no_text_in_a_name_cost_their_line_only(tmp_path: Path) -> None:
    path = written(tmp_path, START, {**CALL, "args": {"xx": 1}}, CALL)
    path.write_bytes(path.read_bytes().replace(b"xx", b"\xa4x"))
    events = list(read_capture(path))
    assert events[1] == Problem(what=reader.UNFIT, where="line 2")
    assert isinstance(events[2], Call)


def test_what_a_windows_editor_leaves_is_read(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(json.dumps(e) for e in (START, CALL)).encode() + b"\r\n\r\n")
    assert [type(event) for event in read_capture(path)] == [CaptureStart, Call]


def test_a_call_of_another_program_may_lack_all_but_its_name_id_and_time(tmp_path: Path) -> None:
    lean = {"event": "call", "id": "c9", "service_call": "VacancyService.add", "at": "2026-11-20T09:30:01Z"}
    _, call = read_capture(written(tmp_path, {"event": "capture", "format": 1}, lean))
    assert isinstance(call, Call)
    assert (call.exchange, call.method, call.outcome, call.sure, call.envelopes) == (
        "c9",
        "Otys.Services.VacancyService.add",
        "ok",
        "unattributed",
        [],
    )


def test_a_file_that_does_not_say_how_its_values_are_is_not_taken_to_be_clean(tmp_path: Path) -> None:
    (start,) = read_capture(written(tmp_path, {"event": "capture", "format": 1}))
    assert isinstance(start, CaptureStart)
    assert start.values == "plain"


@pytest.mark.parametrize("after", [[], [START, CALL]])
def test_a_newer_format_is_refused_by_name(tmp_path: Path, after: list[Any]) -> None:
    newer = {"event": "capture", "format": 2, "owskit": "3.4", "started": 5, "source": "dream"}
    with pytest.raises(NewerFormat, match=r"owskit 3\.4 in capture format 2") as said:
        list(read_capture(written(tmp_path, *after, newer)))
    assert "Update" in said.value.hint


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "an empty file"),
        (b"\n\n", "blanks"),
        (b"%PDF-1.7 x", "a PDF document"),
        (b"PK\x03\x04aaaa", "a zip file"),
        (b"SQLite format 3\x00", "a SQLite database"),
        (b'{"log":{"entries":[]}}', "a HAR file"),
        (b"1234:4:host;", "a mitmproxy flow file"),
        (b"<!DOCTYPE html><p>", "an HTML page"),
        (b"Dear Anna,\nplease", "a text"),
        (b"\xff\xfe{\x00", "a text in UTF-16"),
        (b"\x00\x01\x02\x03", "a binary file"),
        (b'{"name":"x"}', "a JSON file"),
        (b"x" * 5000, "a text"),
        ("é".encode() * 3000, "a text"),
    ],
)
def test_what_is_no_capture_is_named(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "given"
    path.write_bytes(data)
    with pytest.raises(NotACapture, match=words) as said:
        list(read_capture(path))
    assert "Anna" not in str(said.value)


def test_a_capture_without_its_first_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotACapture, match='does not start with the event "capture"'):
        list(read_capture(written(tmp_path, CALL)))
    with pytest.raises(NotACapture, match="first line"):
        list(read_capture(written(tmp_path, '{"event":"capture","form', CALL)))


def test_a_file_that_cannot_be_opened_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="does not exist"):
        list(read_capture(tmp_path / "none.jsonl"))
    with pytest.raises(CaptureError, match="is a folder"):
        list(read_capture(tmp_path))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="needs a user without all rights")
def test_an_unreadable_file_is_said_in_words(tmp_path: Path) -> None:
    path = written(tmp_path, START)
    path.chmod(0)
    with pytest.raises(CaptureError, match="cannot be opened"):
        list(read_capture(path))


def test_several_files_are_one_with_ids_of_their_own(tmp_path: Path) -> None:
    one = written(tmp_path, START, ACTION, CALL, name="one.jsonl")
    two = written(tmp_path, START, ACTION, CALL, '{"event":"call', end="", name="two.jsonl")
    events = list(read_captures([one, two]))
    actions = [event.id for event in events if isinstance(event, Action)]
    calls = [(event.id, event.exchange, event.action) for event in events if isinstance(event, Call)]
    assert actions == ["a1", "2:a1"]
    assert calls == [("e1.0", "e1", "a1"), ("2:e1.0", "2:e1", "2:a1")]
    assert events[-1] == Problem(what=reader.TORN, where="two.jsonl: line 4")


def test_one_file_keeps_its_ids(tmp_path: Path) -> None:
    one = written(tmp_path, START, ACTION, CALL)
    assert list(read_captures([one])) == list(read_capture(one))


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, START, *[CALL] * 20_000)
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_capture(path)) == 20_001
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert path.stat().st_size > 7_000_000
    assert peak < 1_000_000


def test_an_endless_line_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LONGEST_LINE", 1000)
    events = list(read_capture(written(tmp_path, START, {**CALL, "args": "x" * 5000}, CALL)))
    assert events[1] == Problem(what=reader.TOO_LONG, where="line 2")
    assert isinstance(events[2], Call)


def test_null_members_and_unknown_words_cost_no_call(tmp_path: Path) -> None:
    path = tmp_path / "session.jsonl"
    lines = [
        '{"event":"capture","format":1,"owskit":"1","started":"2026-11-20T09:00:00.000Z","source":"live","values":"tokens"}',
        '{"event":"action","id":"a","label":"Save","how":"telepathy","where":null,"tab":null,"at":"2026-11-20T09:00:00.000Z"}',
        '{"event":"call","id":"c","exchange":null,"service_call":"XService.update","method":null,"envelopes":null,'
        '"action":"a","sure":null,"at":"2026-11-20T09:00:00.000Z","outcome":"lost"}',
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _, action, call = read_capture(path)
    assert isinstance(action, Action)
    assert (action.how, action.where) == ("gap", "")
    assert isinstance(call, Call)
    assert (call.sure, call.outcome, call.exchange) == ("unattributed", "failed", "c")
    assert call.method == "Otys.Services.XService.update"


WAY = {"event": "way", "business_event": "Change status", "way": "in bulk", "at": "2026-11-20T09:30:00.000Z"}


def test_ways_of_a_checklist_are_read_and_an_unknown_state_takes_nothing_for_done(tmp_path: Path) -> None:
    path = written(tmp_path, START, {**WAY, "state": "listed", "times": 3}, {**WAY, "state": "postponed"})
    _, listed, unknown = read_capture(path)
    assert listed == Way(
        business_event="Change status", way="in bulk", at="2026-11-20T09:30:00.000Z", state="listed", times=3
    )
    assert isinstance(unknown, Way)
    assert unknown.state == "open"
    assert list(read_captures([path, path]))[4:] == [listed, unknown]


def test_an_ignored_action_and_its_calls_are_left_out_and_counted(tmp_path: Path) -> None:
    ignored = {**ACTION, "ignored": True}
    path = written(tmp_path, START, ACTION, CALL, {**CALL, "id": "e2.0", "action": None}, ignored)
    events = list(read_captures([path]))
    assert [event.id for event in events if isinstance(event, Call)] == ["e2.0"]
    assert not any(isinstance(event, Action) for event in events)
    assert events.count(Problem(what=several.IGNORED_CALL, where="e1.0")) == 1
    assert events.count(Problem(what=several.IGNORED, where="a1")) == 1


def test_what_was_ignored_and_taken_back_counts(tmp_path: Path) -> None:
    path = written(tmp_path, START, {**ACTION, "ignored": True}, CALL, {**ACTION, "ignored": False})
    assert [type(event) for event in read_captures([path])] == [CaptureStart, Action, Call, Action]


def test_a_word_in_the_traffic_ignores_nothing(tmp_path: Path) -> None:
    call = {**CALL, "args": [{"ignored": True, "event": "action", "id": "a1"}]}
    assert [type(event) for event in read_captures([written(tmp_path, START, ACTION, call)])][1:] == [Action, Call]


def test_ids_of_ignored_actions_are_those_of_their_own_file(tmp_path: Path) -> None:
    one = written(tmp_path, START, {**ACTION, "ignored": True}, CALL, name="one.jsonl")
    two = written(tmp_path, START, ACTION, CALL, name="two.jsonl")
    events = list(read_captures([one, two]))
    assert [event.action for event in events if isinstance(event, Call)] == ["2:a1"]
    assert Problem(what=several.IGNORED, where="one.jsonl: a1") in events
