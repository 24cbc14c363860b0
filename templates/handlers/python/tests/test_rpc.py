"""The line to OWS: the session by itself, again when it has ended, and what is known after each kind of fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from generated import OwsError, OwsUncertain
from generated.rpc import Rpc

Reply = Callable[[dict[str, Any]], Any]


def line(reply: Reply, asked: list[dict[str, Any]], api_key: str | None = "key") -> Rpc:
    def answer(request: httpx.Request) -> httpx.Response:
        call = json.loads(request.content)
        asked.append(call)
        if call["method"] == "loginByUid":
            return httpx.Response(200, json={"result": f"session-{len(asked)}"})
        given = reply(call)
        return given if isinstance(given, httpx.Response) else httpx.Response(200, json=given)

    return Rpc("http://ows.test/jservice.php", api_key, transport=httpx.MockTransport(answer))


def ask(rpc: Rpc) -> Any:
    return rpc.call("VacancyService.getDetail", lambda session: [session, "u1"])


def test_logs_in_once_and_puts_the_session_first() -> None:
    asked: list[dict[str, Any]] = []
    rpc = line(lambda call: {"result": "u1"}, asked)
    assert (ask(rpc), ask(rpc)) == ("u1", "u1")
    assert [call["method"] for call in asked] == ["loginByUid"] + ["Otys.Services.VacancyService.getDetail"] * 2
    assert asked[1]["params"] == ["session-1", "u1"]


def test_logs_in_again_when_the_session_has_ended() -> None:
    asked: list[dict[str, Any]] = []
    answers = iter([{"error": {"message": "Access denied; please login again"}}, {"result": True}])
    assert ask(line(lambda call: next(answers), asked)) is True
    assert [call["params"][0] for call in asked] == ["key", "session-1", "key", "session-3"]


def test_logs_in_again_after_a_batch_whose_session_had_ended() -> None:
    asked: list[dict[str, Any]] = []
    rpc = line(lambda call: {"result": 1}, asked)
    ask(rpc)
    rpc.forget_session("no such field")
    ask(rpc)
    rpc.forget_session("Access denied; please login first")
    ask(rpc)
    assert [call["method"] for call in asked].count("loginByUid") == 2


def test_an_error_has_code_and_message() -> None:
    with pytest.raises(OwsError, match="no such field") as refused:
        ask(line(lambda call: {"error": {"code": 5, "message": "no such field"}}, []))
    assert refused.value.code == 5
    assert not isinstance(refused.value, OwsUncertain)


def test_without_a_key_no_call_is_made() -> None:
    asked: list[dict[str, Any]] = []
    with pytest.raises(OwsError, match="OTYS_API_KEY"):
        ask(line(lambda call: {}, asked, api_key=None))
    assert asked == []


@pytest.mark.parametrize("body", [[], {}, "text", None])
def test_after_what_is_not_ows_nobody_knows(body: Any) -> None:
    with pytest.raises(OwsUncertain, match="not OWS"):
        ask(line(lambda call: body, []))


@pytest.mark.parametrize(
    ("fault", "uncertain"),
    [
        (httpx.ReadTimeout("x"), True),
        (httpx.WriteTimeout("x"), True),
        (httpx.ReadError("x"), True),
        (httpx.RemoteProtocolError("x"), True),
        (httpx.ConnectError("x"), False),
        (httpx.ConnectTimeout("x"), False),
    ],
)
def test_what_a_lost_connection_says_of_the_call(fault: Exception, uncertain: bool) -> None:
    def reply(call: dict[str, Any]) -> Any:
        raise fault

    with pytest.raises(OwsError) as raised:
        ask(line(reply, []))
    assert isinstance(raised.value, OwsUncertain) is uncertain


def test_too_many_requests_were_not_made() -> None:
    with pytest.raises(OwsError, match="429") as raised:
        ask(line(lambda call: httpx.Response(429), []))
    assert not isinstance(raised.value, OwsUncertain)


def test_a_login_that_times_out_means_that_the_call_was_not_begun() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("x", request=request)

    with pytest.raises(OwsError) as raised:
        ask(Rpc("http://ows.test", "key", transport=httpx.MockTransport(answer)))
    assert not isinstance(raised.value, OwsUncertain)


@pytest.mark.parametrize(("found", "user"), [({"id": 99}, "99"), ({"id": "7"}, "7"), ({}, ""), (False, ""), ("x", "")])
def test_whose_key_it_is(found: Any, user: str) -> None:
    assert line(lambda call: {"result": found}, []).user() == user
