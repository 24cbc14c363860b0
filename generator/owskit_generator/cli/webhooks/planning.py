"""From a triggers file and the secret to the plan, for the commands that show or carry one out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from owskit_generator.cli.webhooks.connection import WEBHOOK_SECRET, secret
from owskit_generator.triggers import PLACEHOLDER_RECEIVER, parse_triggers
from owskit_generator.triggers.load import read_text
from owskit_generator.webhooks.client import OwsClient
from owskit_generator.webhooks.definitions import registry
from owskit_generator.webhooks.identity import Identity, who
from owskit_generator.webhooks.plan import Plan, make_plan, wanted_of
from owskit_generator.webhooks.readiness import loops_in, unfit


class Planning:
    """What is wanted. Everything that can be wrong on this side is said before OTYS is asked: TriggersError for the
    file, GenerateError for the secret. `loops` are lint's errors, which a plan shows and `apply` does not pass."""

    def __init__(self, triggers: Path) -> None:
        text = read_text(triggers)
        self.triggers = parse_triggers(text, str(triggers))
        self.loops = loops_in(self.triggers, text, str(triggers))
        given = secret(WEBHOOK_SECRET, "the last part of the webhook's address, at least 24 letters and digits")
        self.secret = given
        self.wanted, self._warnings = wanted_of(self.triggers, given)
        self.me: Identity | None = None

    def plan(self, ows: OwsClient, policy: Any) -> Plan:
        ows.hide([self.secret])
        self.me = self.me or who(ows)
        plan = make_plan(self.wanted, registry(ows), self.triggers.stack, self.me.user_id, policy)
        reason = unfit(self.triggers.receiver) if self.triggers.receiver != PLACEHOLDER_RECEIVER else None
        warnings = [*self._warnings, *([f"The receiver {reason}"] if reason else []), *plan.warnings]
        return msgspec.structs.replace(plan, warnings=warnings)
