"""Runs each trigger's own handler on events of its calls, in every way of delivery, and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any, Literal

import msgspec

from owskit_addon.errors import OwsError, ProofError
from owskit_generator.prove.course import Step, nearness
from owskit_generator.prove.elsewhere import UID
from owskit_generator.prove.own.complaints import Complaint, of_answered, of_any_run, of_refusal, of_same_event
from owskit_generator.prove.own.events import Made as Event
from owskit_generator.prove.own.events import make_event
from owskit_generator.prove.play import CAP, Play
from owskit_generator.prove.scenario import Mode
from owskit_generator.prove.stage import Stage
from owskit_generator.triggers import Trigger
from owskit_generator.triggers.lint.project import unsteady_handlers

HOUR = 3600
LINGER = 1.01
"""Seconds of real time between the two in the first way of delivery: a second has gone by for a handler that looks at
the system's clock, and what it left running in the background has come to OWS."""
BOT = 1
"""The second recruiter of the sandbox: the other integration."""
_MOST_RECORDS = 50
_BREAKER = 3
"""Writes to one record within ten minutes (loop-guards.md 2, guard 10)."""

Course = Literal["twice", "answered"]
"""The same event twice, an hour apart; or once, and another integration makes it again after each of its writes."""


class OwnRun(msgspec.Struct, frozen=True, kw_only=True):
    """One run of one handler, with the most there may be. `writes` are those of this handler and of what it wakes."""

    course: Course
    mode: Mode
    workers: int
    store: str
    deliveries: int
    most_deliveries: int
    writes: int
    most_writes: int


class Proved(msgspec.Struct, frozen=True, kw_only=True):
    """One trigger and one of its calls, in all its `runs`. `steps` is the course of `worst`, the run that came nearest
    to its bounds; `decisions` are those of all runs; `notes` what the runs cannot show."""

    trigger: str
    service_call: str
    runs: list[OwnRun]
    worst: OwnRun | None
    decisions: dict[str, int]
    complaints: list[Complaint]
    notes: list[str]
    steps: list[Step]


def prove_own(stage: Stage, modes: Sequence[Mode] = ("async",), store: str = "sqlite") -> Iterator[Proved]:
    """Every trigger with every call that it wants. Raises ProofError where the project does not start again."""
    for trigger in stage.triggers.triggers:
        for service_call in trigger.service_calls:
            records = _records_of(stage, service_call)
            for mode in modes:
                linger = LINGER if mode == modes[0] else 0.0
                found = _twice(stage, trigger, service_call, next(records), mode, store, linger)
                yield found
                if found.complaints or not found.runs:
                    break  # it would say the same again, or never come back again
            else:
                if found.worst and found.worst.writes and set(trigger.writes) & set(stage.subscribed):
                    yield _answered(stage, trigger, service_call, next(records), modes[0], store)


def merge(found: Iterable[Proved]) -> list[Proved]:
    """One for each trigger and call, of all runs."""
    by_name: dict[tuple[str, str], list[Proved]] = {}
    for each in found:
        by_name.setdefault((each.trigger, each.service_call), []).append(each)
    return [_merged(together) for together in by_name.values()]


def _merged(together: list[Proved]) -> Proved:
    decisions: Counter[str] = Counter()
    for each in together:
        decisions.update(each.decisions)
    drawn = max(together, key=lambda each: (bool(each.complaints), _nearness(each.worst)))
    complaints = {(each.code, each.what): each for proved in together for each in proved.complaints}
    return Proved(
        trigger=drawn.trigger,
        service_call=drawn.service_call,
        runs=[run for each in together for run in each.runs],
        worst=drawn.worst,
        decisions=dict(sorted(decisions.items())),
        complaints=list(complaints.values()),
        notes=list(dict.fromkeys(note for each in together for note in each.notes)),
        steps=drawn.steps,
    )


def _nearness(run: OwnRun | None) -> tuple[float, int, int]:
    return nearness(run) if run else (0.0, 0, 0)


