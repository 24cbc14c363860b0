"""Envelopes, forms of params, and answers (`ows.md` 2)."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

PREFIX = "Otys.Services."


def test_an_answer_has_result_and_id_and_nothing_else(shared: Any) -> None:
    answer = shared.answer("check", [shared.session])
    assert set(answer) == {"result", "id"}
    assert answer["id"] == 7


def test_an_error_is_http_200_without_result(shared: Any) -> None:
    answer = shared.answer(f"{PREFIX}NoSuchService.get", [shared.session])
    assert answer == {"error": {"message": "Method not found", "code": -32601}, "id": 7}


@pytest.mark.parametrize(
    "method", ["CandidateService.getListEx", f"{PREFIX}check", f"{PREFIX}CandidateService.getlistex"]
)
def test_names_have_the_prefix_but_for_the_bare_ones(shared: Any, method: str) -> None:
    assert "error" in shared.answer(method, [shared.session])


def test_multi_service_keeps_order_and_one_failure_to_itself(shared: Any) -> None:
    results = shared.batch(
        [shared.sub("UserService.getList"), shared.sub("X.y"), {"method": "check", "args": [shared.session]}]
    )
    assert [result["status"] for result in results] == ["success", "error", "success"]
    assert results[1] == {"status": "error", "message": "Method not found"}
    assert results[2]["data"]["username"] == shared.sandbox.recruiter["username"]


def test_multi_service_keeps_the_callers_keys(shared: Any) -> None:
    results = shared.batch({"who": {"method": "check", "args": [shared.session]}, "bad": 5})
    assert list(results) == ["who", "bad"]
    assert results["bad"]["status"] == "error"


def test_a_dead_session_fails_each_call_of_a_batch(shared: Any) -> None:
    results = shared.batch([{"method": "check", "args": ["x" * 26]}])
    assert results == [{"status": "error", "message": "Access denied; please login again"}]


def test_wrap_request_answers_like_the_call_inside(shared: Any) -> None:
    inner = {"jsonrpc": "2.0", "method": "check", "params": [shared.session], "id": 1}
    assert shared.answer(f"{PREFIX}LanguageService.wrapRequest", ["nl", inner])["result"]["clientId"] == 4711
    inner["params"] = ["nobody"]
    wrapped = shared.answer(f"{PREFIX}LanguageService.wrapRequest", ["nl", inner])
    assert wrapped["error"]["message"] == "Access denied; please login again"


def test_envelopes_nest_to_a_bound(shared: Any) -> None:
    def nested(times: int) -> Any:
        call: Any = {"method": "check", "args": [shared.session]}
        for _ in range(times):
            call = {"method": f"{PREFIX}MultiService.execute", "args": [[call]]}
        return shared.batch([call])

    assert nested(1)[0]["data"][0]["data"]["clientId"] == 4711
    assert "nested too deeply" in json.dumps(nested(20))


def test_params_as_an_object_with_numeric_and_named_keys(shared: Any) -> None:
    answer = shared.answer(f"{PREFIX}UserService.getList", {"0": shared.session, "what": {"username": 1}})
    assert set(answer["result"][0]) == {"username", "uid"}


def test_the_plugins_calls_with_params_as_an_object(shared: Any) -> None:
    websites = shared.answer(f"{PREFIX}WebsiteService.getList", {"0": shared.session, "what": {"uid": 1, "website": 1}})
    assert websites["result"][0] == {"uid": "1", "website": "werkenbij.zandbak.example"}
    inner = {
        "jsonrpc": "2.0",
        "method": f"{PREFIX}SendingProfileService.getList",
        "params": {"0": shared.session, "what": {"email": 1, "siteId": 1}},
        "id": 1,
    }
    wrapped = shared.answer(f"{PREFIX}LanguageService.wrapRequest", ["nl", inner])
    assert wrapped["result"][0] == {"uid": "1", "email": "werving@werkenbij.zandbak.example", "siteId": 1}


def test_a_batch_of_no_calls_is_phps_empty_list(shared: Any) -> None:
    assert shared.batch({}) == shared.batch([]) == []


def test_null_params_take_the_session_of_the_cookie(shared: Any) -> None:
    modules = shared.post(f"{PREFIX}PhoenixModuleService.get", None, headers={"Cookie": f"PHPSESSID={shared.session}"})
    assert {"name": "candidates", "position": 0} in modules.json()["result"]


def test_the_session_texts(shared: Any) -> None:
    shared.http.cookies.clear()
    assert shared.answer("check", [None])["error"]["message"] == "Access denied; please login first"
    assert shared.answer("check", ["a" * 26])["error"]["message"] == "Access denied; please login again"


def test_trailing_nulls_do_no_harm(shared: Any) -> None:
    uid = shared.some("CandidateService")
    assert shared.call("CandidateService.getDetail", uid, {"uid": 1}, None) == {"uid": uid}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"[]", b'"x"', b'{"method": 5}', b"\xff\xfe", b'{"a": 1e999}', b"[" * 50_000]
)
def test_what_is_no_request_is_an_error_with_http_200(shared: Any, body: bytes) -> None:
    response = shared.http.post("/jservice.php", content=body)
    assert response.status_code == 200
    assert set(response.json()) == {"error", "id"}
    assert response.json()["id"] is None


def test_a_batch_array_is_an_error(shared: Any) -> None:
    response = shared.http.post("/jservice.php", json=[{"method": "check", "params": [shared.session], "id": 1}])
    assert response.status_code == 200
    assert "error" in response.json()


def test_deep_nesting_is_an_error(shared: Any) -> None:
    body = '{"method": "check", "params": ' + "[" * 500 + "]" * 500 + "}"
    assert "error" in shared.http.post("/jservice.php", content=body).json()


@pytest.mark.parametrize("content_type", ["text/plain", "application/json\\r\\nX-Other: 1", "nonsense;;;", None])
def test_any_content_type_and_query_string_will_do(shared: Any, content_type: str | None) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    body = json.dumps({"method": "check", "params": [shared.session], "id": "seven"})
    response = shared.http.post("/jservice.php?remark=a,b&x[]=%%", content=body, headers=headers)
    assert response.json()["result"]["clientId"] == 4711
    assert response.json()["id"] == "seven"


def test_a_header_that_is_badly_written_on_the_wire(run: Any) -> None:
    ows = run().sign_in()
    body = json.dumps({"method": "check", "params": [ows.session], "id": 1}).encode()
    lines = ("POST /jservice.php HTTP/1.1", "Host: x", "Content-Type: ;=\\r\\n", f"Content-Length: {len(body)}")
    head = "\r\n".join([*lines, "Connection: close", "", ""])
    with socket.create_connection(("127.0.0.1", int(ows.sandbox.url.rpartition(":")[2]))) as connection:
        connection.sendall(head.encode() + body)
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    assert b'"clientId":4711' in answer


def test_a_get_is_an_error(shared: Any) -> None:
    response = shared.http.get("/jservice.php?remark=x")
    assert response.status_code == 200
    assert "error" in response.json()


def test_hostile_arguments_are_refused_and_the_server_lives_on(shared: Any) -> None:
    uid = shared.some("VacancyService")
    for args in (
        [{"a": 1}],
        [[1]],
        [True],
        [None, None],
        [-1],
        ["\ud800"],
        [uid, 5],
        [uid, {"statusId": {}}],
        [10**400],
    ):
        for verb in ("getDetail", "updateEx", "delete", "getListEx"):
            answer = shared.answer(f"{PREFIX}VacancyService.{verb}", [shared.session, *args])
            assert "error" not in answer or uid not in answer["error"]["message"]
    assert shared.call("UserService.getList")
