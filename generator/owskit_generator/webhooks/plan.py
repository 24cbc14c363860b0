"""What is to be done at OTYS, by content: call, address with its secret, and for whom (`ows.md` 12, trap 17)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from owskit_generator.triggers import Triggers
from owskit_generator.webhooks.address import is_same_encoded, receiver_of, secret_of, shown
from owskit_generator.webhooks.conflicts import Conflict, with_others
from owskit_generator.webhooks.definitions import Definition, Registry
from owskit_generator.webhooks.owner import belongs
from owskit_generator.webhooks.registrations import fill_secret, registrations
from owskit_generator.webhooks.secret import Secret

Action = Literal["add", "remove", "keep", "leave"]
Policy = Literal["sync", "upsert-only", "create-only"]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A registration as it should be."""

    service_call: str
    address: Secret
    everyone: bool

    def is_met_by(self, present: Definition) -> bool:
        """A name that was registered with its prefix never fires (`ows.md` 4.8), so it is compared as it stands."""
        same = present.service_call == self.service_call and present.everyone == self.everyone
        return same and present.address == self.address

    def is_shown_as(self, present: Definition) -> bool:
        """The same, also where OTYS should show the address encoded: so it counts as added, and is not added again and
        again."""
        same = present.service_call == self.service_call and present.everyone == self.everyone
        return same and is_same_encoded(self.address, present.address)

    def definition(self) -> dict[str, Any]:
        """The argument of `WebhooksService.add`."""
        return {"serviceCall": self.service_call, "webhookUrl": self.address, "klantGlobal": self.everyone}


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a plan and `why`. `leave`: it differs, and the policy does not allow to touch it."""

    action: Action
    why: str
    wanted: Wanted | None = None
    present: Definition | None = None

    @property
    def service_call(self) -> str:
        one = self.wanted or self.present
        return one.service_call if one else ""

    @property
    def name(self) -> str:
        return self.wanted.service_call if self.wanted else self.present.name if self.present else ""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Steps in the order they are shown, by call; conflicts and warnings are sentences for people."""

    stack: str
    steps: list[Step]
    conflicts: list[Conflict] = []
    warnings: list[str] = []

    @property
    def adds(self) -> list[Step]:
        return [step for step in self.steps if step.action == "add"]

    @property
    def removes(self) -> list[Step]:
        return [step for step in self.steps if step.action == "remove"]

    @property
    def differs(self) -> bool:
        return bool(self.adds or self.removes)


def wanted_of(triggers: Triggers, secret: Secret) -> tuple[list[Wanted], list[str]]:
    """The registrations of a triggers file with the secret filled in, and what to warn about. Raises GenerateError for
    a secret that can be none."""
    made, warnings = registrations(triggers)
    definitions = [one.request["params"][1] for one in fill_secret(made, secret.reveal())]
    found = [
        Wanted(service_call=one["serviceCall"], address=Secret(one["webhookUrl"]), everyone=one["klantGlobal"])
        for one in definitions
    ]
    return found, warnings


def make_plan(
    wanted: Sequence[Wanted], present: Registry, stack: str, me: str | None, policy: Policy = "upsert-only"
) -> Plan:
    """From what should be and what is to the steps between. Never a step about what is not of the stack."""
    ours = [each for each in present.definitions if belongs(each, stack, me)]
    others = [each for each in present.definitions if not belongs(each, stack, me)]
    steps: list[Step] = []
    for one in wanted:
        steps += _steps_of(one, [each for each in ours if each.name == one.service_call], policy)
    calls = {one.service_call for one in wanted}
    for each in ours:
        if each.name not in calls:
            action: Action = "remove" if policy == "sync" else "leave"
            steps.append(Step(action=action, present=each, why="no trigger wants this call any more"))
    return Plan(
        stack=stack,
        steps=steps,
        conflicts=with_others([(one.service_call, one.everyone) for one in wanted], others, stack, me),
        warnings=_warnings(steps, present, policy),
    )


