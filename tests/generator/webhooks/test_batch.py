"""MultiService: each result is looked at for itself (`ows.md` 2.2)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.generator.webhooks.fake_ows import KEY, FakeOws

from owskit_addon.errors import NoAnswer, OwsError
from owskit_generator.webhooks.client import OwsClient

MULTI = "Otys.Services.MultiService.execute"
OK = {"status": "success", "data": "7"}
DEAD = {"status": "error", "message": "Access denied; please login again"}
CALLS = [("WebhooksService.add", [{}]), ("WebhooksService.delete", ["1"])]


def batch(ows: FakeOws, *answers: Any) -> list[Any]:
    given = iter(answers)
    ows.replies[MULTI] = lambda request: next(given)
    with OwsClient(ows.url) as client:
        client.login_by_uid(KEY)
        return [(outcome.result, outcome.error and outcome.error.message) for outcome in client.batch(CALLS)]


def test_one_that_fails_does_not_fail_the_other(ows: FakeOws) -> None:
    refused = {"status": "error", "message": "No rights"}
    assert batch(ows, {"result": [refused, OK]}) == [(None, "No rights"), ("7", None)]
    inner = next(asked for asked in ows.asked if asked["method"] == MULTI)["params"][0]
    session = "session-0123456789abcdefgh"
    assert inner == [
        {"method": "Otys.Services.WebhooksService.add", "args": [session, {}]},
        {"method": "Otys.Services.WebhooksService.delete", "args": [session, "1"]},
    ]


@pytest.mark.parametrize("result", [{"0": OK, "1": OK}, {"1": OK, "0": OK}])
def test_results_under_numbers_are_put_in_order(ows: FakeOws, result: Any) -> None:
    assert batch(ows, {"result": result}) == [("7", None), ("7", None)]


@pytest.mark.parametrize("result", [[OK], [OK, None], [OK, "7"], {"0": OK}, [OK, {}]])
def test_a_result_that_is_missing_is_not_taken_for_a_success(ows: FakeOws, result: Any) -> None:
    assert batch(ows, {"result": result})[1] == (None, "OWS gave no result for this call of the batch.")


@pytest.mark.parametrize("result", [None, True, "text", 5])
def test_what_are_no_results_is_an_error(ows: FakeOws, result: Any) -> None:
    with pytest.raises(OwsError, match="something else than its results"):
        batch(ows, {"result": result})


def test_what_was_refused_for_a_dead_session_is_sent_once_more_and_nothing_else(ows: FakeOws) -> None:
    assert batch(ows, {"result": [OK, DEAD]}, {"result": [OK]}) == [("7", None), ("7", None)]
    sent = [[call["method"][-3:] for call in asked["params"][0]] for asked in ows.asked if asked["method"] == MULTI]
    assert sent == [["add", "ete"], ["ete"]]
    assert ows.methods().count("loginByUid") == 2


def test_a_dead_session_told_by_the_batch_as_a_whole(ows: FakeOws) -> None:
    assert batch(ows, {"error": DEAD}, {"result": [OK, OK]}) == [("7", None), ("7", None)]


def test_a_batch_without_an_answer_is_not_sent_again(ows: FakeOws) -> None:
    with pytest.raises(NoAnswer):
        batch(ows, None)
    assert ows.methods().count("MultiService.execute") == 1
