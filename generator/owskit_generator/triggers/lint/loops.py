"""Loops that the file itself shows: guard 0 of loop-guards.md 2."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from owskit_addon.service_call import BARE
from owskit_generator.triggers.lint.codes import CODES
from owskit_generator.triggers.lint.finding import Finding, Level
from owskit_generator.triggers.lint.graph import circles, edges
from owskit_generator.triggers.lint.places import Places
from owskit_generator.triggers.model import Trigger

_OWN_SERVICE = "WebhooksService."
"""What `owskit webhooks` calls; with the five bare methods all that the toolkit makes of itself."""


def loops(triggers: Sequence[Trigger], places: Places) -> Iterator[Finding]:
    """OWK001, OWK002, OWK004, OWK013, OWK014. An edge that is said to be guarded is a note: it needs a proof still."""
    by_name = {trigger.name: trigger for trigger in triggers}
    found = circles(triggers)
    for edge in edges(triggers):
        trigger = by_name[edge.trigger]
        if edge.kind == "reads":
            if edge.wakes:
                what = f"{edge.trigger} reads {edge.call}, which wakes {_joined(edge.wakes, edge.trigger)}"
                cure = f"Read through another call; or {_guard([edge.trigger])}."
                yield _finding("OWK004", trigger, what, cure, places, "reads", edge.call)
            continue
        if edge.trigger in edge.wakes:
            what = f"{edge.trigger} writes {edge.call}, which wakes it again"
            cure = f"Write through another call; or {_guard([edge.trigger])}."
            yield _finding("OWK001", trigger, what, cure, places, "writes", edge.call)
        for other in edge.wakes:
            together = any(edge.trigger in circle and other in circle for circle in found)
            if other != edge.trigger and not together:
                what = f"{edge.trigger} writes {edge.call}, which wakes {other}"
                cure = f"Write through another call; or {_guard([edge.trigger])}."
                yield _finding("OWK014", trigger, what, cure, places, "writes", edge.call)
    for circle in found:
        bare = [name for name in circle if by_name[name].loop != "guarded"]
        what = f"{' -> '.join([*circle, circle[0]])}: each writes a call that wakes the next"
        cure = f"Take one write out of the circle; or {_guard(bare or circle)}."
        yield _at("OWK002", circle[0], what, cure, places, "writes", None, "error" if bare else "note")
    for trigger in triggers:
        for call in trigger.service_calls:
            if call in BARE or call.startswith(_OWN_SERVICE):
                what = f"{trigger.name} wakes on {call}, which owskit makes itself"
                yield _at("OWK013", trigger.name, what, CODES["OWK013"].cure, places, "service_calls", call, "error")


def _guard(names: Sequence[str]) -> str:
    """What to write, and where."""
    return f"add the line `loop: guarded` under {' and under '.join(names)}, and run `owskit prove` on the project"


def _finding(code: str, trigger: Trigger, what: str, cure: str, places: Places, key: str, call: str) -> Finding:
    level: Level = "note" if trigger.loop == "guarded" else "error"
    return _at(code, trigger.name, what, cure, places, key, call, level)


def _at(
    code: str, trigger: str, what: str, cure: str, places: Places, key: str, call: str | None, level: Level
) -> Finding:
    place = places.of(trigger, key, call)
    if level == "note":
        what += " (said to be guarded: let `owskit prove` show it)"
        cure = "Run `owskit prove` on the project: it shows whether the guards end it."
    return Finding(
        code=code,
        level=level,
        trigger=trigger,
        what=f"{what}.",
        cure=cure,
        file=places.file,
        line=place.line,
        column=place.column,
    )


def _joined(names: Sequence[str], own: str) -> str:
    return ", ".join("itself" if name == own else name for name in names)
