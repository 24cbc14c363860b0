"""Looking into the sandbox and moving its clock, and who may (design 5.8)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

PAGES = ("state", "clock", "deliveries")


def test_the_state_has_every_call_in_order(run: Any) -> None:
    ows = run().use_key()
    ows.batch(
        [{"method": "check", "args": [ows.session]}, ows.sub("X.y"), ows.sub("CandidateService.getDetail", "nobody")]
    )
    state = ows.http.get("/__sandbox__/state").json()
    assert [(each["method"], each["user"], each["ok"]) for each in state["calls"]] == [
        ("loginByUid", None, True),
        ("check", ows.sandbox.user_id, True),
        ("CandidateService.getDetail", ows.sandbox.user_id, False),
    ]
    assert datetime.fromisoformat(state["calls"][0]["time"]).tzinfo is UTC
    assert state["sessions"] == 1
    assert state["records"] == {
        "users": 4,
        "candidates": 320,
        "vacancies": 60,
        "procedures": 140,
        "relations": 24,
        "documents": 0,
    }


def test_the_clock_moves(run: Any) -> None:
    http = run().http

    def move(**how: Any) -> datetime:
        return datetime.fromisoformat(http.post("/__sandbox__/clock", json=how).json()["now"])

    now = http.get("/__sandbox__/clock").json()
    assert abs(now["epoch"] - datetime.now(UTC).timestamp()) < 5
    assert 3600 <= (move(advance=3600) - datetime.fromisoformat(now["now"])).total_seconds() < 3605
    assert move(set="2027-01-02T03:04:05Z").strftime("%Y-%m-%d %H:%M") == "2027-01-02 03:04"
    assert move(set="2027-01-02T03:04:05").strftime("%Y-%m-%d %H:%M") == "2027-01-02 03:04"
    assert move(set=0).year == 1970


def test_a_time_that_is_none_is_refused(run: Any) -> None:
    http = run().http
    for body in (b"", b"[]", b"{", b'{"advance": 1e300}', b'{"advance": NaN}', b'{"set": "noon"}', b'{"set": 1e99}'):
        response = http.post("/__sandbox__/clock", content=body)
        assert response.status_code == 400
        assert "advance" in response.json()["error"]
    assert http.get("/__sandbox__/clock").status_code == 200


def test_deliveries_since_one(run: Any, receiver: Any) -> None:
    ows = run(cache_seconds=0, delivery="inside").use_key()
    ows.call("WebhooksService.add", {"serviceCall": "check", "webhookUrl": receiver.url, "klantGlobal": True})
    for _ in range(3):
        ows.answer("check", [ows.session])
    found = ows.http.get("/__sandbox__/deliveries").json()["deliveries"]
    assert [each["id"] for each in found] == [1, 2, 3]
    assert found[0]["service_call"] == "check"
    assert found[0]["body"]["request"]["method"] == "check"
    assert [each["id"] for each in ows.http.get("/__sandbox__/deliveries?after=2").json()["deliveries"]] == [3]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example.com"},
        {"Host": "127.0.0.1.example.com:8443"},
        {"Host": "[broken"},
        {"Origin": "https://evil.example.com"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_foreign_page_gets_nothing_and_moves_nothing(shared: Any, page: str, headers: dict[str, str]) -> None:
    before = shared.sandbox.clock.now()
    for method in ("GET", "POST"):
        response = shared.http.request(method, f"/__sandbox__/{page}", headers=headers, content=b'{"advance": 99999}')
        assert response.status_code in {400, 403}
        assert "now" not in response.text
    assert (shared.sandbox.clock.now() - before).total_seconds() < 60


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_its_own_may_ask(shared: Any, page: str) -> None:
    headers = {"Origin": shared.sandbox.url, "Sec-Fetch-Site": "same-origin"}
    assert shared.http.get(f"/__sandbox__/{page}", headers=headers).status_code == 200


def test_no_header_says_that_somebody_is_from_here(run: Any) -> None:
    from starlette.requests import Request

    from owskit_sandbox.control import refused

    headers = [(b"host", b"127.0.0.1"), (b"x-forwarded-for", b"127.0.0.1")]
    scope = {"type": "http", "scheme": "http", "path": "/", "query_string": b"", "headers": headers}
    assert refused(Request({**scope, "client": ("10.0.0.9", 1)})) is not None
    assert refused(Request({**scope, "client": ("127.0.0.1", 1)})) is None
