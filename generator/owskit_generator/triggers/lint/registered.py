"""What the list of registrations shows against a triggers file: others on the same calls, bent addresses, doubles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from owskit_generator.triggers.lint.codes import CODES
from owskit_generator.triggers.lint.finding import Finding, Level
from owskit_generator.triggers.lint.places import Places
from owskit_generator.triggers.listed import Registered
from owskit_generator.triggers.model import Trigger, Triggers

MERGE_FIELDS = ("{%user.clientId%}", "{%user.internalId%}")
"""Raw, as OTYS merges them (`ows.md` 4.7)."""


def registered_findings(triggers: Triggers, found: Sequence[Registered], places: Places) -> Iterator[Finding]:
    """OWK003, OWK007, OWK010 and OWK011 against the list that OTYS has."""
    ours = [one for one in found if one.stack == triggers.stack]
    others = [one for one in found if one.stack != triggers.stack]
    for trigger in triggers.triggers:
        yield from _others_of(trigger, others, places)
        yield from _hidden(trigger, found, places)
    yield from bent_addresses(ours, places.file)
    yield from doubles(triggers, ours, places)


def hidden_in_file(triggers: Triggers, places: Places) -> Iterator[Finding]:
    """OWK010 that the file brings about itself: one call for everyone and, in another trigger, for one user."""
    for trigger in triggers.triggers:
        for call in trigger.service_calls:
            everyone = [other.name for other in triggers.triggers if other.everyone and call in other.service_calls]
            if everyone and not trigger.everyone:
                what = f"{trigger.name} wants {call} for one user, {everyone[0]} for everyone; only one of them can be"
                yield _finding("OWK010", "warning", trigger.name, what, places, "everyone", None)


def bent_addresses(ours: Sequence[Registered], file: str) -> Iterator[Finding]:
    """OWK007 of registrations that are ours, whether at OTYS or about to be."""
    for one in ours:
        missing = [field for field in MERGE_FIELDS if field not in one.address]
        if missing:
            encoded = "%7b%25" in one.address.lower()
            how = "are percent-encoded, so OTYS does not merge them" if encoded else f"lack {' and '.join(missing)}"
            yield Finding(
                code="OWK007",
                level="error",
                trigger="",
                what=f"the address registered for {one.service_call}: its merge fields {how}.",
                cure=CODES["OWK007"].cure,
                file=file,
            )


def doubles(triggers: Triggers, ours: Sequence[Registered], places: Places) -> Iterator[Finding]:
    """OWK011: more than one registration of our stack for one call and the same people."""
    for trigger in triggers.triggers:
        for call in trigger.service_calls:
            addresses = [one for one in ours if one.service_call == call]
            if len({(one.everyone, one.user if not one.everyone else "") for one in addresses}) < len(addresses):
                what = f"{call} has {len(addresses)} registrations of {triggers.stack}; only one of them fires"
                yield _finding("OWK011", "error", trigger.name, what, places, "service_calls", call)


def _others_of(trigger: Trigger, others: Sequence[Registered], places: Places) -> Iterator[Finding]:
    held = {one.service_call: _whose(one) for one in others}
    clientwide = {one.service_call for one in others if one.everyone}
    for call in trigger.service_calls:
        if call in clientwide:
            what = f"{call} has a webhook {held[call]} for everyone already; theirs or that of {trigger.name} is silent"
            yield _finding("OWK003", "error", trigger.name, what, places, "service_calls", call)
    for key, calls in (("writes", trigger.writes), ("reads", trigger.reads)):
        for call in calls:
            if call in held:
                level: Level = "warning" if trigger.loop == "guarded" else "error"
                what = f"{trigger.name} {key} {call}, which wakes a webhook {held[call]}"
                yield _finding("OWK003", level, trigger.name, what, places, key, call)


def _hidden(trigger: Trigger, found: Sequence[Registered], places: Places) -> Iterator[Finding]:
    for call in trigger.service_calls if trigger.everyone else ():
        own = [one for one in found if one.service_call == call and not one.everyone]
        for one in own:
            who = f"user {one.user}" if one.user.isdecimal() else "a user"
            what = f"{who} has a webhook of their own on {call}: for what they do {trigger.name} stays asleep"
            yield _finding("OWK010", "warning", trigger.name, what, places, "service_calls", call)


def _whose(one: Registered) -> str:
    """No address in it: that may hold a secret."""
    name = "".join(letter if letter.isprintable() else "?" for letter in one.stack[:40])
    return f"of the stack {name}" if name else "of somebody else"


def _finding(code: str, level: Level, trigger: str, what: str, places: Places, key: str, call: str | None) -> Finding:
    place = places.of(trigger, key, call)
    return Finding(
        code=code,
        level=level,
        trigger=trigger,
        what=f"{what}.",
        cure=CODES[code].cure,
        file=places.file,
        line=place.line,
        column=place.column,
    )
