"""Something breaks: OWS refuses, an answer is lost, a process dies, the store is away (21 to 25, 35)."""

from __future__ import annotations

from owskit_generator.prove.gate import Fault
from owskit_generator.prove.play import Play
from owskit_generator.prove.scenario import FAST, Mode, Scenario
from owskit_generator.prove.scenarios.people import RAW, RIGHT, edits, title_is

_DYING: tuple[Mode, ...] = (*FAST, "late", "duplicated")
_SLOW = "starting anew takes seconds; a longer delay and another order add nothing to it"


def _once(play: Play, fault: Fault) -> None:
    """The first write meets a fault, no other does."""
    left = [fault]
    play.stage.gate.before = lambda calls: left.pop() if left else None


def refused(play: Play) -> list[str]:
    uid = play.vacancy("careful", title="start")
    _once(play, "refuse")
    play.person(uid, {"title": RAW})
    play.settle()
    before = play.decisions()
    play.person(uid, {"title": RIGHT})
    play.settle()
    swallowed = play.decisions()["skip/echo"] > before["skip/echo"]
    return (["the person's edit was taken for an echo"] if swallowed else []) + title_is(play, uid, RIGHT)


def answer_lost(play: Play) -> list[str]:
    _once(play, "lose-answer")
    return edits(play)


def call_lost(play: Play) -> list[str]:
    _once(play, "lose-call")
    return edits(play)


def killed_after(play: Play) -> list[str]:
    """The write is done, and the process dies before it hears of it."""
    left: list[Fault] = ["lose-answer"]
    gate, stage = play.stage.gate, play.stage
    gate.before = lambda calls: left[0] if left else None

    def die(calls: object) -> None:
        if left:
            left.clear()
            stage.kill()
            stage.start()

    gate.after = die
    return edits(play)


def killed_before(play: Play) -> list[str]:
    """The row is in the ledger, and the process dies before the call goes out."""
    left: list[Fault] = ["lose-call"]
    stage = play.stage

    def die(calls: object) -> Fault | None:
        if not left:
            return None
        stage.kill()
        stage.start()
        return left.pop()

    stage.gate.before = die
    return edits(play)


def store_away(play: Play) -> list[str]:
    uid = play.vacancy("normalise", title="start")
    with play.stage.store.outage():
        play.person(uid, {"title": RAW})
        play.deliver_now()
        written = [made.service_call for made in play.writes]
        said = [answer.status for answer in play.stage.relay.answers]
    play.settle()
    faults = [f"{', '.join(written)} was written while the store was away"] if written else []
    faults += [f"the delivery was answered with {status}" for status in said if status not in {200, 503}]
    if said == [503] * len(said):
        return faults  # refused, so that OTYS may come again; nothing was kept and nothing was written
    return faults + title_is(play, uid, RIGHT)


SCENARIOS = (
    Scenario(
        number=21,
        title="the write is refused, then a person makes that same edit",
        must="the person's edit is handled",
        most_deliveries=3,
        most_writes=1,
        run=refused,
    ),
    Scenario(
        number=22,
        title="the write's answer is lost, and it was done",
        must="no second write",
        most_deliveries=2,
        most_writes=1,
        run=answer_lost,
    ),
    Scenario(
        number=23,
        title="the write's answer is lost, and it was not done",
        must="repaired, no edit lost",
        most_deliveries=3,
        most_writes=2,
        run=call_lost,
        unheard=1,
    ),
    Scenario(
        number=24,
        title="killed after the write, before its answer",
        must="the replay makes no second write",
        most_deliveries=3,
        most_writes=1,
        run=killed_after,
        modes=_DYING,
        not_run=_SLOW,
    ),
    Scenario(
        number=25,
        title="killed between the ledger's row and the call",
        must="the row becomes unknown, nothing is swallowed",
        most_deliveries=2,
        most_writes=1,
        run=killed_before,
        unheard=1,
        modes=_DYING,
        not_run=_SLOW,
    ),
    Scenario(
        number=35,
        title="the store cannot be reached",
        must="kept, and no write until it is back",
        most_deliveries=2,
        most_writes=1,
        run=store_away,
        modes=("async",),
        not_run="giving up on a store takes seconds, however OTYS delivers",
    ),
)
