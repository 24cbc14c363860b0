"""The table of `ows.md` 3.4, to be held beside it, and what follows from it for one service call."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import msgspec

from owskit_addon.redaction import rules
from owskit_addon.redaction.personal import normal
from owskit_addon.redaction.rules import (
    ADDRESS,
    API_KEY,
    CONFIRMATION,
    ID,
    LOG_BODY,
    LOGIN_LINK,
    MAIL,
    PASSWORD,
    SESSION,
    USER_NAME,
    Rule,
)
from owskit_addon.service_call import ENVELOPES


class Row(NamedTuple):
    """`call`: a name, `XService.*` or `*`. `place`: a position in args, the name of a member at any depth of args and
    result, or None for the whole result."""

    call: str
    place: int | str | None
    rule: Rule


ROWS = (
    # every params[0] / args[0], wrapped params[1].params[0], object key "0"; multipart sessionId.
    # (Cookies: memory.py. Positions hold for lists and for objects with numeric keys.)
    Row("*", 0, SESSION),
    Row("*", "sessionId", SESSION),
    Row("*", "PHPSESSID", SESSION),
    # login params 0-1; loginByUid param 0; all three login results
    Row("login", 0, USER_NAME),
    Row("login", 1, PASSWORD),
    Row("login", None, SESSION),
    Row("login", "username", USER_NAME),
    Row("loginByUid", 0, API_KEY),
    Row("loginByUid", "uid", API_KEY),
    Row("loginByUid", None, SESSION),
    # loginAs params, result. Its uid logs in as that user, so it goes in both modes too.
    Row("loginAs", 1, USER_NAME),
    Row("loginAs", "uid", USER_NAME),
    Row("loginAs", None, SESSION),
    # SettingsService.get result _USER.amqp_password
    Row("*", "amqp_password", PASSWORD),
    # OCDService.loginUser params 1-2, result session_id
    Row("OCDService.loginUser", 1, USER_NAME),
    Row("OCDService.loginUser", 2, PASSWORD),
    Row("*", "session_id", SESSION),
    # WebusersService.setNewPassword param 2
    Row("WebusersService.setNewPassword", 2, PASSWORD),
    # CandidateService.generateFoLoginToken result
    Row("CandidateService.generateFoLoginToken", None, LOGIN_LINK),
    # Sdv2StandardDocumentService.mergeDocument params answers.password, answers.code, result htmlBody
    Row("Sdv2StandardDocumentService.mergeDocument", "password", PASSWORD),
    Row("Sdv2StandardDocumentService.mergeDocument", "code", CONFIRMATION),
    Row("*", "htmlBody", MAIL),
    # EmailService.send htmlMessage; other words for the text of a mail
    Row("*", "htmlMessage", MAIL),
    Row("EmailService.*", "body", MAIL),
    Row("EmailService.*", "message", MAIL),
    Row("EmailService.*", "textMessage", MAIL),
    Row("EmailService.*", "text", MAIL),
    Row("EmailService.*", "plainText", MAIL),
    Row("EmailService.*", "textBody", MAIL),
    Row("EmailService.*", "html", MAIL),
    Row("EmailService.*", "content", MAIL),
    Row("Sdv2StandardDocumentService.mergeDocument", "body", MAIL),
    Row("Sdv2StandardDocumentService.mergeDocument", "textBody", MAIL),
    # JobSearchAgentService.getDetail result code; its lists have the same fields
    Row("JobSearchAgentService.*", "code", CONFIRMATION),
    # FreeInteractionService.sessionStart result sessionId; param 1 of sessionSubmit, sessionCommit
    Row("FreeInteractionService.sessionSubmit", 1, SESSION),
    Row("FreeInteractionService.sessionCommit", 1, SESSION),
    # WebhooksService.* webhookUrl, in all its spellings (4.4)
    Row("*", "webhookUrl", ADDRESS),
    Row("WebhooksService.*", "url", ADDRESS),
    Row("WebhooksService.*", "endpoint", ADDRESS),
    # WebhooksService.getLogs result: request and response of other calls, in all spellings (4.4)
    Row("WebhooksService.getLogs", "request", LOG_BODY),
    Row("WebhooksService.getLogs", "response", LOG_BODY),
    Row("WebhooksService.getLogs", "requestData", LOG_BODY),
    Row("WebhooksService.getLogs", "responseData", LOG_BODY),
    Row("WebhooksService.getLogs", "requestBody", LOG_BODY),
    Row("WebhooksService.getLogs", "responseBody", LOG_BODY),
    Row("WebhooksService.getLogs", "data", LOG_BODY),
    Row("WebhooksService.getLogs", "body", LOG_BODY),
    # Web API POST /api/auth is no service call; its key is known by these names
    Row("*", "apiKey", API_KEY),
    Row("*", "accessToken", API_KEY),
)

# Not in the table: what its calls would be called if OTYS had more of the same. Verbs in lower case.
_VERBS = (
    (re.compile("passw|wachtwoord|credential"), "args", PASSWORD),
    (re.compile("passw|wachtwoord|credential"), "result", PASSWORD),
    (re.compile("token|loginlink|otp$"), "result", LOGIN_LINK),
    (re.compile("^login|^signin|^authenticate"), "args", PASSWORD),
    (re.compile("^login|^signin|^authenticate"), "result", SESSION),
)
_PROOFS = (
    "verif(?:y|ication)|confirm(?:ation)?|activat(?:e|ion)|access|security|reset|unlock|invit(?:e|ation)|registration"
    "|login|auth(?:entication|orization)?|sms|mfa|twofactor|[12]fa|onetime"
)
_NAMES = (
    (re.compile(r"passw|pwd$|(?<!by)(?<!com)pass$|wachtwoord|passphrase|pincode|passcode|^pin$"), PASSWORD),
    (re.compile(r"(?:api|private|access|signing|encryption|licen[cs]e)key"), API_KEY),
    (re.compile(r"secret(?!ar)|authorization|token$|tokens$|credential|jwt$|^bearer|csrf|xsrf"), API_KEY),
    (re.compile(r"^session$|sessionid|sessionkey|sessid$|^sid$|^cookies?$"), SESSION),
    (re.compile(r"(?:login|magic|reset|activation|confirmation|verification|sso)(?:link|url)|otp$"), CONFIRMATION),
    (re.compile(rf"(?:{_PROOFS})code$"), CONFIRMATION),
    (re.compile(r"webhookurl|webhookaddress"), ADDRESS),
)


_KEEPS_KEYS = re.compile("apikey|accesskey|credential")
"""Services by whose name the ids of their records are what one logs in with, as with loginByUid."""


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for one service call. `names` are normal names (`personal.normal`); calls with the same `key` have
    the same. `rest` is for the positions that `positions` lacks, `later` for those from 2 on."""

    key: str
    positions: dict[int, Rule]
    names: dict[str, Rule]
    rest: Rule = rules.POSITION
    later: Rule = rules.POSITION
    result: Rule | None = None


