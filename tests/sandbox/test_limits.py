"""Requests per minute (`ows.md` 5)."""

from __future__ import annotations

from typing import Any

NAMES = ("X-Orl-Limit-Blocked", "X-Orl-Remaining-Timeframe", "X-Orl-Requests-Remaining")


def test_headers_are_on_all_answers(shared: Any) -> None:
    for response in (
        shared.post("check", [shared.session]),
        shared.post("nothing", []),
        shared.http.post("/jservice.php", content=b"{"),
    ):
        assert all(response.headers[name].isdecimal() for name in NAMES)


def test_over_the_limit_is_429_until_the_minute_is_over(run: Any) -> None:
    ows = run(rate_per_minute=4).use_key()
    check = [ows.post("check", [ows.session]) for _ in range(4)]
    assert [each.status_code for each in check] == [200, 200, 200, 429]
    assert [each.headers["X-Orl-Requests-Remaining"] for each in check] == ["2", "1", "0", "0"]
    assert [each.headers["X-Orl-Limit-Blocked"] for each in check] == ["0", "0", "0", "1"]
    assert 0 < int(check[-1].headers["Retry-After"]) <= 60
    assert "result" not in check[-1].json()
    ows.sandbox.clock.advance(int(check[-1].headers["Retry-After"]))
    assert ows.post("check", [ows.session]).status_code == 200


def test_350_requests_a_minute(run: Any) -> None:
    ows = run().use_key()
    codes = [ows.post("check", [ows.session]).status_code for _ in range(350)]
    assert codes == [200] * 349 + [429], "logging in was the first"


def test_a_refused_call_is_not_executed(run: Any) -> None:
    ows = run(rate_per_minute=2).use_key()
    uid = ows.call("CandidateService.getListEx", {"limit": 1})["listOutput"][0]["uid"]
    assert ows.post("Otys.Services.CandidateService.delete", [ows.session, uid]).status_code == 429
    assert ows.http.get("/__sandbox__/state").json()["records"]["candidates"] == 320


def test_it_counts_per_key_in_every_envelope_and_by_cookie(run: Any) -> None:
    ows = run(rate_per_minute=5).use_key()
    inner = {"method": "check", "params": [ows.session], "id": 1}
    ows.batch([ows.sub("UserService.getList"), ows.sub("UserService.getList")])
    ows.batch({"a": ows.sub("UserService.getList")})
    ows.answer("Otys.Services.LanguageService.wrapRequest", ["nl", inner])
    left = ows.post("Otys.Services.PhoenixModuleService.get", None).headers["X-Orl-Requests-Remaining"]
    assert left == "0"
    assert ows.post("loginByUid", ["a guess"]).status_code == 429


def test_somebody_at_a_browser_is_not_counted(run: Any) -> None:
    ows = run(rate_per_minute=1).sign_in()
    assert [ows.post("check", [ows.session]).status_code for _ in range(3)] == [200] * 3
