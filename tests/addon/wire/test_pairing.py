"""Answers find their calls: by key, by index, by id, and through PHP's swings between lists and objects."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from owskit_addon.wire import read_calls
from owskit_addon.wire.answers import Answer, ok
from owskit_addon.wire.pairing import batch_answers, multi_answers


def sub(data: Any) -> dict[str, Any]:
    return {"status": "success", "data": data}


def results(answers: list[Answer]) -> list[Any]:
    return [answer.result if answer.outcome == "ok" else answer.outcome for answer in answers]


@pytest.mark.parametrize(
    ("calls", "result", "expected"),
    [
        ([{}, {}], [sub(1), sub(2)], [1, 2]),
        ([{}, {}], {"1": sub(2), "0": sub(1)}, [1, 2]),
        ([{}, {}], [sub(1)], [1, "unanswered"]),
        ([{}, {}], [sub(1), None, sub(3)], [1, "unanswered"]),
        ([{}, {}], [], ["unanswered", "unanswered"]),
        ([{}, {}], {"1": sub(2)}, ["unanswered", 2]),
        ({"a": {}, "b": {}}, {"b": sub(2), "a": sub(1)}, [1, 2]),
        ({"a": {}, "b": {}}, [sub(1), sub(2)], [1, 2]),
        ({"1": {}, "0": {}}, [sub("zero"), sub("one")], ["one", "zero"]),
        ({"a": {}}, [], ["unanswered"]),
        ({"status": {}}, {"status": {"status": "error"}}, ["failed"]),
        ([{}, {}], {"status": "error", "message": "m"}, ["failed", "failed"]),
        ([{}], [{"status": "success"}], [msgspec.UNSET]),
        ([{}], [{"status": True, "data": 1}], ["failed"]),
        ([{}, {}], [{"result": 1, "id": 1}, {"error": {"code": 1}}], [1, "failed"]),
        ([{}], [{"uid": 1}], ["unreadable"]),
        ([{}], ["text"], ["unreadable"]),
        ([{}], None, ["unreadable"]),
        ([{}], False, ["unreadable"]),
    ],
)
def test_multi(calls, result, expected):
    assert results(multi_answers(calls, ok(result))) == expected


def call(id: Any = None) -> dict[str, Any]:
    return {"method": "check"} if id is None else {"method": "check", "id": id}


def reply(result: Any, id: Any = None) -> dict[str, Any]:
    return {"result": result, "id": id}


@pytest.mark.parametrize(
    ("calls", "replies", "expected"),
    [
        ([call(1), call(2)], [reply("b", 2), reply("a", 1)], ["a", "b"]),
        ([call(1), call(2)], [reply("b", "2"), reply("a", "1")], ["a", "b"]),
        ([call(1), call(1)], [reply("a", 1), reply("b", 1)], ["a", "b"]),
        ([call(1), call(2)], [reply("b", 2)], ["unanswered", "b"]),
        ([call(1), call(), call(2)], [reply("a", 1), reply("c", 2)], ["a", "unanswered", "c"]),
        ([call(1), call(2)], [{"result": "a"}, {"result": "b"}], ["a", "b"]),
        ([call(1), call(2)], [reply("a", 7), reply("b", 8)], ["a", "b"]),
        ([call(1), call(2)], {"0": reply("a", 1), "1": reply("b", 2)}, ["a", "b"]),
        ([call(1), call(2)], {"error": {"code": -1}, "id": None}, ["failed", "failed"]),
        ([call(1)], reply("a", 1), ["a"]),
        ([call(1), call(2)], reply("a", 1), ["unreadable", "unreadable"]),
        ([call(1), call(2)], "text", ["unreadable", "unreadable"]),
        ([call(1), call(2)], [reply("a", 1), "text"], ["a", "unreadable"]),
        ([call(1), call(2)], [{"id": 1, "error": 5}, reply("b", 2)], ["failed", "b"]),
    ],
)
def test_batch(calls, replies, expected):
    assert results(batch_answers(calls, ok(replies))) == expected


@pytest.mark.parametrize("whole", [Answer("failed", error={"code": 7}), Answer("unanswered"), Answer("unreadable")])
def test_what_befell_the_envelope_befell_its_calls(whole):
    assert multi_answers([{}, {}], whole) == [whole, whole]
    assert multi_answers({"a": {}}, whole) == [whole]
    assert batch_answers([{}, {}], whole) == [whole, whole]


def test_sub_results_that_say_nothing_are_problems(post, request_of):
    multi = request_of("MultiService.execute", [request_of("AService.get"), request_of("BService.get")])
    for result, problems in (
        (None, [("answer does not hold the answers of its calls", "params.0")]),
        ([sub(1), "x"], [("answer of a call is not readable", "params.0.1")]),
        ([sub(1)], []),
    ):
        reading = read_calls(post(multi, {"result": result, "id": 1}))
        assert [(p.what, p.where) for p in reading.problems] == problems
        assert len(reading.calls) == 2
