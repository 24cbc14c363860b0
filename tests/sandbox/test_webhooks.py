"""Which webhook fires, when, and how definitions are spelled (`ows.md` 4)."""

from __future__ import annotations

import json
from typing import Any

import pytest

PREFIX = "Otys.Services."
UPDATE = "CandidateService.updateEx"


def add(ows: Any, call: str, url: str, everyone: Any = True) -> str:
    uid: str = ows.call("WebhooksService.add", {"serviceCall": call, "webhookUrl": url, "klantGlobal": everyone})
    return uid


def both(run: Any, **rules: Any) -> tuple[Any, Any]:
    """A recruiter and the integration user of one sandbox whose definitions are seen at once."""
    from copy import copy

    recruiter = run(**{"cache_seconds": 0, **rules}).sign_in()
    integration = copy(recruiter).use_key()
    return recruiter, integration


def change(ows: Any, note: str = "x") -> str:
    uid: str = ows.some("CandidateService")
    ows.call(UPDATE, uid, {"note": note})
    return uid


def test_definitions_are_flat_and_camel_case(run: Any) -> None:
    ows = run().use_key()
    uid = add(ows, UPDATE, "https://hooks.example.com/otys?user={%user.internalId%}", "true")
    assert isinstance(uid, str)
    assert ows.call("WebhooksService.getList") == [
        {
            "uid": uid,
            "serviceCall": UPDATE,
            "webhookUrl": "https://hooks.example.com/otys?user={%user.internalId%}",
            "klantGlobal": True,
            "klantId": ows.sandbox.client_id,
            "userId": ows.sandbox.user_id,
        }
    ]


def test_client_wide_in_any_spelling(run: Any) -> None:
    ows = run().use_key()
    for flag in (True, "true", 1, "1", False, "false", "0", 0, None):
        add(ows, UPDATE, "http://127.0.0.1:9/x", flag)
    assert [each["klantGlobal"] for each in ows.call("WebhooksService.getList")] == [True] * 4 + [False] * 5


def test_update_and_delete(run: Any) -> None:
    ows = run().use_key()
    uid = add(ows, UPDATE, "http://127.0.0.1:9/x")
    assert ows.call("WebhooksService.update", int(uid), {"webhookUrl": "http://127.0.0.1:9/y"}) == []
    changed = ows.call("WebhooksService.getList")[0]
    assert (changed["serviceCall"], changed["webhookUrl"], changed["klantGlobal"]) == (
        UPDATE,
        "http://127.0.0.1:9/y",
        True,
    )
    assert ows.call("WebhooksService.delete", uid) is True
    assert ows.call("WebhooksService.getList") == []
    assert ows.refused("WebhooksService.delete", uid) == "The record does not exist"


def test_what_is_no_definition_is_refused(run: Any) -> None:
    ows = run().use_key()
    for url in (None, "", "ftp://x/y", "http://", "http://[x", "http://x:99999/"):
        assert ows.refused("WebhooksService.add", {"serviceCall": UPDATE, "webhookUrl": url}) == "Invalid arguments"
    for call in (None, "", 5):
        data = {"serviceCall": call, "webhookUrl": "http://127.0.0.1/x"}
        assert ows.refused("WebhooksService.add", data) == "Invalid arguments"


def test_adding_twice_makes_two(run: Any) -> None:
    ows = run().use_key()
    assert add(ows, UPDATE, "http://127.0.0.1:9/x") != add(ows, UPDATE, "http://127.0.0.1:9/x")


def test_a_batch_registers_and_removes(run: Any) -> None:
    ows = run().use_key()
    data = {"serviceCall": UPDATE, "webhookUrl": "http://127.0.0.1:9/x", "klantGlobal": True}
    uid = ows.batch([ows.sub("WebhooksService.add", data)])[0]["data"]
    assert ows.batch([ows.sub("WebhooksService.delete", uid)]) == [{"status": "success", "data": True}]


def test_a_delivery_says_what_was_called_and_answered(run: Any, receiver: Any, until: Any) -> None:
    recruiter, integration = both(run)
    add(integration, UPDATE, receiver.url + "/hook?client={%user.clientId%}&user={%user.internalId%}")
    uid = change(recruiter)
    [(path, body)] = until(lambda: receiver.received)
    assert body == {"request": {"method": PREFIX + UPDATE, "args": [None, uid, {"note": "x"}]}, "result": uid}
    user = recruiter.answer("check", [recruiter.session])["result"]["id"]
    assert path == f"/hook?client={recruiter.sandbox.client_id}&user={user}"


def test_the_inner_call_fires_and_no_envelope_does(run: Any, receiver: Any, until: Any) -> None:
    recruiter, integration = both(run)
    for call in (UPDATE, "MultiService.execute", "LanguageService.wrapRequest"):
        add(integration, call, f"{receiver.url}/{call}")
    uid = recruiter.some("CandidateService")
    inner = {"method": PREFIX + UPDATE, "params": [recruiter.session, uid, {"note": "wrapped"}], "id": 1}
    recruiter.batch({"a": recruiter.sub(UPDATE, uid, {"note": "batched"}), "b": recruiter.sub("X.y")})
    recruiter.answer(f"{PREFIX}LanguageService.wrapRequest", ["nl", inner])
    until(lambda: len(receiver.received) == 2)
    assert [body["request"]["method"] for _, body in receiver.received] == [PREFIX + UPDATE] * 2
    assert [body["result"] for _, body in receiver.received] == [{"status": "success", "data": uid}, uid]


