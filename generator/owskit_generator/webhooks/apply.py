"""Carries out a plan: what is new is added first, what is old goes when the new one is seen to be there.

Each step can be done again: what is there is judged by OTYS' list, never by what we believe to have done. A run that
was interrupted anywhere is finished by the next one, which makes its own plan from that list.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import batched

import msgspec

from owskit_addon.errors import NoAnswer, OwsError
from owskit_generator.webhooks.client import BATCH, Call, Outcome, OwsClient
from owskit_generator.webhooks.definitions import Definition, Registry, registry
from owskit_generator.webhooks.owner import belongs
from owskit_generator.webhooks.plan import Plan, Step, Wanted


class Applied(msgspec.Struct, frozen=True, kw_only=True):
    """What was done, and what was not, with OWS' words."""

    added: list[Step]
    removed: list[Step]
    failed: list[tuple[Step, str]]

    @property
    def changed(self) -> bool:
        return bool(self.added or self.removed)


def apply(ows: OwsClient, plan: Plan, me: str | None) -> Applied:
    """Adds, looks, removes, looks. What could not be added keeps its old registration. Raises OwsError where OWS cannot
    even be asked what is there."""
    said: dict[int, str] = {}
    _batches(ows, plan.adds, lambda step: ("WebhooksService.add", [_wanted(step).definition()]), said)
    now = registry(ows)
    doomed = {_present(step).uid for step in plan.removes}
    staying = [each for each in now.definitions if belongs(each, plan.stack, me) and each.uid not in doomed]
    added = [step for step in plan.adds if any(map(_wanted(step).is_shown_as, staying))]
    kept = _kept(plan, staying)
    removable = [step for step in plan.removes if step.name in kept and _is_unchanged(step, now, plan.stack, me)]
    if removable:
        _batches(ows, removable, lambda step: ("WebhooksService.delete", [_present(step).uid]), said)
        now = registry(ows)
    left = {each.uid for each in now.definitions}
    removed = [step for step in plan.removes if _present(step).uid not in left]
    failed = [
        (step, said.get(id(step), _why_not(step, kept)))
        for step in [*plan.adds, *plan.removes]
        if not any(step is done for done in (*added, *removed))
    ]
    return Applied(added=added, removed=removed, failed=failed)


def require_done(applied: Applied) -> None:
    """Raises OwsError that names what was not done, and why."""
    if applied.failed:
        lines = [f"{step.service_call} was not {_past(step)}: {why}" for step, why in applied.failed]
        done = len(applied.added) + len(applied.removed)
        raise OwsError(
            "\n".join([f"{len(lines)} of {len(lines) + done} changes were not made.", *lines]),
            "Run it again: it goes on from what is there.",
        )


def _batches(ows: OwsClient, steps: Sequence[Step], call: Callable[[Step], Call], said: dict[int, str]) -> None:
    """Sends the steps' calls; `said` gets OWS' words about those that failed, by the step's identity. An answer that
    never came is no end: what became of it is seen in the list."""
    for chunk in batched(steps, BATCH):
        try:
            outcomes = ows.batch([call(step) for step in chunk])
        except NoAnswer as error:
            outcomes = [Outcome(error=error)] * len(chunk)
        for step, outcome in zip(chunk, outcomes, strict=True):
            if outcome.error is not None:
                said[id(step)] = outcome.error.message


def _wanted(step: Step) -> Wanted:
    assert step.wanted is not None
    return step.wanted


def _present(step: Step) -> Definition:
    assert step.present is not None
    return step.present


def _kept(plan: Plan, staying: Sequence[Definition]) -> set[str]:
    """The calls whose old registrations may go: nobody wants the call, or one as it is wanted is there and stays."""
    wanted = {step.name: step.wanted for step in plan.steps if step.wanted is not None}
    return {
        step.name
        for step in plan.removes
        if (one := wanted.get(step.name)) is None or any(map(one.is_shown_as, staying))
    }


def _is_unchanged(step: Step, now: Registry, stack: str, me: str | None) -> bool:
    """Whether what is to go is still what the plan showed, and ours: somebody may have changed it in between."""
    planned = _present(step)
    return any(each == planned and belongs(each, stack, me) for each in now.definitions)


def _why_not(step: Step, kept: set[str]) -> str:
    if step.action == "add":
        return "OTYS' list does not show it."
    if step.name not in kept:
        return "its replacement is not there."
    return "it was changed by somebody else meanwhile, or OTYS' list still shows it."


def _past(step: Step) -> str:
    return "added" if step.action == "add" else "removed"
