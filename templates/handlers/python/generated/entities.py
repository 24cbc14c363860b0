"""Which argument of a call names the record and which holds the data: as triggers.yaml says, then by call, by verb."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from generated.places import PLACES

Place = Literal["first", "result", "none"]
MOST_LETTERS = 200

# `add` has its data first and the new uid only in the answer; all others have the uid first.
BY_VERB: dict[str, Place] = {
    "add": "result",
    "addRecursive": "none",
    "assignQuestionSet": "first",
    "delete": "first",
    "generateFoLoginToken": "first",
    "getDetail": "first",
    "incrementViewCount": "first",
    "resetVacancySlug": "first",
    "saveCustomSlug": "first",
    "setExtraFieldValue": "first",
    "setGdprDueDatePartner": "first",
    "setNewPassword": "first",
    "update": "first",
    "updateBulk": "first",  # a list of them
    "updateEx": "first",
    "updateWithVersioning": "first",
}
BY_CALL: dict[str, Place] = {
    # Their first argument is a criterion, not a record.
    "MatchCriteriaService.update": "none",
    "MatchCriteriaSettingsService.update": "none",
}

READS = ("get", "check", "fetch", "merge")

# Which arguments are secrets. Slot 0 is the session of nearly every call; some carry a second session or a password.
SECRET_SLOTS: dict[str, tuple[int, ...]] = {
    "login": (0, 1),
    "loginAs": (0, 1),
    "FreeInteractionService.sessionCommit": (0, 1),
    "FreeInteractionService.sessionSubmit": (0, 1),
    "OCDService.loginUser": (0, 1, 2),
    "WebusersService.setNewPassword": (0, 2),
}
# Calls whose whole result is one: a session, or a link that logs in.
SECRET_RESULTS = frozenset({"login", "loginByUid", "loginAs", "CandidateService.generateFoLoginToken"})
# Names under which one stands, at any depth of arguments and result. The text of a mail is among them: OTYS puts new
# passwords and confirmation codes into it.
SECRET_NAMES = frozenset(
    {
        "PHPSESSID",
        "amqp_password",
        "htmlBody",
        "htmlMessage",
        "password",
        "sessionId",
        "session_id",
        "webhookUrl",
        "webhook_url",
        "webhookurl",
    }
)
SECRET_NAMES_OF = {
    "EmailService": SECRET_NAMES
    | {"body", "content", "html", "message", "plainText", "text", "textBody", "textMessage"},
    "JobSearchAgentService": SECRET_NAMES | {"code"},
    "Sdv2StandardDocumentService": SECRET_NAMES | {"body", "code", "textBody"},
}
"""By service, those of all services included."""


def uid_of(service_call: str, args: list[Any], result: Any) -> str | None:
    """The record's uid as text; None where none is known or there are several."""
    return _uid(_named(service_call, args, result))


def uids_of(service_call: str, args: list[Any], result: Any) -> list[str]:
    """Those of a call on many records, in its order and each once; empty where no list of them stands there."""
    found = _named(service_call, args, result)
    uids = [_uid(one) for one in found] if isinstance(found, list) else []
    return list(dict.fromkeys(uid for uid in uids if uid is not None))


def entity_of(service_call: str, uid: str | None) -> str:
    """What guards count by: the service and the record, or without one the call's name (coarser, still safe)."""
    return service_call if uid is None else f"{service_call.rpartition('.')[0]}/{uid}"


def secret_slots(service_call: str, count: int) -> Sequence[int]:
    """Of `count` arguments. Of a call that is not known and whose name speaks of a password it may be any of them."""
    known = SECRET_SLOTS.get(service_call)
    if known is not None:
        return known
    return range(count) if "password" in service_call.lower() else (0,)


def secret_names(service_call: str) -> frozenset[str]:
    return SECRET_NAMES_OF.get(service_call.rpartition(".")[0], SECRET_NAMES)


def is_read(service_call: str) -> bool:
    """Whether a call changes nothing. An unknown verb may."""
    verb = service_call.rpartition(".")[2]
    return any(verb.startswith(read) and not verb[len(read) : len(read) + 1].islower() for read in READS)


def compared_with(service_call: str) -> str | None:
    """The call that reads back what this one writes; None where nothing is known that does."""
    service, _, verb = service_call.rpartition(".")
    if not service or verb not in {"update", "updateEx"} or service_call in BY_CALL:
        return None
    return f"{service}.getDetail"


def _named(service_call: str, args: list[Any], result: Any) -> Any:
    """What stands where the call names its record."""
    path = PLACES.get(service_call)
    if path is not None:
        root, *steps = path.split(".")
        return _walk(args if root == "args" else result, steps)
    place = BY_CALL.get(service_call) or BY_VERB.get(service_call.rpartition(".")[2], "none")
    return result if place == "result" else args[1] if place == "first" and len(args) > 1 else None


def _uid(found: Any) -> str | None:
    if isinstance(found, dict):
        found = found.get("uid")
    if isinstance(found, bool) or not isinstance(found, str | int) or not 0 < len(str(found)) <= MOST_LETTERS:
        return None
    return str(found)


def _walk(value: Any, steps: list[str]) -> Any:
    for step in steps:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isascii() and step.isdigit() and len(step) < 7 and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def changes_of(args: list[Any]) -> dict[str, Any]:
    """The data of a call: its first argument that is an object. Empty where there is none (PHP sends `[]`)."""
    return next((argument for argument in args[1:] if isinstance(argument, dict)), {})
