"""The rules that are switched: what fails, what is refused, spellings, what is registered from the start."""

from __future__ import annotations

from typing import Any

import pytest

UPDATE = "CandidateService.updateEx"


def test_a_share_of_calls_fails_the_same_for_the_same_seed(run: Any) -> None:
    outcomes = []
    for _ in range(2):
        ows = run(fail_rate=0.3).use_key()
        given = ows.batch([ows.sub("WebhooksService.getList") for _ in range(200)])
        outcomes.append([each["status"] for each in given])
    assert outcomes[0] == outcomes[1]
    assert 30 < outcomes[0].count("error") < 90


def test_what_fails_does_nothing_and_log_ins_never_fail(run: Any) -> None:
    ows = run(fail_rate=1).use_key()
    definition = {"serviceCall": UPDATE, "webhookUrl": "https://x.example/"}
    assert ows.refused("WebhooksService.add", definition) == "Internal error; try again later"
    assert ows.sandbox.world.webhooks.all() == []


def test_a_call_without_right_is_refused_for_the_key_only(run: Any) -> None:
    ows = run(refuse=("WebhooksService.getList",)).use_key()
    assert ows.refused("WebhooksService.getList") == "Access denied; no right to this call"
    assert ows.sign_in().call("WebhooksService.getList") == []


def test_the_manuals_spelling(run: Any, receiver: Any, until: Any) -> None:
    ows = run(spelling="manual", cache_seconds=0).use_key()
    ows.call("WebhooksService.add", {"serviceCall": UPDATE, "webhookUrl": receiver.url, "klantGlobal": True})
    assert set(ows.call("WebhooksService.getList")[0]) == {
        "uid",
        "servicecall",
        "webhookurl",
        "klantglobal",
        "klantid",
        "userid",
    }
    ows.call(UPDATE, ows.some("CandidateService"), {"note": "x"})
    until(lambda: receiver.received)
    assert set(ows.call("WebhooksService.getLogs")[0][0]) == {
        "id",
        "klantid",
        "userid",
        "webhookurl",
        "requestdata",
        "responsedata",
        "responsecode",
        "addeddatetime",
        "processed",
        "processeddatetime",
    }


def test_the_wordpress_plugin_is_there_by_choice(run: Any) -> None:
    assert run().use_key().call("WebhooksService.getList") == []
    found = run(wordpress_plugin=True).use_key().call("WebhooksService.getList")
    assert len({each["serviceCall"] for each in found}) == len(found) == 14
    assert {(each["webhookUrl"], each["klantGlobal"]) for each in found} == {
        ("https://www.zandbak.example/webhooks", True)
    }


@pytest.mark.parametrize("url", ["https://owskit-listen.invalid/x", "http://www.zandbak.example/", "https://a.test./"])
def test_nobody_is_asked_for_a_host_that_cannot_be(
    run: Any, until: Any, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ows = run(cache_seconds=0).use_key()
    asked: list[Any] = []
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **_: asked.append(args) or [])
    ows.call("WebhooksService.add", {"serviceCall": UPDATE, "webhookUrl": url, "klantGlobal": True})
    ows.call(UPDATE, ows.some("CandidateService"), {"note": "x"})
    [row] = until(lambda: [row for row in ows.call("WebhooksService.getLogs")[0] if row["is_processed"] == "1"])
    assert (row["response_code"], row["response_data"]) == (0, "")
    assert asked == []
