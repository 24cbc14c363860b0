"""Service-call names and kinds (design.md 5.1; `ows.md` 2.1, 4.8, 10.2)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Kind = Literal["read", "write", "session", "telemetry", "unknown"]

PREFIX = "Otys.Services."
BARE = frozenset({"login", "loginByUid", "loginAs", "check", "logout"})
MULTI = "MultiService.execute"
WRAP = "LanguageService.wrapRequest"
ENVELOPES = frozenset({MULTI, WRAP})
PREPARING = frozenset({"FreeInteractionService.sessionStart", "FreeInteractionService.sessionSubmit"})
"""Calls that are writes by their verb and change nothing until `sessionCommit` (`ows.md` 10.2)."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}(?:\.[A-Za-z][A-Za-z0-9_]{0,79}){0,5}")
_SERVICE_CALL = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,60}Service\.[A-Za-z][A-Za-z0-9_]{0,60}")
_SESSION = BARE | {"OCDService.loginUser", "EmailService.setSendAs"}
_TELEMETRY = frozenset({"PhoenixModuleService.processStatistics", "VacancyService.incrementViewCount"})
_READ = re.compile(r"(?:get|check|fetch|merge)(?![a-z])")
_WRITE = re.compile(
    r"(?:add|update|delete|set|save|assign|reset|send|create|increment|process|session|generate)(?![a-z])"
)


def short_name(method: str) -> str:
    """`Otys.Services.CandidateService.updateEx` → `CandidateService.updateEx`; anything else unchanged."""
    return method.removeprefix(PREFIX)


def full_name(service_call: str) -> str:
    """The name as OWS wants it in a request; the five bare methods stay bare."""
    if service_call in BARE or service_call.startswith(PREFIX):
        return service_call
    return PREFIX + service_call


def is_name(method: str) -> bool:
    """Whether a text is made as names are made."""
    return _NAME.fullmatch(method) is not None


def is_service_call(method: str) -> bool:
    """Whether a method has the form that all of OWS' have (`ows.md` 2.1): `…Service.verb` or one of the five bare ones,
    with or without prefix. What has not may be anybody's data and is never written."""
    name = short_name(method)
    return name in BARE or _SERVICE_CALL.fullmatch(name) is not None


@lru_cache(maxsize=4096)
def kind_of(service_call: str) -> Kind:
    """By the verb; an unknown verb is `unknown`, never `read` (`ows.md` 10.2)."""
    if service_call in _SESSION:
        return "session"
    if service_call in _TELEMETRY:
        return "telemetry"
    verb = service_call.rpartition(".")[2]
    if _READ.match(verb):
        return "read"
    if _WRITE.match(verb):
        return "write"
    return "unknown"
