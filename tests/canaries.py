"""Secrets and names that must never be found again, planted in every place where traffic holds such things.

`exchanges()` gives raw HTTP exchanges with all of them; `leaks(data)` names those that a file or an output still holds,
in any spelling that somebody could undo. For every test that looks at what owskit writes.
"""

from __future__ import annotations

import base64
import html
import json
from random import Random
from string import ascii_lowercase, ascii_uppercase
from typing import Any
from urllib.parse import quote, quote_plus

from owskit_addon.exchange import Exchange, Headers

SECRETS: dict[str, str] = {
    "session": "q7w8e9r0t1y2u3i4o5p6a7s8d9",
    "session_59": "Zk3mWq8LpX2vRt7NbY5cHs9DfJ4gKa6QeU1iOo0TzMnBvCxSyWdFhGjKlP9",
    "session_of_colleague": "m1n2b3v4c5x6z7l8k9j0h1g2f3",
    "session_of_cookie": "cook13sess10nvalue99aabbcc",
    "cookie_login": "rememberme-7fK2xW9q-login",
    "session_in_address": "url5ess10naddr3ss88ddeeff1",
    "session_of_upload": "upl0adsess10nva1ue77gghhii",
    "session_of_login": "fr3shsess10nfr0ml0g1n66jjk",
    "session_of_site": "fr0nt0ff1cesess10n55kkllmm",
    "session_of_form": "1nteract10nsess10n44mmnnoo",
    "api_key": "AK-9f8e7d6c5b4a39281706-kEy",
    "api_key_uid": "kEyUiD_9xQ2wZ7pL",
    "password": 'Wachtw00rd/"van"&Zoë+1',
    "new_password": "Nieuw-Geheim-4711-kleur",
    "candidate_password": "sollicitant-Pa55-groen",
    "bus_password": "busb0yAmqpSleutel",
    "login_link": "https://www.voorbeeld.example/inloggen?t=L0g1nL1nkTok3n987",
    "mail_password": "gegenereerd-Xy7-wolk",
    "confirmation_code": "bevestig-482913-code",
    "agent_code": "ag3ntC0deAfmelden",
    "webhook_secret": "wh-padgeheim-3d9f8a7b6c",
    "bearer": "b3arerT0kenWaarde556677",
}
PERSONAL: dict[str, str] = {
    "first_name": "Quirinaldo",
    "last_name": "Zwaluwenbergh",
    "email": "quirinaldo.zw@postvak.example",
    "recruiter": "sanne.duinsterhof",
    "phone": "+31687654321",
    "bsn": "283746195",
    "bank": "0417164300",
    "iban": "NL91ABNA0417164377",
    "street": "Klaproosdreef 1273",
    "city": "Schoterzijlbuurt",
    "birthdate": "1967-11-23",
    "religion": "Remonstrants-vrijzinnig",
    "note": "Heeft een zieke moeder",
    "searched": "Xerxesimon",
    "searched_email": "gezocht.persoon@elders.example",
    "in_error": "Barendregtsema",
    "in_key": "sleutel.persoon@ergens.example",
    "in_key_too": "Mevrouw Van der Sleutelaar",
    "uid": "pQ7_sixEnZpI2Oqi",
    "file_name": "cv_hogerbeetsema.pdf",
    "file_text": "Curriculum vitae van Hogerbeetsema",
    "in_log": "Logboekenstijn",
    "in_answer": "Antwoordsema",
}
CANARIES: dict[str, str] = SECRETS | PERSONAL

C = dict(CANARIES)
"""Those that are being planted."""
_PREFIX = "Otys.Services."


