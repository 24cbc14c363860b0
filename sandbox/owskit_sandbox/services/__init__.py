"""The services: one module each, `METHODS` by short name (`CandidateService.updateEx`, and the five bare ones).

Arguments are counted as on the wire: the session is 0.
"""

from __future__ import annotations

from ..call import Method
from . import (
    authentication,
    candidates,
    documents,
    interactions,
    mail,
    modules,
    procedures,
    relations,
    settings,
    users,
    vacancies,
    webhooks,
    websites,
    workflows,
)

METHODS: dict[str, Method] = {
    **authentication.METHODS,
    **candidates.METHODS,
    **documents.METHODS,
    **interactions.METHODS,
    **mail.METHODS,
    **modules.METHODS,
    **procedures.METHODS,
    **relations.METHODS,
    **settings.METHODS,
    **users.METHODS,
    **vacancies.METHODS,
    **webhooks.METHODS,
    **websites.METHODS,
    **workflows.METHODS,
}