EVERYWHERE: dict[str, Rule] = {
    normal(row.place): row.rule for row in ROWS if row.call == "*" and type(row.place) is str
}


def secret_name(name: str) -> Rule | None:
    """The rule for a member's name, given as `normal` gives it, that means a secret in any call."""
    known = EVERYWHERE.get(name)
    if known is not None:
        return known
    return next((rule for pattern, rule in _NAMES if pattern.search(name)), None)


@lru_cache(maxsize=1024)
def profile_of(service_call: str) -> Profile:
    """By name without case; a call that nobody has heard of is judged by its verb."""
    call = service_call.lower()
    service, _, verb = call.rpartition(".")
    rows = [row for row in ROWS if row.call.lower() in (call, f"{service}.*")]
    positions: dict[int, Rule] = {} if service_call in ENVELOPES else {0: SESSION}
    positions.update(_positions(service, verb))
    later = rules.SEARCH if verb.startswith("set") else rules.POSITION
    rest = rules.SETTING if service == "csmservice" else rules.POSITION
    result = rules.ID if verb.startswith(("add", "create", "insert", "getvacancyqsid", "fetch")) else None
    for pattern, side, rule in _VERBS:
        if pattern.search(verb) and not any(row.place is None or type(row.place) is int for row in rows):
            if side == "args":
                rest = later = rule
                positions = {0: SESSION}
            else:
                result = rule
    for row in rows:
        if row.place is None:
            result = row.rule
        elif isinstance(row.place, int):
            positions[row.place] = row.rule
    names = {normal(row.place): row.rule for row in rows if isinstance(row.place, str)}
    if call == "fileservice.upload":
        result = rules.NAMES  # keyed by the part's name or by the file's (`ows.md` 9a)
    if service == "csmservice":
        later = rules.SETTING
    key = " ".join(row.call for row in rows if isinstance(row.place, str))
    if _KEEPS_KEYS.search(service):
        names |= dict.fromkeys(("uid", "key", "value"), API_KEY)
        key += " keys"
    return Profile(key=key, positions=positions, names=names, rest=rest, later=later, result=result)


_BY_ID = ("update", "delete", "remove", "getdetail", "set", "assign", "reset", "save", "fetch", "process", "execute")


def _positions(service: str, verb: str) -> dict[int, Rule]:
    """What stands where beside secrets (`ows.md` 7.4, 7.5, 10.2)."""
    found: dict[int, Rule] = {}
    if verb.startswith(_BY_ID) or verb in ("sessionstart", "mergedocument", "addrecursive", "generatefologintoken"):
        found[1] = ID
    if verb.startswith("getdetail"):
        found[2] = rules.SELECT
    if verb.startswith("getoptionlists") or (service, verb) == ("settingsservice", "get"):
        found[1] = rules.SELECT
    if verb == "getlogs":
        found[1] = rules.COUNT
    if service == "csmservice":
        found[1] = rules.SETTING
    if verb == "sessionsubmit":
        found[2] = rules.OF_PERSON  # what somebody filled in
    if verb == "addrecursive":
        found[2] = ID
    return found