def _twice(
    stage: Stage, trigger: Trigger, service_call: str, record: str, mode: Mode, store: str, linger: float
) -> Proved:
    stage.next_day()
    play = Play(stage, mode)
    event = make_event(trigger, service_call, record)
    first, complaints = 0, list[Complaint]()
    try:
        play.act(event.service_call, event.args)
        play.settle()
        if linger:
            play.linger(linger)
        first = len(play.writes)
        if play.posted < CAP:
            play.after(HOUR, lambda: play.act(event.service_call, event.args))
            play.settle()
    except OwsError as error:
        return _proved(trigger, event, [], play, [of_refusal(event.service_call, error)])
    except ProofError as error:
        complaints.append(_at_rest(error))
    complaints += of_any_run(trigger, play)
    complaints += of_same_event(play.writes[:first], play.writes[first:])
    run = _run(play, "twice", store, events=2, most_writes=2 * first)
    return _ended(stage, _proved(trigger, event, [run], play, complaints))


def _answered(stage: Stage, trigger: Trigger, service_call: str, record: str, mode: Mode, store: str) -> Proved:
    """A write of the handler's own may be to several records; of each it may make three."""
    stage.next_day()
    play = Play(stage, mode)
    event = make_event(trigger, service_call, record)
    answers, complaints = 0, list[Complaint]()

    def answer(delivery: object) -> None:
        nonlocal answers
        answers += 1
        play.after(2, lambda: play.act(event.service_call, event.args, user=BOT))

    play.on_own_write = answer
    try:
        play.act(event.service_call, event.args)
        play.settle()
    except ProofError as error:
        complaints.append(_at_rest(error))
    records = len({(made.service_call, str(made.args[:1])) for made in play.writes})
    run = _run(play, "answered", store, events=1 + answers, most_writes=_BREAKER * max(records, 1))
    complaints += of_any_run(trigger, play)
    complaints += of_answered(run.writes, run.most_writes)
    return _ended(stage, _proved(trigger, event, [run], play, complaints))


def _run(play: Play, course: Course, store: str, *, events: int, most_writes: int) -> OwnRun:
    """Each event is one delivery, and so is each write through a call that is subscribed."""
    heard = sum(made.service_call in play.stage.subscribed for made in play.stage.gate.made if made.done)
    return OwnRun(
        course=course,
        mode=play.mode,
        workers=play.stage.workers,
        store=store,
        deliveries=play.posted,
        most_deliveries=events + heard + play.extra,
        writes=len(play.writes),
        most_writes=most_writes,
    )


def _proved(trigger: Trigger, event: Event, runs: list[OwnRun], play: Play, complaints: list[Complaint]) -> Proved:
    return Proved(
        trigger=trigger.name,
        service_call=event.service_call,
        runs=runs,
        worst=runs[0] if runs else None,
        decisions=dict(sorted(play.decisions().items())) if runs else {},
        complaints=complaints,
        notes=[*(f"Whether {path} is met is for OTYS to say." for path in event.unmet), *_chance(trigger, play)],
        steps=play.steps if runs else [],
    )


def _ended(stage: Stage, proved: Proved) -> Proved:
    """What a handler left undone is no other run's."""
    if proved.complaints:
        stage.anew()
    return proved


def _chance(trigger: Trigger, play: Play) -> Iterator[str]:
    """What a handler that writes asks besides the record: a run of a second shows no other day, and dice fall alike."""
    if play.writes:
        for found in unsteady_handlers([trigger], play.stage.project):
            yield f"OWK006 {Path(found.file).name}:{found.line}: {found.what} Two events need not show that."


def _at_rest(error: ProofError) -> Complaint:
    return Complaint(what=error.message, cure=error.hint or "Mend that, then prove it again.")


def _records_of(stage: Stage, service_call: str) -> Iterator[str]:
    """Records of the call's service, another one for each run as long as there are."""
    service = service_call.partition(".")[0]
    try:
        found: Any = stage.as_person(0, lambda ows: ows.call(f"{service}.getListEx", {"limit": _MOST_RECORDS}))
        uids = [str(row["uid"]) for row in found["listOutput"]]
    except (OwsError, KeyError, TypeError):
        uids = []
    return cycle(uids or [f"{UID}{number:02}" for number in range(_MOST_RECORDS)])
