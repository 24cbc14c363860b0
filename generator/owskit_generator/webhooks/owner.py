"""Whose a registration is: by the mark in its address, and by the user who made it (`ows.md` 4.2, 4.6)."""

from __future__ import annotations

from typing import Literal

import msgspec

from owskit_generator.webhooks.address import LISTEN, mark, stack_of
from owskit_generator.webhooks.definitions import Definition

Owner = Literal["ours", "other", "unknown"]

WORDPRESS_CALLS = frozenset(
    {
        "VacancyService.add",
        "VacancyService.update",
        "VacancyService.updateEx",
        "VacancyService.delete",
        "VacancyService.setExtraFieldValue",
        "VacancyService.assignQuestionSet",
        "VacancyService.saveCustomSlug",
        "VacancyService.resetVacancySlug",
        "MatchCriteriaService.update",
        "MatchCriteriaSettingsService.update",
        "CandidateQuestionSetService.update",
        "CandidateQuestionSetService.delete",
        "CsmService.setValue",
        "FreeInteractionService.sessionCommit",
    }
)
"""What OTYS' own plugin registers for everyone, at `{site}/webhooks`."""


class Owned(msgspec.Struct, frozen=True, kw_only=True):
    """`who` is the owner in words."""

    owner: Owner
    who: str


def belongs(definition: Definition, stack: str, me: str | None) -> bool:
    """Whether a registration is of our stack, so that we may change it. One for a single user is that user's: a
    colleague who tries out the same stack is left alone."""
    if stack_of(definition.address) != stack:
        return False
    return definition.everyone or is_own(definition, me)


def is_own(definition: Definition, me: str | None) -> bool:
    """Whether it was made by the user `me`; where OTYS does not say by whom, it counts as such."""
    return definition.user is None or definition.user == me


def owned(definition: Definition, stack: str | None, me: str | None) -> Owned:
    """Whose it is. Without a stack, every mark of owskit's counts as ours."""
    marked = stack_of(definition.address)
    mine = is_own(definition, me)
    if marked is not None and stack in (None, marked):
        if definition.everyone or mine:
            return Owned(owner="ours", who=f"stack {marked}")
        return Owned(owner="other", who=f"stack {marked}, user {definition.user}")
    if marked is not None:
        return Owned(owner="other", who=f"stack {marked}")
    if mark(definition.address, LISTEN) is not None:
        return Owned(owner="ours" if mine else "other", who="owskit webhooks listen")
    if is_wordpress(definition):
        return Owned(owner="other", who="OTYS' WordPress plugin")
    if definition.user is not None and me is not None and definition.user != me:
        return Owned(owner="other", who=f"user {definition.user}")
    return Owned(owner="unknown", who="not marked by owskit")


def is_wordpress(definition: Definition) -> bool:
    """Whether it looks like one of the plugin's: its calls, for everyone, at `{site}/webhooks` without a query."""
    path = definition.address.reveal().rstrip("/")
    return definition.everyone and definition.name in WORDPRESS_CALLS and path.endswith("/webhooks")
