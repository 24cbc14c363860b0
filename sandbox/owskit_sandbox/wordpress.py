"""What OTYS' own WordPress plugin registers, as many clients have it (`ows.md` 4.6)."""

from __future__ import annotations

from .webhooks import Webhooks

URL = "https://www.zandbak.example/webhooks"
CALLS = (
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
)


def register_plugin(webhooks: Webhooks, client_id: int, user_id: int) -> None:
    """Its 14 registrations, for everyone, by the user that its key would be of."""
    for call in CALLS:
        webhooks.add(call, URL, client_wide=True, client_id=client_id, user_id=user_id)
