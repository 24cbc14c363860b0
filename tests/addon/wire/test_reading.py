"""Status, answers that are missing, and that nothing raises."""

from __future__ import annotations

import time

import msgspec
import pytest

from owskit_addon.wire import read_calls, reading


def one(post, request_of, answer, **fields):
    found = read_calls(post(request_of("AService.get", "s"), answer, **fields))
    (call,) = found.calls
    return call.outcome, call.error, [problem.what for problem in found.problems]


@pytest.mark.parametrize(
    ("answer", "status", "expected"),
    [
        (None, None, ("unanswered", None, [])),
        (None, 0, ("unanswered", None, [])),
        (b"", 0, ("unanswered", None, [])),
        (None, 200, ("unreadable", None, ["answer has no body"])),
        (b"", 200, ("unreadable", None, ["answer is empty"])),
        (b"<html>", 200, ("unreadable", None, ["answer is not JSON"])),
        (b"<html>", 302, ("unreadable", None, ["answer is not JSON"])),
        ([], 200, ("unreadable", None, ["answer has neither result nor error"])),
        (b"null", 200, ("unreadable", None, ["answer has neither result nor error"])),
        ({"id": 1}, 200, ("unreadable", None, ["answer has neither result nor error"])),
        (b"slow down", 429, ("failed", {"code": 429}, [])),
        (b"", 502, ("failed", {"code": 502}, [])),
        (None, 503, ("failed", {"code": 503}, [])),
        (b"<html>", 404, ("failed", {"code": 404}, [])),
        ({"error": {"code": 9}}, 500, ("failed", {"code": 9}, [])),
        ({"result": 1}, 500, ("failed", {"code": 500}, [])),
        ({"message": "slow"}, 429, ("failed", {"code": 429}, [])),
    ],
)
def test_how_it_ended(post, request_of, answer, status, expected):
    assert one(post, request_of, answer, status=status) == expected


def test_an_unreadable_answer_is_one_problem_for_many_calls(post, request_of):
    multi = request_of("MultiService.execute", [request_of("AService.get", key="args")] * 3)
    found = read_calls(post(multi, b"<html>"))
    assert [call.outcome for call in found.calls] == ["unreadable"] * 3
    assert len(found.problems) == 1


def test_http_failures_fail_every_call_of_a_batch(post, request_of):
    batch = [request_of("AService.get"), request_of("BService.get")]
    found = read_calls(post(batch, b"no", status=500))
    assert [(call.outcome, call.error) for call in found.calls] == [("failed", {"code": 500})] * 2


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_a_request_without_body_is_no_call_and_no_problem(post, method):
    found = read_calls(post(b"", b"<html>", method=method))
    assert (found.calls, found.problems) == ([], [])


def test_a_post_without_body_is_a_problem(post):
    found = read_calls(post(b"", {"error": 1}))
    assert [problem.what for problem in found.problems] == ["request is empty"]


def test_a_malformed_content_type_does_not_matter(post, request_of):
    headers = (("Content-Type", r"application/json\r\nAccept: x"),)
    assert read_calls(post(request_of("check", "s"), {"result": 1}, request_headers=headers)).calls


def test_a_fault_of_ours_is_a_problem_and_keeps_the_calls(post, request_of, monkeypatch):
    def broken(data: bytes, requests: int) -> bool:
        raise KeyError("Jan Jansen")

    monkeypatch.setattr(reading, "maybe_hidden", broken)
    found = read_calls(post(request_of("AService.get", "s"), {"result": 1}))
    assert [call.service_call for call in found.calls] == ["AService.get"]
    assert [(p.what, p.where) for p in found.problems] == [("reader failed (KeyError)", "exchange")]


def test_args_and_results_are_the_parsed_objects_themselves(post, request_of, monkeypatch):
    values = {"request": {"method": "check", "params": ["s", [1]]}, "answer": {"result": [[2]]}}
    monkeypatch.setattr(reading, "read_json", lambda body, headers, decoded, side: reading_of(values[side]))
    (call,) = read_calls(post(b"x", b"x")).calls
    assert call.args is values["request"]["params"]
    assert call.result is values["answer"]["result"]


def reading_of(value):
    from owskit_addon.wire.json_body import Read

    return Read(value=value)


@pytest.mark.parametrize("shape", ["list", "named", "batch"])
def test_ten_thousand_calls_in_well_under_a_second(post, request_of, shape):
    calls = [request_of("AService.get", "s", {"uid": n}, id=n) for n in range(10_000)]
    subs = [{"status": "success", "data": n} for n in range(10_000)]
    if shape == "list":
        request, answer = request_of("MultiService.execute", calls), {"result": subs}
    elif shape == "named":
        request = request_of("MultiService.execute", {f"n{n}": call for n, call in enumerate(calls)})
        answer = {"result": {f"n{n}": item for n, item in enumerate(subs)}}
    else:
        request, answer = calls, [{"result": n, "id": n} for n in range(10_000)]
    exchange = post(request, answer)
    start = time.process_time()
    found = read_calls(exchange)
    assert time.process_time() - start < 0.8
    assert [call.result for call in found.calls] == list(range(10_000))
    assert found.problems == []


def test_a_result_that_is_not_there_is_unset(post, request_of):
    (call,) = read_calls(post(request_of("AService.get", "s"), {"error": 1})).calls
    assert call.result is msgspec.UNSET
