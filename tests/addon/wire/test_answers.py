"""What counts as done and what as failed (ows.md 2.2 to 2.4)."""

from __future__ import annotations

import msgspec
import pytest

from owskit_addon.wire import read_calls

UNSET = msgspec.UNSET
SOFT = {"status": "error", "message": "no such profile"}
ERROR = {"code": 12, "message": "Access denied; please login again"}


@pytest.mark.parametrize(
    ("name", "answer", "outcome", "result", "error"),
    [
        ("AService.get", {"result": [], "id": 1}, "ok", [], None),
        ("AService.get", {"result": None, "id": 1}, "ok", None, None),
        ("AService.get", {"result": False, "id": 1}, "ok", False, None),
        ("AService.get", {"result": 1, "error": None}, "ok", 1, None),
        ("AService.get", {"error": ERROR, "id": 1}, "failed", UNSET, ERROR),
        ("AService.get", {"result": None, "error": ERROR}, "failed", UNSET, ERROR),
        ("AService.get", {"error": "text"}, "failed", UNSET, "text"),
        ("AService.get", {"error": []}, "failed", UNSET, []),
        (
            "EmailService.setSendAs",
            {"result": {"status": "error", "m": 1}},
            "failed",
            UNSET,
            {"status": "error", "m": 1},
        ),
        ("AService.get", {"result": {"status": "errors"}}, "ok", {"status": "errors"}, None),
        ("login", {"result": False}, "failed", False, None),
        ("loginAs", {"result": False}, "failed", False, None),
        ("loginByUid", {"result": False}, "failed", False, None),
        ("login", {"result": "sid"}, "ok", "sid", None),
        ("check", {"result": False}, "ok", False, None),
    ],
)
def test_plain(post, request_of, name, answer, outcome, result, error):
    reading = read_calls(post(request_of(name, "s"), answer))
    (call,) = reading.calls
    assert (call.outcome, call.result, call.error, reading.problems) == (outcome, result, error, [])


@pytest.mark.parametrize(
    ("sub", "outcome", "error"),
    [
        ({"status": "success", "data": 1}, "ok", None),
        ({"status": "error", "message": "m"}, "failed", {"status": "error", "message": "m"}),
        ({"status": "anything", "message": "m"}, "failed", {"status": "anything", "message": "m"}),
        ({"status": "success", "data": {"status": "error"}}, "failed", {"status": "error"}),
    ],
)
def test_in_multi(post, request_of, sub, outcome, error):
    multi = request_of("MultiService.execute", [request_of("AService.get", key="args"), request_of("BService.get")])
    first, second = read_calls(post(multi, {"result": [sub, {"status": "success", "data": 2}]})).calls
    assert (first.outcome, first.error) == (outcome, error)
    assert (second.outcome, second.result) == ("ok", 2)


def test_a_login_in_multi_that_answers_false(post, request_of):
    multi = request_of("MultiService.execute", [request_of("login", "u", "p", key="args")])
    (call,) = read_calls(post(multi, {"result": [{"status": "success", "data": False}]})).calls
    assert (call.outcome, call.result) == ("failed", False)


def test_an_outer_error_fails_every_call(post, request_of):
    wrapped = request_of("LanguageService.wrapRequest", "nl", request_of("BService.get"))
    multi = request_of("MultiService.execute", [request_of("AService.get", key="args"), wrapped])
    reading = read_calls(post(multi, {"error": ERROR, "id": 1}))
    assert [(c.outcome, c.error, c.result) for c in reading.calls] == [("failed", ERROR, UNSET)] * 2


@pytest.mark.parametrize(
    ("answer", "outcome", "result"),
    [
        ({"result": 5, "id": 1}, "ok", 5),
        ({"result": {"result": 5, "id": 9}, "id": 1}, "ok", 5),
        ({"result": {"result": 5, "id": "9"}, "id": 1}, "ok", 5),
        ({"result": {"jsonrpc": "2.0", "result": 5, "id": None}, "id": 1}, "ok", 5),
        ({"result": {"error": ERROR, "id": 9}, "id": 1}, "failed", UNSET),
        ({"error": ERROR, "id": 1}, "failed", UNSET),
        ({"result": {"result": 5, "id": 77}, "id": 1}, "ok", {"result": 5, "id": 77}),
        ({"result": {"result": 5, "id": 9, "uid": 1}, "id": 1}, "ok", {"result": 5, "id": 9, "uid": 1}),
        ({"result": {"id": 9}, "id": 1}, "ok", {"id": 9}),
    ],
)
def test_wrap_is_wrapped_once_or_clearly_twice(post, request_of, answer, outcome, result):
    wrap = request_of("LanguageService.wrapRequest", "nl", request_of("AService.get", id=9))
    (call,) = read_calls(post(wrap, answer)).calls
    assert (call.outcome, call.result) == (outcome, result)
