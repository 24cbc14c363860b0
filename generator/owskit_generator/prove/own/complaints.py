"""What a handler did that it should not, each with its cure."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from owskit_addon.errors import OwsError
from owskit_addon.service_call import kind_of, short_name
from owskit_generator.prove.gate import Made
from owskit_generator.prove.play import Play
from owskit_generator.prove.relay import ANSWER
from owskit_generator.triggers import Trigger


class Complaint(msgspec.Struct, frozen=True, kw_only=True):
    """What a handler did, and how to mend it. `code` is one of lint's (loop-guards.md 7) where there is one."""

    what: str
    cure: str
    code: str = ""


def of_any_run(trigger: Trigger, play: Play) -> Iterator[Complaint]:
    """What must not be, whatever comes."""
    made = play.stage.gate.made
    if play.posted >= play.cap:
        yield Complaint(
            what=f"It loops: {play.posted} deliveries, and no end.",
            cure="Write only through the `ows` that the handler is given, and only what differs.",
            code="OWK001",
        )
    for name in dict.fromkeys(each.service_call for each in made if each.announced is False):
        yield Complaint(
            what=f"{name} went to OWS past the guarded client, so that its echo cannot be told from a person's edit.",
            cure=f"Call it as ows.call({name!r}, …).",
            code="OWK001",
        )
    yield from _undeclared(trigger, made)
    yield from _raised(play)
    late = sum(answer.status == 0 for answer in play.stage.relay.answers)
    if late:
        yield Complaint(
            what=f"{late} of its deliveries got no answer within {ANSWER:.0f} seconds.",
            cure="Let nothing run before the answer: what takes time belongs into the handler, which a worker runs.",
        )


def of_refusal(service_call: str, error: OwsError) -> Complaint:
    """Where the event could not be made, nothing is known of the handler, and nothing may be called proved."""
    return Complaint(
        what=f"It was not tried: the sandbox refused {service_call} ({error.message}).",
        cure="Give its conditions values that OWS takes, with `equals` or `in`.",
    )


def of_same_event(first: list[Made], again: list[Made]) -> Iterator[Complaint]:
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


def of_answered(writes: int, most: int) -> Iterator[Complaint]:
    """Another integration that answers each of its writes must come to nothing."""
    if writes > most:
        yield Complaint(
            what=f"Answered by another integration it wrote {writes} times, and {most} is the most.",
            cure="Write through the `ows` that the handler is given: its guards count by record.",
            code="OWK003",
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


def _raised(play: Play) -> Iterator[Complaint]:
    for job in play.jobs():
        if job.reason == "handler-raised":
            yield Complaint(what=f"The handler raised {job.error}.", cure="Mend the handler; its tests show it too.")
            return
