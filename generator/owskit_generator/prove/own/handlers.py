"""Runs each trigger's own handler on events of its calls, twice, and says what it did that it should not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from owskit_addon.errors import OwsError, ProofError
from owskit_addon.service_call import kind_of, short_name
from owskit_generator.prove.elsewhere import UID
from owskit_generator.prove.gate import Made
from owskit_generator.prove.own.events import make_event
from owskit_generator.prove.play import CAP, Play, Step
from owskit_generator.prove.stage import Stage
from owskit_generator.triggers import Trigger

HOUR = 3600


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """What a handler did, and how to mend it. `code` is one of lint's (loop-guards.md 7) where there is one."""

    what: str
    cure: str
    code: str = ""


class Proved(msgspec.Struct, frozen=True, kw_only=True):
    """One trigger and one of its calls. `steps` is the course of it; `notes` what could not be tried."""

    trigger: str
    service_call: str
    deliveries: int
    writes: int
    decisions: dict[str, int]
    complaints: list[Complaint]
    notes: list[str]
    steps: list[Step]


def prove_own(stage: Stage) -> Iterator[Proved]:
    """Every trigger with every call that it wants. Raises ProofError where the project ends."""
    for trigger in stage.triggers.triggers:
        for service_call in trigger.service_calls:
            yield _prove(stage, trigger, service_call)


def _prove(stage: Stage, trigger: Trigger, service_call: str) -> Proved:
    stage.next_day()
    play = Play(stage, "async")
    event = make_event(trigger, service_call, _record_of(stage, service_call))
    complaints: list[Complaint] = []
    first: list[Made] = []
    try:
        play.act(event.service_call, event.args)
        play.settle()
        first = list(play.writes)
        if play.posted < CAP:
            play.after(HOUR, lambda: play.act(event.service_call, event.args))
            play.settle()
    except OwsError as error:
        return _untried(trigger, service_call, f"The sandbox refused the event: {error.message}")
    except ProofError as error:
        complaints.append(Complaint(what=error.message, cure="Give every call a time-out, and wait for nothing else."))
    complaints += _loops(play)
    complaints += _unguarded(stage.gate.made)
    complaints += _undeclared(trigger, stage.gate.made)
    complaints += _ever_new(first, play.writes[len(first) :])
    complaints += _raised(play)
    return Proved(
        trigger=trigger.name,
        service_call=service_call,
        deliveries=play.posted,
        writes=len(play.writes),
        decisions=dict(sorted(play.decisions().items())),
        complaints=complaints,
        notes=[f"Whether {path} is met is for OTYS to say." for path in event.unmet],
        steps=play.steps,
    )


def _untried(trigger: Trigger, service_call: str, why: str) -> Proved:
    return Proved(
        trigger=trigger.name,
        service_call=service_call,
        deliveries=0,
        writes=0,
        decisions={},
        complaints=[],
        notes=[why],
        steps=[],
    )


def _record_of(stage: Stage, service_call: str) -> str:
    """A record of the call's service."""
    service = service_call.partition(".")[0]
    try:
        found: Any = stage.as_person(0, lambda ows: ows.call(f"{service}.getListEx", {"limit": 1}))
        return str(found["listOutput"][0]["uid"])
    except (OwsError, KeyError, IndexError, TypeError):
        return UID


def _loops(play: Play) -> Iterator[Complaint]:
    if play.posted >= CAP:
        yield Complaint(
            what=f"It loops: {play.posted} deliveries, and no end.",
            cure="Write only through the `ows` that the handler is given, and only what differs.",
            code="OWK001",
        )


def _unguarded(made: list[Made]) -> Iterator[Complaint]:
    names = dict.fromkeys(each.service_call for each in made if each.announced is False)
    for name in names:
        yield Complaint(
            what=f"{name} went to OWS past the guarded client, so that its echo cannot be told from a person's edit.",
            cure=f"Call it as ows.call({name!r}, …).",
            code="OWK001",
        )


def _undeclared(trigger: Trigger, made: list[Made]) -> Iterator[Complaint]:
    """Reads of a record that is about to be written are the client's own (guard 9)."""
    compared = {f"{name.partition('.')[0]}.getDetail" for name in trigger.writes}
    for key, declared in (("writes", trigger.writes), ("reads", (*trigger.reads, *compared))):
        known = {short_name(name) for name in declared}
        called = dict.fromkeys(
            each.service_call for each in made if (kind_of(each.service_call) == "read") == (key == "reads")
        )
        missing = [name for name in called if name not in known and name != "check"]
        if missing:
            line = f"{key}: [{', '.join([*getattr(trigger, key), *missing])}]"
            yield Complaint(
                what=f"It calls {', '.join(missing)}, which triggers.yaml does not say.",
                cure=f"Put this line under {trigger.name}:  {line}",
                code="OWK004" if key == "reads" else "OWK001",
            )


def _ever_new(first: list[Made], again: list[Made]) -> Iterator[Complaint]:
    """The same event once more must want the same: f(f(x)) = f(x)."""
    wanted = {(each.service_call, msgspec.json.encode(each.args)) for each in first}
    for each in again:
        if (each.service_call, msgspec.json.encode(each.args)) not in wanted:
            yield Complaint(
                what=f"The same event made it write something else with {each.service_call} the second time.",
                cure="Let what it writes follow from the record alone, not from clock, chance or a counter.",
                code="OWK006",
            )
            return


def _raised(play: Play) -> Iterator[Complaint]:
    for job in play.stage.store.jobs(play.began):
        if job.reason == "handler-raised":
            yield Complaint(what=f"The handler raised {job.error}.", cure="Mend the handler; its tests show it too.")
            return
