"""The limits that OWS tells are kept by the client itself (`ows.md` 5)."""

from __future__ import annotations

import pytest
from tests.generator.webhooks.fake_ows import KEY, FakeOws
from tests.generator.webhooks.otys import Otys, sandbox

from owskit_addon.errors import OwsError
from owskit_generator.webhooks.client import OwsClient
from owskit_generator.webhooks.pace import Pace

LIST = "Otys.Services.WebhooksService.getList"


class Waits:
    """Stands for `time.sleep`; keeps what was waited for and said."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.told: list[str] = []
        self.pace = Pace(self.seconds.append, self.told.append)


def ask(ows: FakeOws, waits: Waits, times: int = 1) -> None:
    ows.replies[LIST] = lambda request: {"result": []}
    with OwsClient(ows.url, pace=waits.pace) as client:
        client.login_by_uid(KEY)
        for _ in range(times):
            client.call("WebhooksService.getList")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "soon", "X-Orl-Remaining-Timeframe": "12"}, 13),
        ({"X-Orl-Remaining-Timeframe": "12"}, 13),
        ({}, 10),
    ],
)
def test_429_is_waited_for_and_sent_again(ows: FakeOws, headers: dict[str, str], seconds: float) -> None:
    waits = Waits()
    ows.heads = [(200, {}), (429, headers)]
    ask(ows, waits)
    assert waits.seconds == [seconds]
    assert waits.told == [f"Waiting {seconds} s: 127.0.0.1 takes no more requests for now."]
    assert ows.methods().count("WebhooksService.getList") == 2


def test_429_again_and_again_is_an_error(ows: FakeOws) -> None:
    waits = Waits()
    ows.heads = [(200, {}), *[(429, {"Retry-After": "1"})] * 5]
    with pytest.raises(OwsError, match="HTTP 429"):
        ask(ows, waits)
    assert waits.seconds == [1.0] * 4


def test_nobody_waits_for_an_hour(ows: FakeOws) -> None:
    waits = Waits()
    ows.heads = [(200, {}), (429, {"Retry-After": "3600"})]
    with pytest.raises(OwsError) as refused:
        ask(ows, waits)
    assert "3600 seconds" in refused.value.hint
    assert waits.seconds == []


def test_slows_down_by_itself_when_few_are_left(ows: FakeOws) -> None:
    waits = Waits()
    left = [20, 6, 5, 349]
    ows.heads = [(200, {"X-Orl-Requests-Remaining": str(n), "X-Orl-Remaining-Timeframe": "30"}) for n in left]
    ask(ows, waits, times=3)
    assert len(waits.seconds) == 1
    assert 29 < waits.seconds[0] <= 31


def test_a_whole_sandbox_minute_after_minute_without_one_refusal() -> None:
    """At ten requests a minute; waiting moves the sandbox's clock."""
    waited: list[float] = []
    with sandbox("--rate-per-minute", "10") as otys:

        def wait(seconds: float) -> None:
            waited.append(seconds)
            otys.advance(seconds)

        with OwsClient(otys.url, verify=otys.ready["ca"], pace=Pace(wait)) as client:
            client.login_by_uid(otys.ready["api_key"])
            for _ in range(30):
                assert client.call("WebhooksService.getList") == []
    assert len(waited) >= 3
    assert max(waited) <= 61


def test_a_session_of_fourteen_hours_ago_is_renewed(otys: Otys) -> None:
    """Told by the outer error of a call, and by each result of a batch (`ows.md` 13.10)."""
    with OwsClient(otys.url, verify=otys.ready["ca"]) as client:
        client.login_by_uid(otys.ready["api_key"])
        otys.advance(15 * 3600)
        assert client.call("WebhooksService.getList") == []
        otys.advance(15 * 3600)
        outcomes = client.batch([("WebhooksService.getList", []), ("WebhooksService.getLogs", [1])])
        assert [outcome.error for outcome in outcomes] == [None, None]
