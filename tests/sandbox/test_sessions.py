"""Logging in and out, and how long it lasts (`ows.md` 3)."""

from __future__ import annotations

from typing import Any

from owskit_sandbox.clock import Clock
from owskit_sandbox.sessions import Sessions


def test_a_session_id_has_26_characters_and_never_the_word(run: Any) -> None:
    ows = run().sign_in()
    assert len(ows.session) == 26
    assert ows.session.isalnum()
    assert "sessionid" not in ows.session


def test_login_sets_the_cookie_and_logout_clears_it(run: Any) -> None:
    ows = run().sign_in()
    assert ows.http.cookies["PHPSESSID"] == ows.session
    assert ows.answer("logout", [ows.session])["result"] is True
    assert "PHPSESSID" not in ows.http.cookies
    assert ows.answer("check", [ows.session])["error"]["message"] == "Access denied; please login again"


def test_over_https_the_cookie_is_secure(shared: Any) -> None:
    recruiter = shared.sandbox.recruiter
    response = shared.post("login", [recruiter["username"], recruiter["password"], None, None, "phoenix"])
    assert "secure" in response.headers["set-cookie"].lower()


def test_wrong_names_passwords_and_keys_give_false(shared: Any) -> None:
    name = shared.sandbox.recruiter["username"]
    for params in ([name, "wrong"], [name, None], ["nobody", ""], [], [None, None], [{}, []], None):
        assert shared.answer("login", params)["result"] is False
    for params in (["wrong"], [None], [], [{"a": 1}]):
        assert shared.answer("loginByUid", params)["result"] is False


def test_the_key_belongs_to_the_integration_user(run: Any) -> None:
    ows = run().use_key()
    user = ows.answer("check", [ows.session])["result"]
    assert user["id"] == ows.sandbox.user_id
    assert user["clientId"] == ows.sandbox.client_id
    assert user["originalUser"] == user["id"]
    assert user["defaultContentLanguage"] == "nl"
    assert user["client"]


def test_the_key_also_as_go_sends_it(shared: Any) -> None:
    assert len(shared.answer("loginByUid", [shared.sandbox.api_key, None, None, "phoenix"])["result"]) == 26


def test_login_as_acts_as_another_and_remembers_who(run: Any) -> None:
    ows = run().use_key()
    recruiter = ows.call("UserService.getList")[0]
    acting = ows.answer("loginAs", [ows.session, recruiter["uid"], None, None, "phoenix"])["result"]
    assert acting != ows.session
    user = ows.answer("check", [acting])["result"]
    assert (user["id"], user["originalUser"]) == (recruiter["id"], ows.sandbox.user_id)
    assert ows.answer("loginAs", [ows.session, "nobody"])["result"] is False


def test_a_session_lasts_14_hours(run: Any) -> None:
    ows = run().sign_in()
    ows.sandbox.clock.advance(14 * 3600 - 30)
    assert ows.answer("check", [ows.session])["result"]
    ows.sandbox.clock.advance(60)
    assert ows.answer("check", [ows.session])["error"]["message"] == "Access denied; please login again"


def test_a_new_login_leaves_the_old_one_alone(run: Any) -> None:
    ows = run().sign_in()
    first = ows.session
    assert ows.sign_in().session != first
    assert ows.answer("check", [first])["result"]


def test_expired_sessions_are_forgotten() -> None:
    clock = Clock()
    sessions = Sessions(clock, 60)
    sessions.start(1)
    clock.advance(61)
    assert len(sessions) == 0


def test_secrets_are_new_each_time_and_not_of_the_seed(run: Any) -> None:
    first, second = run(seed=5).sandbox, run(seed=5).sandbox
    assert first.api_key != second.api_key
    assert first.recruiter["password"] != second.recruiter["password"]
    assert first.recruiter["username"] == second.recruiter["username"]
