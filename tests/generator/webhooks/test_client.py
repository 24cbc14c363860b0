"""The OWS client against a server of ours on loopback."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from tests.generator.webhooks.fake_ows import KEY, FakeOws

from owskit_addon.errors import OwsError
from owskit_generator.webhooks.client import OwsClient

LIST = "Otys.Services.WebhooksService.getList"
ADD = "Otys.Services.WebhooksService.add"


def test_calls_with_the_session_first_and_logs_out(ows: FakeOws) -> None:
    ows.replies[LIST] = lambda request: {"result": [], "id": request["id"]}
    with OwsClient(ows.url) as client:
        client.login_by_uid(KEY)
        assert client.call("WebhooksService.getList") == []
    assert ows.methods() == ["loginByUid", "WebhooksService.getList", "logout"]
    assert ows.asked[0]["params"] == [KEY]
    assert ows.asked[1] == {"jsonrpc": "2.0", "method": LIST, "params": ["session-0123456789abcdefgh"], "id": 2}


@pytest.mark.parametrize("answer", [{"result": False}, {"result": None}, {"result": 12}])
def test_a_wrong_key_is_said_without_the_key(ows: FakeOws, answer: dict[str, Any]) -> None:
    ows.replies["loginByUid"] = lambda request: answer
    with OwsClient(ows.url) as client, pytest.raises(OwsError) as refused:
        client.login_by_uid(KEY)
    assert "did not accept the API key" in refused.value.message
    assert KEY not in str(refused.value)


def test_an_error_has_the_code_and_the_words_of_ows_but_no_secret(ows: FakeOws) -> None:
    ows.replies[ADD] = lambda request: {
        "error": {"code": -32000, "message": f"no right for {KEY}\n{request['params'][0]}"}
    }
    with OwsClient(ows.url) as client:
        client.login_by_uid(KEY)
        with pytest.raises(OwsError) as refused:
            client.call("WebhooksService.add", {})
    assert refused.value.code == -32000
    assert refused.value.message == "no right for … …"


def test_a_password_is_not_repeated(ows: FakeOws) -> None:
    ows.replies["login"] = lambda request: {"error": {"message": f"{request['params'][1]} is wrong"}}
    with OwsClient(ows.url) as client, pytest.raises(OwsError) as refused:
        client.login("anna", "correct-horse-battery")
    assert refused.value.message == "… is wrong"


@pytest.mark.parametrize("text", ["Access denied; please login again", "Access denied; please login first"])
def test_logs_in_once_more_where_the_session_has_ended(ows: FakeOws, text: str) -> None:
    answers = iter([{"error": {"message": text}}, {"result": "42"}])
    ows.replies[ADD] = lambda request: next(answers)
    with OwsClient(ows.url) as client:
        client.login_by_uid(KEY)
        assert client.call("WebhooksService.add", {}) == "42"
    assert ows.methods() == ["loginByUid", "WebhooksService.add", "loginByUid", "WebhooksService.add", "logout"]


def test_a_session_that_keeps_ending_is_an_error_not_a_loop(ows: FakeOws) -> None:
    ows.replies[ADD] = lambda request: {"error": {"message": "Access denied; please login again"}}
    with OwsClient(ows.url) as client:
        client.login_by_uid(KEY)
        with pytest.raises(OwsError, match="please login again"):
            client.call("WebhooksService.add", {})
    assert ows.methods().count("WebhooksService.add") == 2


@pytest.mark.parametrize("body", [b"<html>Not found</html>", b"[]", b"{}", b'"text"', b"[" * 100_000, b""])
def test_what_is_not_ows_is_said(ows: FakeOws, body: bytes) -> None:
    ows.replies["loginByUid"] = lambda request: body
    with OwsClient(ows.url) as client, pytest.raises(OwsError, match="is not OWS"):
        client.login_by_uid(KEY)


def test_a_read_is_sent_once_more_and_a_write_is_not(ows: FakeOws) -> None:
    ows.replies[LIST] = lambda request: None
    ows.replies[ADD] = lambda request: None
    with OwsClient(ows.url) as client:
        client.login_by_uid(KEY)
        with pytest.raises(OwsError, match="cannot be reached"):
            client.call("WebhooksService.getList")
        with pytest.raises(OwsError, match="cannot be reached"):
            client.call("WebhooksService.add", {})
    assert ows.methods().count("WebhooksService.getList") == 2
    assert ows.methods().count("WebhooksService.add") == 1


def test_a_slow_answer_is_given_up(ows: FakeOws) -> None:
    release = threading.Event()

    def wait(request: dict[str, Any]) -> None:
        release.wait(10)

    ows.replies["loginByUid"] = wait
    try:
        with OwsClient(ows.url, seconds=0.2) as client, pytest.raises(OwsError, match="did not answer in time"):
            client.login_by_uid(KEY)
    finally:
        release.set()


def test_nobody_listens(ows: FakeOws) -> None:
    with OwsClient("http://127.0.0.1:9/jservice.php") as client, pytest.raises(OwsError, match="cannot be reached"):
        client.login_by_uid(KEY)


@pytest.mark.parametrize("url", ["", "ftp://ows.otys.nl/", "jservice.php", "https://user:pw@ows.otys.nl/"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(OwsError, match="no address"):
        OwsClient(url)


def test_the_key_goes_over_no_plain_connection_but_on_this_machine() -> None:
    with pytest.raises(OwsError, match="not https"):
        OwsClient("http://ows.otys.nl/jservice.php")


def test_a_certificate_that_is_none() -> None:
    with pytest.raises(OwsError, match="certificate"):
        OwsClient(verify=__file__)
