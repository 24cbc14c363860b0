"""Each row of `ows.md` 3.4, in a list, under numeric keys and with nothing there, in both modes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from owskit_addon.redaction import Redactor
from owskit_addon.redaction.personal import normal
from owskit_addon.redaction.secrets import ROWS
from owskit_addon.redaction.tokens import parse_token

SID = "q7w8e9r0t1y2u3i4o5p6a7s8d9"
CANARY = "Gehe1m-Kanarie-77"
MODES = ("tokens", "plain")

POSITIONS = [
    ("CandidateService.updateEx", 0),
    ("candidateservice.UPDATEEX", 0),
    ("NobodyService.knowsThis", 0),
    ("check", 0),
    ("loginAs", 0),
    ("loginAs", 1),
    ("login", 0),
    ("login", 1),
    ("LOGIN", 1),
    ("loginByUid", 0),
    ("OCDService.loginUser", 1),
    ("OCDService.loginUser", 2),
    ("WebusersService.setNewPassword", 2),
    ("FreeInteractionService.sessionSubmit", 1),
    ("FreeInteractionService.sessionCommit", 1),
    ("UserService.changePassword", 1),
    ("UserService.changePassword", 3),
    ("OtherService.loginContact", 2),
]
RESULTS = [
    ("login", CANARY),
    ("loginByUid", CANARY),
    ("loginAs", CANARY),
    ("CandidateService.generateFoLoginToken", CANARY),
    ("CandidateService.generateFoLoginToken", {"url": CANARY, "more": [CANARY]}),
    ("RelationService.generateLoginToken", [CANARY]),
    ("OCDService.loginUser", {"session_id": CANARY}),
    ("SettingsService.get", {"_USER": {"amqp_password": CANARY}}),
    ("SettingsService.get", {"_USER": {"AMQP_Password": CANARY}}),
    ("FreeInteractionService.sessionStart", {"sessionId": CANARY, "form": {"SESSIONID": CANARY}}),
    ("JobSearchAgentService.getDetail", {"code": CANARY}),
    ("JobSearchAgentService.getListEx", {"listOutput": [{"Code": CANARY}]}),
    ("Sdv2StandardDocumentService.mergeDocument", {"htmlBody": CANARY}),
    ("EmailService.getEmptyMessage", {"htmlMessage": CANARY}),
    ("WebhooksService.getList", [{"webhookUrl": f"https://h.example/{CANARY}"}]),
    ("WebhooksService.getList", [{"webhookurl": f"https://h.example/{CANARY}"}]),
    ("WebhooksService.getLogs", [[{"webhook_url": f"https://h.example/?s={CANARY}"}]]),
    *[
        ("WebhooksService.getLogs", [[{key: value}]])
        for key in ("request_data", "requestdata", "requestData", "response_data", "responsedata", "RESPONSEDATA")
        for value in (CANARY, {"x": [CANARY]}, [CANARY], f'{{"x": "{CANARY}"}}')
    ],
    ("NobodyService.get", {"a": [{"password": CANARY, "newPassword2": CANARY, "wachtwoord": {"x": CANARY}}]}),
    ("NobodyService.get", {"apiKey": CANARY, "api_key": CANARY, "accessToken": CANARY, "client_secret": CANARY}),
    ("NobodyService.get", {"PHPSESSID": CANARY, "Session_Id": CANARY, "sid": [CANARY], "x.sessionId": CANARY}),
    ("NobodyService.get", {"Person": {"password": CANARY}, "value": {"password": CANARY}}),
    ("SettingsService.get", {"bo_client": {"imapPass": CANARY, "smtp_pass": CANARY, "licenseKey": CANARY}}),
    (
        "NobodyService.get",
        {"jwt": CANARY, "sessionKey": CANARY, "csrf": CANARY, "magicLink": CANARY, "resetUrl": CANARY},
    ),
    ("ApiKeyService.getList", [{"uid": CANARY, "key": CANARY}]),
    ("WebusersService.generatePassword", CANARY),
    ("CandidateService.resetPassword", {"new": CANARY}),
    ("WebhooksService.getList", [{"url": f"https://h.example/{CANARY}", "endpoint": f"https://h.example/{CANARY}"}]),
]
ARGS = [
    ("Sdv2StandardDocumentService.mergeDocument", [SID, 1, {"answers": {"password": CANARY, "code": CANARY}}]),
    ("Sdv2StandardDocumentService.mergeDocument", [SID, 1, {"answers.password": CANARY, "answers.code": CANARY}]),
    ("EmailService.send", [SID, {"htmlMessage": f"<p>{CANARY}</p>"}]),
    *[("EmailService.send", [SID, {key: f"Uw code is {CANARY}"}]) for key in ("text", "plainText", "html", "content")],
    ("loginByUid", {"uid": CANARY}),
    ("loginAs", {"0": SID, "uid": CANARY}),
    ("login", {"username": CANARY, "password": CANARY}),
    ("WebhooksService.add", [SID, {"webhookUrl": f"https://h.example/{CANARY}"}]),
    ("WebhooksService.update", [SID, "12", {"webhookUrl": f"https://h.example/{CANARY}"}]),
    ("fileService.upload", {"sessionId": CANARY, "file": {"size": 3, "type": "application/pdf"}}),
    ("LanguageService.odd", ["nl", {"method": "check", "params": [CANARY]}]),
]


@pytest.mark.parametrize("values", MODES)
@pytest.mark.parametrize(("name", "at"), POSITIONS)
def test_position(redact: Callable[..., Any], written: Callable[..., str], values: str, name: str, at: int) -> None:
    args: list[Any] = [SID, None, None, None, None]
    args[at] = CANARY
    for form in (args, {str(number): value for number, value in enumerate(args)}):
        text = written(redact(name, form, values=values))
        assert CANARY not in text
        assert SID not in text
        assert "tok:" in text


@pytest.mark.parametrize("values", MODES)
@pytest.mark.parametrize(("name", "result"), RESULTS)
def test_result(redact: Callable[..., Any], written: Callable[..., str], values: str, name: str, result: Any) -> None:
    assert CANARY not in written(redact(name, [SID], result=result, values=values))


@pytest.mark.parametrize("values", MODES)
@pytest.mark.parametrize(("name", "args"), ARGS)
def test_argument(redact: Callable[..., Any], written: Callable[..., str], values: str, name: str, args: Any) -> None:
    assert CANARY not in written(redact(name, args, values=values))


@pytest.mark.parametrize("values", MODES)
@pytest.mark.parametrize("args", [None, [], {}, [None], ["", ""], {"0": None}, [True, 12], False])
def test_nothing_in_the_slot_stays_nothing(redact: Callable[..., Any], values: str, args: Any) -> None:
    assert redact("CandidateService.getListEx", args, values=values).args == args


@pytest.mark.parametrize("values", MODES)
def test_arguments_that_are_one_text_are_taken_for_a_session(redact: Callable[..., Any], values: str) -> None:
    assert parse_token(redact("check", CANARY, values=values).args).kind == "session"


@pytest.mark.parametrize("values", MODES)
def test_secrets_may_be_numbers(redact: Callable[..., Any], values: str) -> None:
    agent = redact("JobSearchAgentService.getDetail", [4711, 12], values=values, result={"code": 482913})
    assert parse_token(agent.args[0]).kind == "session"
    assert agent.args[1] == 12
    assert agent.result == {"code": "tok:secret:code"}
    assert redact("login", [12, 4711], values=values).args[1] == "tok:secret:password"


def test_sessions_keep_equality_and_passwords_keep_nothing(redact: Callable[..., Any]) -> None:
    by = Redactor()
    login = redact("login", ["sanne", "Geheim99", None, None, "phoenix"], by=by, result=SID)
    check = redact("check", [SID], by=by)
    assert login.result == check.args[0] == redact("X", {"0": SID}, by=by).args["0"]
    assert login.args[1:] == ["tok:secret:password", None, None, "phoenix"]
    assert redact("login", ["sanne", "Anders12"], by=by).args[1] == login.args[1]


# Not made of ROWS: a row that is taken out there is missed here.
NAMED = {
    "*": "sessionId PHPSESSID amqp_password session_id htmlBody htmlMessage webhookUrl apiKey accessToken",
    "login": "username",
    "loginByUid": "uid",
    "loginAs": "uid",
    "Sdv2StandardDocumentService.mergeDocument": "password code body textBody",
    "EmailService.*": "body message textMessage text plainText textBody html content",
    "JobSearchAgentService.*": "code",
    "WebhooksService.*": "url endpoint",
    "WebhooksService.getLogs": "request response requestData responseData requestBody responseBody data body",
}


def test_every_row_is_held_by_a_test() -> None:
    planted = {(name.lower(), at) for name, at in POSITIONS}
    for row in ROWS:
        if isinstance(row.place, int) and row.call != "*":
            assert (row.call.lower(), row.place) in planted, row
        if row.place is None:
            assert row.call in {name for name, _ in RESULTS}, row
        if isinstance(row.place, str):
            assert row.place in NAMED[row.call].split(), row


@pytest.mark.parametrize("values", MODES)
@pytest.mark.parametrize(
    ("call", "place"), [(call, place) for call, places in NAMED.items() for place in places.split()]
)
def test_named_row(redact: Callable[..., Any], written: Callable[..., str], values: str, call: str, place: str) -> None:
    name = call.replace("*", "get") if call != "*" else "AnyService.get"
    for key in (place, place.upper(), normal(place)):
        redacted = redact(name, [SID, {"x": [{key: CANARY}]}], result={key: CANARY}, error={key: CANARY}, values=values)
        assert CANARY not in written(redacted), key


@pytest.mark.parametrize("values", MODES)
@pytest.mark.parametrize("code", ["AB12C", "48291", 4829])
@pytest.mark.parametrize(
    "key", ["accessCode", "sms_code", "mfaCode", "inviteCode", "resetCode", "loginCode", "auth_code2"]
)
def test_short_codes_that_prove_who_one_is(redact: Callable[..., Any], values: str, key: str, code: Any) -> None:
    assert redact("NobodyService.get", [SID], result={key: code}, values=values).result == {key: "tok:secret:code"}


@pytest.mark.parametrize("values", MODES)
def test_everyday_words_in_a_secrets_place_are_not_taken_out_of_everything(
    redact: Callable[..., Any], values: str
) -> None:
    by = Redactor(values)
    redact("UserService.changePassword", [SID, "candidate", "Geheim99"], by=by, result={"status": "success"})
    kept = {"type": "candidate", "candidateList": 1, "status": "success"}
    assert redact("NobodyService.get", [SID], by=by, result=kept).result == kept
