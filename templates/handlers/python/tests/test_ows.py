"""The client that handlers get: the session by itself, again when it has ended, and no other fault hidden."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from generated import Ows, OwsError

Reply = Callable[[dict[str, Any]], Any]


def client(reply: Reply, asked: list[dict[str, Any]], api_key: str | None = "key") -> Ows:
    def answer(request: httpx.Request) -> httpx.Response:
        call = json.loads(request.content)
        asked.append(call)
        if call["method"] == "loginByUid":
            return httpx.Response(200, json={"result": f"session-{len(asked)}"})
        return httpx.Response(200, json=reply(call))

    return Ows("http://ows.test/jservice.php", api_key, httpx.MockTransport(answer))


def test_logs_in_once_and_puts_the_session_first() -> None:
    asked: list[dict[str, Any]] = []
    ows = client(lambda call: {"result": "u1"}, asked)
    assert ows.call("CandidateService.updateEx", "u1", {"a": 1}) == "u1"
    assert ows.call("CandidateService.updateEx", "u1", {"a": 2}) == "u1"
    assert [call["method"] for call in asked] == ["loginByUid"] + ["Otys.Services.CandidateService.updateEx"] * 2
    assert asked[1]["params"] == ["session-1", "u1", {"a": 1}]


def test_logs_in_again_when_the_session_has_ended() -> None:
    asked: list[dict[str, Any]] = []
    answers = iter([{"error": {"message": "Access denied; please login again"}}, {"result": True}])
    assert client(lambda call: next(answers), asked).call("VacancyService.delete", "u1") is True
    assert [call["params"][0] for call in asked] == ["key", "session-1", "key", "session-3"]


def test_an_error_has_code_and_message() -> None:
    ows = client(lambda call: {"error": {"code": 5, "message": "no such field"}}, [])
    with pytest.raises(OwsError, match="no such field") as refused:
        ows.call("VacancyService.getDetail", "u1")
    assert refused.value.code == 5


def test_without_a_key_no_call_is_made() -> None:
    asked: list[dict[str, Any]] = []
    with pytest.raises(OwsError, match="OTYS_API_KEY"):
        client(lambda call: {}, asked, api_key=None).call("VacancyService.getDetail", "u1")
    assert asked == []


@pytest.mark.parametrize("body", [[], {}, "text", None])
def test_what_is_not_ows(body: Any) -> None:
    with pytest.raises(OwsError, match="not OWS"):
        client(lambda call: body, []).call("VacancyService.getDetail", "u1")