def test_bare_results_when_told(run: Any, receiver: Any, until: Any) -> None:
    recruiter, integration = both(run, result="bare")
    add(integration, UPDATE, receiver.url)
    uid = recruiter.some("CandidateService")
    recruiter.batch([recruiter.sub(UPDATE, uid, {})])
    assert until(lambda: receiver.received)[0][1]["result"] == uid


@pytest.mark.parametrize(
    ("how", "args"),
    [("null", [None, "uid"]), ("mask", ["[sessionid]", "uid"]), ("drop", {"1": "uid"}), ("keep", ["session", "uid"])],
)
def test_the_session_slot(run: Any, receiver: Any, until: Any, how: str, args: Any) -> None:
    recruiter, integration = both(run, mask_session=how)
    add(integration, "CandidateService.delete", receiver.url)
    uid = recruiter.some("CandidateService")
    recruiter.call("CandidateService.delete", uid)
    expected = json.loads(json.dumps(args).replace('"uid"', f'"{uid}"').replace('"session"', f'"{recruiter.session}"'))
    assert until(lambda: receiver.received)[0][1]["request"]["args"] == expected


def test_the_session_in_an_object_is_masked_too(run: Any, receiver: Any, until: Any) -> None:
    recruiter, integration = both(run)
    add(integration, "UserService.getList", receiver.url)
    recruiter.answer(f"{PREFIX}UserService.getList", {"0": recruiter.session, "what": {"name": 1}})
    assert until(lambda: receiver.received)[0][1]["request"]["args"] == {"0": None, "what": {"name": 1}}


def test_login_calls_are_never_delivered(run: Any, receiver: Any, until: Any) -> None:
    recruiter, integration = both(run, mask_session="keep")
    for call in ("login", "loginByUid", "loginAs", "check"):
        add(integration, call, f"{receiver.url}/{call}")
    recruiter.sign_in()
    recruiter.answer("loginAs", [recruiter.session, "70101"])
    recruiter.answer("check", [recruiter.session])
    until(lambda: receiver.received)
    assert [path for path, _ in receiver.received] == ["/check"]


def test_only_one_fires_and_the_users_own_first(run: Any, receiver: Any, until: Any) -> None:
    recruiter, integration = both(run)
    first = add(integration, UPDATE, receiver.url + "/first")
    add(integration, UPDATE, receiver.url + "/second")
    add(recruiter, UPDATE, receiver.url + "/own", False)
    change(recruiter)
    change(integration)
    integration.call("WebhooksService.delete", first)
    change(integration)
    until(lambda: len(receiver.received) == 3)
    assert [path for path, _ in receiver.received] == ["/own", "/first", "/second"]


def test_somebody_elses_own_webhook_does_not_fire(run: Any, receiver: Any, until: Any) -> None:
    recruiter, integration = both(run)
    add(integration, UPDATE, receiver.url, False)
    change(recruiter, "recruiter")
    change(integration, "integration")
    until(lambda: receiver.received)
    assert [body["request"]["args"][2]["note"] for _, body in receiver.received] == ["integration"]


def test_a_registered_prefix_never_fires(run: Any) -> None:
    recruiter, integration = both(run, delivery="inside")
    add(integration, PREFIX + UPDATE, "http://127.0.0.1:9/x")
    change(recruiter)
    assert recruiter.http.get("/__sandbox__/deliveries").json()["deliveries"] == []


def test_a_step_of_a_workflow_fires_its_own_call_only(run: Any, receiver: Any) -> None:
    recruiter, integration = both(run, delivery="inside")
    for call in (UPDATE, "CandidateService.update", "WorkflowService.executeStep"):
        add(integration, call, f"{receiver.url}/{call}")
    recruiter.call("WorkflowService.executeStep", "41", 2, [recruiter.some("CandidateService")])
    assert [path for path, _ in receiver.received] == ["/WorkflowService.executeStep"]


def test_failing_calls_do_not_fire_unless_told(run: Any, receiver: Any) -> None:
    for told in (False, True):
        recruiter, integration = both(run, delivery="inside", fire_failed=told)
        add(integration, UPDATE, receiver.url)
        recruiter.refused(UPDATE, "nobody", {})
        assert len(receiver.received) == told
    assert receiver.received[0][1]["result"] == {"status": "error", "message": "The record does not exist"}


def test_definitions_are_seen_after_ten_minutes(run: Any, receiver: Any) -> None:
    recruiter, integration = both(run, cache_seconds=600, delivery="inside")
    uid = add(integration, UPDATE, receiver.url)
    change(recruiter)
    assert receiver.received == []
    recruiter.sandbox.clock.advance(601)
    change(recruiter)
    assert len(receiver.received) == 1
    integration.call("WebhooksService.delete", uid)
    change(recruiter)
    assert len(receiver.received) == 2, "a deleted one still fires until the copy is renewed"
    recruiter.sandbox.clock.advance(601)
    change(recruiter)
    assert len(receiver.received) == 2
