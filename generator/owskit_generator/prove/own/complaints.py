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
            cure=f"Write only through the `{_ows(play)}` that the handler is given, and only what differs.",
            code="OWK001",
        )
    for name in dict.fromkeys(each.service_call for each in made if each.announced is False):
        yield Complaint(
            what=f"{name} went to OWS past the guarded client, so that its echo cannot be told from a person's edit.",
            cure=f"Call it as {_ows(play)}{'->' if _in_php(play) else '.'}call({name!r}, …).",
            code="OWK001",
        )
    yield from _undeclared(trigger, made)
    yield from _unfinished(play)
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
    read = {each.service_call: kind_of(each.service_call) == "read" for each in made if each.service_call != "check"}
    written = [*trigger.writes, *(name for name, only_read in read.items() if not only_read)]
    compared = {f"{name.partition('.')[0]}.getDetail" for name in written}
    for key, declared in (("writes", trigger.writes), ("reads", (*trigger.reads, *compared))):
        known = {short_name(name) for name in declared}
        missing = [name for name, only_read in read.items() if only_read == (key == "reads") and name not in known]
        if missing:
            line = f"{key}: [{', '.join([*getattr(trigger, key), *missing])}]"
            yield Complaint(
                what=f"It calls {', '.join(missing)}, which triggers.yaml does not say.",
                cure=f"Put this line under {trigger.name}:  {line}",
                code="OWK004" if key == "reads" else "OWK001",
            )


def _unfinished(play: Play) -> Iterator[Complaint]:
    """A job that waits for a person, as the project does not know whether its work is done."""
    for job in play.jobs():
        if job.reason == "handler-raised":
            yield Complaint(what=f"The handler raised {job.error}.", cure="Mend the handler; its tests show it too.")
            return
        if job.reason == "no-decision":
            php = _in_php(play)
            yield Complaint(
                what="The handler came back without a decision, so that each of its jobs is put by for a person.",
                cure=f"Let it end with `return {'Decision::done();' if php else 'done()'}`, or with "
                f"`return {'Decision::skip(…);' if php else 'skip(…)'}` and why.",
            )
            return


def _in_php(play: Play) -> bool:
    return play.stage.lock.language == "php"


def _ows(play: Play) -> str:
    """As the handler names its client."""
    return "$ows" if _in_php(play) else "ows"