def removal_of(present: Registry, stack: str, me: str | None) -> Plan:
    """The plan that takes everything of the stack away."""
    ours = [each for each in present.definitions if belongs(each, stack, me)]
    return Plan(stack=stack, steps=[Step(action="remove", present=each, why="is of this stack") for each in ours])


def _steps_of(wanted: Wanted, ours: list[Definition], policy: Policy) -> list[Step]:
    same = [each for each in ours if wanted.is_met_by(each)]
    stale = [each for each in ours if not wanted.is_met_by(each)]
    take_away: Action = "leave" if policy == "create-only" else "remove"
    steps = []
    if same:
        steps.append(Step(action="keep", wanted=wanted, present=same[0], why="is as it should be"))
    elif policy != "create-only" or not stale:
        why = f"is registered differently: {difference(wanted, stale[0])}" if stale else "is not registered yet"
        steps.append(Step(action="add", wanted=wanted, why=why))
    for each in same[1:]:
        steps.append(Step(action=take_away, present=each, why="is there more than once"))
    for each in stale:
        why = difference(wanted, each) if take_away == "leave" else f"is replaced: {difference(wanted, each)}"
        steps.append(Step(action=take_away, present=each, why=why))
    return steps


def difference(wanted: Wanted, present: Definition) -> str:
    """In words, without a letter of a secret, what is different about the one that is there."""
    found = []
    if present.service_call != wanted.service_call:
        found.append("the call is registered with a prefix and never fires")
    if is_same_encoded(wanted.address, present.address):
        if wanted.address != present.address:
            found.append("its address is encoded, so that OTYS will hardly fill in the merge fields")
    elif receiver_of(present.address) != receiver_of(wanted.address):
        found.append("the receiver is another one")
    elif secret_of(present.address) != secret_of(wanted.address):
        found.append("the secret was rotated")
    else:
        found.append("the query of the address is another one")
    if present.everyone != wanted.everyone:
        found.append("it is for everyone" if present.everyone else "it is for one user only")
    return ", ".join(found)


def changes_secret(steps: Sequence[Step]) -> bool:
    """Whether one of ours gets another secret, so that two are live for a while."""
    return any("the secret" in step.why for step in steps if step.action == "add")


def _warnings(steps: list[Step], present: Registry, policy: Policy) -> list[str]:
    found = []
    left = sum(step.action == "leave" for step in steps)
    if left:
        found.append(f"{left} of this stack {_are(left)} left as {_they(left)} under --policy {policy}.")
    replaced = [step.why for step in steps if step.action == "add"]
    if any("the receiver" in why for why in replaced):
        found.append(
            "Some of this stack deliver to another receiver now. If that is another installation, it needs a stack of "
            "its own."
        )
    if changes_secret(steps):
        found.append(
            "The secret is another one than the one registered. OTYS uses the old address for up to 10 minutes more: "
            "the handlers must accept both until then. `owskit webhooks rotate` looks whether they do."
        )
    if present.unread:
        found.append(f"{present.unread} rows of OTYS' list cannot be read; they are left alone.")
    return found


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _they(count: int) -> str:
    return "it is" if count == 1 else "they are"


def as_json(plan: Plan) -> dict[str, Any]:
    """The plan for other programs: addresses masked."""
    return {
        "stack": plan.stack,
        "differs": plan.differs,
        "steps": [_step_json(step) for step in plan.steps],
        "conflicts": msgspec.to_builtins(plan.conflicts),
        "warnings": plan.warnings,
    }


def _step_json(step: Step) -> dict[str, Any]:
    one = step.wanted or step.present
    return {
        "action": step.action,
        "service_call": step.service_call,
        "uid": step.present.uid if step.present else None,
        "everyone": one.everyone if one else None,
        "address": shown(one.address) if one else None,
        "why": step.why,
    }