def spellings(canary: str) -> dict[str, bool]:
    """What a canary may look like, and whether case matters."""
    escaped = json.dumps(canary)[1:-1]
    found = {
        canary: False,
        canary[::-1]: False,
        escaped: False,
        json.dumps(canary, ensure_ascii=False)[1:-1]: False,
        escaped.replace("/", "\\/"): False,
        json.dumps(escaped)[1:-1]: False,
        quote(canary, safe=""): False,
        quote(canary): False,
        quote_plus(canary): False,
        html.escape(canary): False,
        canary.encode().hex(): False,
        "".join(f"\\u{ord(character):04x}" for character in canary): False,
    }
    for before in range(3):
        text = base64.b64encode(b"\0" * before + canary.encode()).decode().rstrip("=")
        core = text[(before * 8 + 5) // 6 : -1]
        found[core] = found[core.replace("+", "-").replace("/", "_")] = True
    return found


def leaks(data: bytes | str, canaries: dict[str, str] = CANARIES) -> list[str]:
    """The names of the canaries that are in `data`, in whatever spelling. [] is what every test wants."""
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
    folded = text.lower()
    return [
        name
        for name, canary in canaries.items()
        if any(form in text if exact else form.lower() in folded for form, exact in spellings(canary).items())
    ]


def call(name: str, *args: Any, session: str = C["session"]) -> dict[str, Any]:
    """A call as MultiService takes it."""
    return {"method": f"{_PREFIX}{name}", "args": [session, *args]}


def request(method: str, params: Any) -> dict[str, Any]:
    """A JSON-RPC request."""
    return {"jsonrpc": "2.0", "method": _PREFIX + method if "." in method else method, "params": params, "id": 1}


def many(sets: int = 12) -> list[dict[str, str]]:
    """As many sets of other canaries of the same make: twelve of them are more than five hundred."""
    return [
        {name: _varied(Random(f"{number} {name}"), name, text) for name, text in CANARIES.items()}
        for number in range(sets)
    ]


def _varied(chance: Random, name: str, text: str) -> str:
    if name == "birthdate":
        return f"{chance.randrange(1930, 2005)}-{chance.randrange(1, 13):02}-{chance.randrange(10, 28)}"
    head, tail = ("https://www.voorbeeld.example/inloggen?t=", text[41:]) if name == "login_link" else ("", text)
    return head + "".join(_like(chance, letter) for letter in tail)


def _like(chance: Random, letter: str) -> str:
    for letters in (ascii_lowercase, ascii_uppercase, "123456789"):
        if letter in letters:
            return chance.choice(letters)
    return letter


def exchanges(canaries: dict[str, str] = CANARIES) -> list[Exchange]:
    """Every place of `ows.md` 3.4 and 11, in every envelope, filled with these."""
    C.update(canaries)
    try:
        return _made()
    finally:
        C.update(CANARIES)


def _made() -> list[Exchange]:
    made = [
        *_logins(),
        *_secrets_in_results(),
        *_batches(),
        *_wrapped(),
        *_searches(),
        *_records(),
        *_failures(),
        *_webhooks(),
        *_odd(),
        _upload(),
    ]
    return [_numbered(exchange, number) for number, exchange in enumerate(made)]


def _numbered(exchange: Exchange, number: int) -> Exchange:
    fields = {name: getattr(exchange, name) for name in exchange.__struct_fields__}
    return Exchange(**{**fields, "id": f"c{number}", "at": 1_790_000_000.0 + number})


def exchange(sent: Any, answer: Any, path: str = "/jservice.php", headers: Headers = ()) -> Exchange:
    """One POST of Go!, with cookies, address and further headers that hold secrets too."""
    return Exchange(
        id="",
        host="zandbak.otysapp.com",
        path=f"{path}?remark=x&PHPSESSID={C['session_in_address']}&naam={quote(C['last_name'])}",
        at=0.0,
        ms=12.5,
        request_headers=(
            ("Content-Type", "application/json"),
            ("Cookie", f"PHPSESSID={C['session_of_cookie']}; login={quote(C['cookie_login'])}; taal=nl"),
            ("Authorization", f"Bearer {C['bearer']}"),
            ("Referer", f"https://zandbak.otysapp.com/us/modular.html?sessionId={C['session_in_address']}"),
            ("X-User", C["email"]),
            *headers,
        ),
        request_body=sent if isinstance(sent, bytes) else json.dumps(sent).encode(),
        status=200,
        response_headers=(("Set-Cookie", f"PHPSESSID={C['session_of_cookie']}; path=/; HttpOnly"),),
        response_body=answer if isinstance(answer, bytes) else json.dumps(answer).encode(),
    )


def _result(value: Any) -> dict[str, Any]:
    return {"result": value, "id": 1}


def asked(name: str, *args: Any, **answer: Any) -> Exchange:
    """A plain call with the session first, and `result=` or `error=` as what came back."""
    return exchange(request(name, [C["session"], *args]), {**answer, "id": 1})


def person() -> dict[str, Any]:
    """A candidate as a detail shows one, with as much of `ows.md` 11 as there are canaries."""
    return {
        "uid": C["uid"],
        "internalId": 150001,
        "statusId": 12345,
        "status": C["note"],
        "Person": {
            "firstName": C["first_name"],
            "lastName": C["last_name"],
            "emailPrimary": C["email"],
            "Emails": {"1": C["email"], C["in_key"]: 1, C["in_key_too"]: {"x": 1}},
            "birthdate": C["birthdate"],
            "PhoneNumbers": {"1": {"type": "mobile", "phoneNumber": C["phone"]}},
            "AddressPrimary": {"address": C["street"], "city": C["city"]},
            "religion": C["religion"],
            "bankAccountNumber": int(C["bank"]),
            "bankAccountName": C["last_name"],
        },
        "Person.lastName": C["last_name"],
        "socialSecurityTaxNumber": int(C["bsn"]),
        "SocialSecurityTaxNumber": C["bsn"],
        "main_bank_iban_number": C["iban"],
        "extraInfo7": C["bsn"],
        "extraInfo93": int(C["bsn"]),
        "matchCriteria_3": [C["note"], [[C["last_name"]], {"x": C["email"]}]],
        "someNumber": int(C["bsn"]),
        "code": C["bsn"],
        "type": C["last_name"].upper()[:12],
        "personalId": C["bank"],
        "field": C["last_name"],
        "what": C["last_name"],
        "message": C["note"],
        "serviceCall": C["last_name"],
        "published": C["first_name"],
        C["in_key"]: {C["in_key_too"]: C["note"], C["bsn"]: 1, C["uid"]: True, C["phone"]: None},
        "$$hashKey": f"object:{C['last_name']}",
        "html": f"<p>Beste {C['first_name']}</p>",
        "cvText": f"{C['file_text']}: {C['note']}, {C['street']}",
        "asJson": json.dumps({"naam": C["last_name"], "sessionId": C["session"], "rij": [C["password"]]}),
        "link": f"https://x.example/?PHPSESSID={C['session']}&naam={quote(C['last_name'])}",
    }


def _logins() -> list[Exchange]:
    password, site = (C["password"], C["session_of_login"])
    user = {"id": 70101, "clientId": 4711, "client": C["note"], "name": C["last_name"], "userEmail": C["email"]}
    return [
        exchange(request("login", [C["recruiter"], password, None, None, "phoenix"]), _result(site)),
        exchange(request("loginByUid", [C["api_key"]]), _result(C["session"])),
        exchange(request("loginByUid", [C["api_key_uid"], None, None, "phoenix"]), _result(C["session_59"])),
        exchange(request("LoginByUid", {"0": C["api_key"]}), _result(C["session"])),
        asked("loginAs", C["uid"], None, None, "phoenix", result=C["session_of_colleague"]),
        asked("check", result=user),
        exchange(request("logout", [C["session_59"]]), _result(True)),
        asked(
            "OCDService.loginUser",
            C["email"],
            C["candidate_password"],
            "candidate",
            result={"candidate_ouid": C["uid"], "session_id": C["session_of_site"], "email": C["email"]},
        ),
        asked("WebusersService.setNewPassword", C["uid"], C["new_password"], result=True),
        asked("UserService.changePassword", "12", C["password"], C["new_password"], result=True),
    ]


def _secrets_in_results() -> list[Exchange]:
    merged = {"subject": C["last_name"], "htmlBody": f"<p>Uw wachtwoord: {C['mail_password']}</p>"}
    answers = {"password": C["mail_password"], "code": C["confirmation_code"], "name": C["first_name"]}
    mail = {
        "subject": f"Voor {C['first_name']}",
        "htmlMessage": f"<a href='{C['login_link']}'>{C['mail_password']}</a> {C['confirmation_code']}",
        "To": [C["email"], C["searched_email"]],
        "From": {"name": C["last_name"], "email": C["email"]},
    }
    return [
        asked(
            "SettingsService.get",
            {"_USER": ["amqp_password", "language"]},
            result={"_USER": {"amqp_password": C["bus_password"], "language": "nl"}},
        ),
        asked("CandidateService.generateFoLoginToken", C["uid"], 1, result=C["login_link"]),
        asked(
            "Sdv2StandardDocumentService.mergeDocument",
            12,
            {"relatedEntities": [{"entityId": 2, "recordId": C["uid"]}], "answers": answers},
            result=merged,
        ),
        asked("EmailService.send", mail, result={"status": "success"}),
        asked("JobSearchAgentService.getDetail", C["uid"], result={"email": C["email"], "code": C["agent_code"]}),
        asked(
            "FreeInteractionService.sessionStart",
            7,
            None,
            None,
            None,
            result={"sessionId": C["session_of_form"], "form": {"Fields": [], "Tabs": {}}},
        ),
        asked("FreeInteractionService.sessionSubmit", C["session_of_form"], {"1": C["in_answer"]}, result=[]),
        asked(
            "FreeInteractionService.sessionCommit",
            C["session_of_form"],
            result={"addedRecordUid": C["uid"], "data": {"answerSetId": 12}},
        ),
    ]


def _batches() -> list[Exchange]:
    update = call("CandidateService.updateEx", C["uid"], {"statusId": 12345, "Person": {"lastName": C["last_name"]}})
    detail = call("CandidateService.getDetail", C["uid"], {"uid": 1, "Person": {"lastName": 1}}, None)
    as_list = {"jsonrpc": "2.0", "method": f"{_PREFIX}MultiService.execute", "params": [[update, detail]], "id": 3}
    named = {"first": update, C["in_key_too"]: detail}
    as_object = {"jsonrpc": "2.0", "method": f"{_PREFIX}MultiService.execute", "params": [named], "id": 4}
    failed = {"status": "error", "message": f"{C['in_error']} ({C['session']}) bestaat al", "code": 12}
    return [
        exchange(as_list, _result([{"status": "success", "data": C["uid"]}, {"status": "success", "data": person()}])),
        exchange(as_object, _result({"first": failed, C["in_key_too"]: {"status": "success", "data": person()}})),
        exchange(
            [request("check", [C["session"]]), request("logout", [C["session"]])], [_result(person()), _result(1)]
        ),
    ]


def _wrapped() -> list[Exchange]:
    profiles = request("SendingProfileService.getList", {"0": C["session"], "what": {"uid": 1, "email": 1}})
    batch = {"method": f"{_PREFIX}MultiService.execute", "args": [[call("CandidateService.add", person())]]}
    rows = [{"uid": 1, "name": C["last_name"], "email": C["email"]}]
    return [
        exchange(request("LanguageService.wrapRequest", ["nl", profiles]), _result(rows)),
        exchange(
            request("LanguageService.wrapRequest", ["nl", batch]), _result([{"status": "success", "data": C["uid"]}])
        ),
        exchange(request("PhoenixModuleService.get", None), _result([{"name": "candidates", "owner": C["last_name"]}])),
    ]


def _searches() -> list[Exchange]:
    leaf = {"type": "COND", "field": "Person.emailPrimary", "op": "EQ", "param": C["searched_email"]}
    number = {"type": "COND", "field": "socialSecurityTaxNumber", "op": "EQ", "param": int(C["bsn"])}
    many = {
        "type": "COND",
        "field": "Person.lastName",
        "op": "LIKE",
        "param": [C["searched"], [C["searched"]], {C["searched"]: 1}],
    }
    tree = {"type": "AND", "items": [leaf, {"type": "OR", "items": [number, many]}]}
    actonomy = {
        "DATA": {
            "keywords": {
                "options": {"required": True},
                "value": {"searchList": [C["searched"]], "searchMode": C["searched"]},
            },
            "hasEmail": {"options": {}, "value": C["searched_email"]},
            "proximity": {"options": {}, "value": {"postcode": C["street"], "distance": 25}},
        },
        "OPTIONS": {"limit": 50, "sort": {"SCORE": "DESC"}},
        "VERSION": 2,
    }
    rows = {"listOutput": [person(), person()], "totalCount": 2, "searchExtras": {"ACTONOMY": {"facets": [C["city"]]}}}
    query = {"what": {"uid": 1}, "condition": tree, "sort": {"Person.lastName": "ASC"}, "limit": 50}
    return [
        asked("CandidateService.getListEx", query, result=rows),
        asked("CandidateService.getListEx", {"search": {"ACTONOMY": actonomy}}, result=rows),
        asked("VacancyService.getDetailBySlug", C["last_name"].lower(), result=None),
    ]


def _records() -> list[Exchange]:
    return [
        asked("CandidateService.add", person(), result=C["uid"]),
        exchange(request("CandidateService.add", {"0": C["session"], "1": person()}), _result(C["uid"])),
        asked("VacancyService.setExtraFieldValue", "12", "extraInfo4", int(C["bsn"]), result=1),
        asked(
            "NobodyService.knowsIt", C["last_name"], [C["email"], [C["note"]]], int(C["bank"]), result=C["last_name"]
        ),
        exchange(
            request("CsmService.getValue", [C["session_59"], ["SE3452"], 4711]),
            _result({"SE3452": {"value": C["note"]}}),
        ),
    ]


def _failures() -> list[Exchange]:
    text = f"Duplicate entry '{C['in_error']}' for session {C['session']} with {C['password']}"
    return [
        asked("CandidateService.add", person(), error={"message": text, "code": -32000}),
        asked("CandidateService.add", person(), error=text),
        asked("CandidateService.add", person(), error={"code": C["in_error"], "data": [text]}),
        asked("EmailService.setSendAs", 0, result={"status": "error", "message": text}),
        exchange(
            request("login", [C["recruiter"], C["password"], None, None, "phoenix"]),
            {"error": {"message": f"{C['recruiter']} / {C['password']}"}, "id": 1},
        ),
    ]


def _webhooks() -> list[Exchange]:
    url = f"https://hooks.example/{C['webhook_secret']}?naam={C['in_log']}&client={{%user.clientId%}}"
    body = {"request": {"method": "Otys.Services.CandidateService.add", "args": [C["session"], {"naam": C["in_log"]}]}}
    row = {"id": 1, "webhook_url": url, "request_data": json.dumps(body), "response_data": f"{C['in_log']} ok"}
    odd = {"requestdata": json.dumps(body), "responseData": [C["in_log"]], "webhookurl": url, "responsecode": "200"}
    define = {"serviceCall": "CandidateService.add", "webhookUrl": url, "klantGlobal": "1"}
    return [
        asked("WebhooksService.add", define, result="731"),
        asked("WebhooksService.getList", result=[{**define, "uid": "731"}]),
        asked("WebhooksService.getLogs", "10", result=[[row, odd]]),
    ]


def _odd() -> list[Exchange]:
    deep: Any = C["last_name"]
    for _ in range(120):
        deep = [{"x": deep}]
    return [
        exchange(request("CandidateService.add", C["session"]), _result(deep)),
        asked("CandidateService.add", deep, result=None),
        exchange(request("CandidateService.add", [[C["session"], {"x": C["session"]}]]), _result([C["uid"]])),
        exchange(
            request("CandidateService.getDetail", [C["session"], C["uid"]]),
            f"<b>{C['in_error']}</b> {C['session']}".encode(),
        ),
        exchange(f'{{"method": "{C["last_name"]}", "params": ["{C["session"]}"'.encode(), _result(None)),
        exchange({"method": C["in_key_too"], "params": [C["session"]]}, _result(C["last_name"])),
    ]


def _upload() -> Exchange:
    parts = [
        f'Content-Disposition: form-data; name="sessionId"\r\n\r\n{C["session_of_upload"]}',
        f'Content-Disposition: form-data; name="{C["in_key_too"]}"\r\n\r\n{C["note"]}',
        f'Content-Disposition: form-data; name="file"; filename="{C["file_name"]}"\r\n'
        f"Content-Type: application/pdf\r\n\r\n%PDF {C['file_text']}",
    ]
    body = "".join(f"--grens\r\n{part}\r\n" for part in parts) + "--grens--\r\n"
    answer = {C["file_name"]: {"ouid": C["uid"], "name": C["file_name"]}}
    sent = exchange(body.encode(), answer, "/fileService.php")
    headers = (("Content-Type", "multipart/form-data; boundary=grens"), *sent.request_headers[1:])
    fields = {name: getattr(sent, name) for name in sent.__struct_fields__}
    return Exchange(**{**fields, "request_headers": headers})
