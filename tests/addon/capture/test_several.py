"""Several captures as one, and results that are decoded late."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.addon.capture.test_reader import ACTION, CALL, START, written

from owskit_addon.capture import reader
from owskit_addon.capture.events import Action, Call, Event, LateCall, Problem
from owskit_addon.capture.reader import read_capture
from owskit_addon.capture.several import IGNORED, Captures

LINES: list[Any] = [
    START,
    ACTION,
    CALL,
    "",
    {**CALL, "id": "e2.0", "exchange": "", "result": {"rows": [1, None, "é"]}},
    '{"event":"call","id',
    {"event": "weather"},
    {**CALL, "id": "e3.0", "sure": "quite"},
    {**ACTION, "label": "Save it"},
]


def decoded(event: Event) -> Event:
    if not isinstance(event, LateCall):
        return event
    members = msgspec.structs.asdict(event)
    return Call(**members | {"result": msgspec.json.decode(event.result)})


@pytest.mark.parametrize("block", [1, 100, 400, 1 << 16])
def test_late_results_are_the_same_whatever_stands_between_and_however_much_is_read_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    path = written(tmp_path, *LINES)
    events = list(read_capture(path))
    assert [type(event) for event in events[3:]] == [Call, Problem, Call, Action]
    monkeypatch.setattr(reader, "_BLOCK", block)
    assert list(read_capture(path)) == events
    assert [decoded(event) for event in read_capture(path, late=True)] == events
    assert Problem(what=reader.BROKEN, where="line 6") in events


def test_two_events_on_a_line_and_one_on_two_are_not_told_by_their_number(tmp_path: Path) -> None:
    path = written(tmp_path, START, json.dumps(CALL, indent=1), CALL)
    found = list(read_capture(path))
    assert isinstance(found[-1], Call)
    assert len([event for event in found if isinstance(event, Problem)]) == json.dumps(CALL, indent=1).count("\n") + 1


def test_a_text_that_is_no_utf8_is_a_problem_and_not_the_end(tmp_path: Path) -> None:
    path = written(tmp_path, START, CALL, CALL)
    path.write_bytes(path.read_bytes().replace(b'"result": true', b'"result": "\xff"', 1))
    _, problem, call = read_capture(path)
    assert isinstance(problem, Problem)
    assert isinstance(call, Call)


def test_what_was_ignored_is_learnt_by_nobody_and_found_without_looking_first(tmp_path: Path) -> None:
    one = written(tmp_path, START, ACTION, CALL, {**ACTION, "ignored": True}, name="one.jsonl")
    two = written(tmp_path, START, ACTION, {**CALL, "id": "e2.0"}, name="two.jsonl")
    found = Captures([one, two]).learn(list)
    assert [event.id for event in found if isinstance(event, Call)] == ["2:e2.0"]
    assert Problem(what=IGNORED, where="one.jsonl: a1") in found
    kept = Captures([two]).learn(list)
    assert [event.id for event in kept if isinstance(event, Call)] == ["e2.0"]
