"""The handler writes much, through envelopes, inside the call, or wakes another handler (26 to 30, 33)."""

from __future__ import annotations

from owskit_generator.prove.play import Play
from owskit_generator.prove.scenario import Scenario
from owskit_generator.prove.scenarios.people import RAW, RIGHT, edits, title_is


def inside(play: Play) -> list[str]:
    return edits(play)


def five(play: Play) -> list[str]:
    others = [play.vacancy("none", title=RAW) for _ in range(4)]
    uid = play.vacancy("five", title="start", extraInfo2=",".join(others))
    play.person(uid, {"title": RAW})
    play.settle()
    return [fault for each in (uid, *others) for fault in title_is(play, each, RIGHT)]


def batch(play: Play) -> list[str]:
    uid = play.vacancy("batch", title="start")
    play.person(uid, {"title": RAW})
    play.settle()
    return title_is(play, uid, RIGHT)


def first_and_second(play: Play) -> list[str]:
    uid = play.candidate("chain")
    play.person(uid, {"note": "start"}, call="CandidateService.update")
    play.settle()
    reactions = sum(made.service_call == "VacancyService.setExtraFieldValue" for made in play.writes)
    return [] if reactions == 1 else [f"the second handler reacted {reactions} times"]


def cycle(play: Play) -> list[str]:
    uid = play.candidate("cycle")
    play.person(uid, {"note": "start"}, call="CandidateService.update")
    play.settle()
    writes = [made.service_call for made in play.writes]
    each = max((writes.count(name) for name in set(writes)), default=0)
    return [] if each <= 2 or play.mode == "late" else [f"one of the two handlers wrote {each} times"]


def reads(play: Play) -> list[str]:
    """A trigger on a read that its handler itself makes."""
    uid = play.vacancy("read", title=RIGHT)
    play.stage.as_person(0, lambda ows: ows.call("VacancyService.getDetail", uid, {"title": 1}))
    play.settle()
    return []


SCENARIOS = (
    Scenario(
        number=26,
        title="delivered inside the call, with one worker",
        must="no deadlock, no loop",
        most_deliveries=2,
        most_writes=1,
        run=inside,
        modes=("inside",),
        not_run="the others are scenario 1",
    ),
    Scenario(
        number=27,
        title="the handler writes five vacancies",
        must="five echoes are skipped",
        most_deliveries=6,
        most_writes=5,
        run=five,
    ),
    Scenario(
        number=28,
        title="the handler writes through MultiService",
        must="the call inside is recognised",
        most_deliveries=2,
        most_writes=1,
        run=batch,
    ),
    Scenario(
        number=29,
        title="one own handler wakes another",
        must="the other reacts once",
        most_deliveries=2,
        most_writes=2,
        run=first_and_second,
    ),
    Scenario(
        number=30,
        title="two own handlers wake each other, a new value each time",
        must="stopped by depth",
        most_deliveries=4,
        most_writes=3,
        run=cycle,
        endless=("late",),
    ),
    Scenario(
        number=33,
        title="a trigger on a read that its handler makes itself",
        must="skipped as an echo",
        most_deliveries=2,
        most_writes=0,
        run=reads,
        config="reads",
    ),
)
