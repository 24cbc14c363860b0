"""Another integration answers what the handler writes (11 to 14)."""

from __future__ import annotations

from owskit_generator.prove.play import Play
from owskit_generator.prove.relay import Delivery
from owskit_generator.prove.scenario import FAST, Scenario
from owskit_generator.prove.scenarios.people import RAW

BOT = 1
"""The second recruiter of the sandbox: another user than the person and than the integration."""


def _answers(play: Play, seconds: float, *, new: bool) -> list[str]:
    uid = play.vacancy("normalise", title="start")
    turns = 0

    def answer(delivery: Delivery) -> None:
        nonlocal turns
        turns += 1
        title = f"  baker {turns} " if new else RAW
        play.after(seconds, lambda: play.person(uid, {"title": title}, user=BOT))

    play.on_own_write = answer
    play.person(uid, {"title": RAW})
    play.settle()
    return []


def reverts(play: Play) -> list[str]:
    return _answers(play, 2, new=False)


def reverts_slowly(play: Play) -> list[str]:
    return _answers(play, 700, new=False)


def renews(play: Play) -> list[str]:
    return _answers(play, 2, new=True)


def renews_slowly(play: Play) -> list[str]:
    return _answers(play, 700, new=True)


SCENARIOS = (
    Scenario(
        number=11,
        title="another integration reverts it after 2 seconds",
        must="quarantine after two writes",
        most_deliveries=5,
        most_writes=2,
        run=reverts,
        parked=2,
    ),
    Scenario(
        number=12,
        title="another integration reverts it after 700 seconds",
        must="quarantine after two writes",
        most_deliveries=5,
        most_writes=2,
        run=reverts_slowly,
        parked=2,
    ),
    Scenario(
        number=13,
        title="another integration writes a new value each time, after 2 seconds",
        must="the breaker opens",
        most_deliveries=7,
        most_writes=3,
        run=renews,
        modes=(*FAST, "late", "duplicated", "reordered"),
        not_run="700 seconds are scenario 14",
        endless=("late",),
        parked=2,
    ),
    Scenario(
        number=14,
        title="another integration writes a new value each time, after 700 seconds",
        must="the day's cap",
        most_deliveries=21,
        most_writes=10,
        run=renews_slowly,
        endless=("late",),
        parked=2,
    ),
)
