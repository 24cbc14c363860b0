"""What captures show against a triggers file: calls that were forgotten, people who work as the key's user."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from owskit_generator.catalogue.markdown import single_line
from owskit_generator.triggers.lint.codes import CODES
from owskit_generator.triggers.lint.finding import Finding
from owskit_generator.triggers.lint.places import Places
from owskit_generator.triggers.model import Trigger
from owskit_generator.triggers.uses import Uses

ALIASES = (("update", "updateEx"), ("update", "updateBulk"), ("updateEx", "updateBulk"))
"""Verbs that change the same records under different names (`ows.md` 4.5, 10.3, 17)."""


def missing_aliases(triggers: Sequence[Trigger], uses: Uses, places: Places) -> Iterator[Finding]:
    """OWK005: what a subscribed call was made for was also done through its alias alone, and no trigger has that."""
    subscribed = {call for trigger in triggers for call in trigger.service_calls}
    heard = {action for call in subscribed for action in _actions(uses, call)}
    for trigger in triggers:
        for call in trigger.service_calls:
            labels = {_label(uses, action) for action in _actions(uses, call)}
            for alias in _aliases(call):
                unheard = _actions(uses, alias) - heard if alias not in subscribed else set()
                shared = sorted(labels & {_label(uses, action) for action in unheard})
                if shared:
                    place = places.of(trigger.name, "service_calls", call)
                    yield Finding(
                        code="OWK005",
                        level="warning",
                        trigger=trigger.name,
                        what=f'{call} is subscribed, {alias} is not; "{single_line(shared[0])}" was done by it too.',
                        cure=CODES["OWK005"].cure,
                        file=places.file,
                        line=place.line,
                        column=place.column,
                    )


def shared_user(
    triggers: Sequence[Trigger], people: Collection[str], own: Collection[str], places: Places
) -> Iterator[Finding]:
    """OWK008: `people` are users that somebody signed in as, `own` those of the API key."""
    both = sorted(set(people) & set(own))
    for trigger in triggers:
        if both and trigger.actor == "dedicated" and trigger.profile != "chain":
            place = places.of(trigger.name, "actor")
            yield Finding(
                code="OWK008",
                level="warning",
                trigger=trigger.name,
                what=f"somebody was recorded working as user {both[0]}, whose API key the handlers use: what they do is"
                f" skipped by {trigger.name}.",
                cure=CODES["OWK008"].cure,
                file=places.file,
                line=place.line,
                column=place.column,
            )


def _aliases(call: str) -> list[str]:
    service, _, verb = call.rpartition(".")
    return [f"{service}.{other}" for pair in ALIASES for other in pair if verb in pair and other != verb]


def _actions(uses: Uses, call: str) -> set[str]:
    """The ids of the actions whose click made a call."""
    return {
        use.action
        for use in uses.calls.get(call, {})
        if use.action in uses.actions and use.clicked and not use.failed and use.action is not None
    }


def _label(uses: Uses, action: str) -> str:
    found = uses.actions[action]
    return found.business_event or found.label
