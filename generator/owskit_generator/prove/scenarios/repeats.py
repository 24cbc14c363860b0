"""OTYS delivers twice, at two addresses, or somebody else posts (15 to 17, 31, 34)."""

from __future__ import annotations

import json

from owskit_generator.prove.play import Play
from owskit_generator.prove.relay import Delivery
from owskit_generator.prove.scenario import Mode, Scenario
from owskit_generator.prove.scenarios.people import RAW, RIGHT, edits, stamps, title_is

_ONCE: tuple[Mode, ...] = ("async", "inside", "1s", "700s", "late", "reordered")
_TWICE = "twice is what it is about"


def event_twice(play: Play) -> list[str]:
    play.copies = lambda number: 2 if number == 1 else 1
    return edits(play)


def echo_twice(play: Play) -> list[str]:
    play.copies = lambda number: 2 if number == 2 else 1
    return edits(play)


def echo_twice_blind(play: Play) -> list[str]:
    play.copies = lambda number: 2 if number == 2 else 1
    return stamps(play)


def two_addresses(play: Play) -> list[str]:
    """For the ten minutes in which OTYS still knows the old address, the person's event comes at both."""
    uid = play.vacancy("normalise", title="start")
    relay, stage = play.stage.relay, play.stage

    def at_both(delivery: Delivery) -> None:
        if play.own(delivery):
            play.after(0, lambda: play.post(delivery))
            return
        for secret in (stage.secret, stage.previous):
            play.after(0, lambda secret=secret: at(secret, delivery))  # type: ignore[misc]

    def at(secret: str, delivery: Delivery) -> None:
        relay.target = stage.address(secret)
        play.post(delivery)
        relay.target = stage.address(stage.secret)

    relay.taken = at_both
    play.extra = 1
    play.person(uid, {"title": RAW})
    play.settle()
    return title_is(play, uid, RIGHT)


def stranger(play: Play) -> list[str]:
    """No secret, a wrong one, and then a body that somebody has seen, with the right one."""
    uid = play.vacancy("normalise", title=RIGHT)
    seen: list[Delivery] = []
    relay, stage = play.stage.relay, play.stage

    def keep(delivery: Delivery) -> None:
        seen.append(delivery)

    relay.taken = keep
    play.person(uid, {"title": RIGHT})
    body = json.dumps(seen[0].body).encode()
    wrong = {
        what: status
        for what, url in {"no secret": stage.address("").rstrip("/"), "a wrong secret": stage.address("x" * 43)}.items()
        if (status := relay.send(url, body)) != 404
    }
    play.post(seen[0])
    play.settle()
    return [f"{what} was answered with {status}" for what, status in wrong.items()] + title_is(play, uid, RIGHT)


SCENARIOS = (
    Scenario(
        number=15,
        title="OTYS delivers the person's event twice",
        must="one write",
        most_deliveries=2,
        most_writes=1,
        run=event_twice,
        modes=_ONCE,
        not_run=_TWICE,
    ),
    Scenario(
        number=16,
        title="OTYS delivers the echo twice",
        must="one write",
        most_deliveries=2,
        most_writes=1,
        run=echo_twice,
        modes=_ONCE,
        not_run=_TWICE,
    ),
    Scenario(
        number=17,
        title="OTYS delivers the echo twice, a new value each time, user and session blind",
        must="one write",
        most_deliveries=2,
        most_writes=1,
        run=echo_twice_blind,
        config="shared",
        modes=_ONCE,
        not_run=_TWICE,
        endless=("late",),
    ),
    Scenario(
        number=31,
        title="the old and the new address are both alive for ten minutes",
        must="one store, one write",
        most_deliveries=2,
        most_writes=1,
        run=two_addresses,
        modes=("async",),
        not_run="at two addresses is a way of its own",
    ),
    Scenario(
        number=34,
        title="no secret, a wrong one, then a body that somebody has seen",
        must="404 and nothing changed; the replay ends as unchanged",
        most_deliveries=1,
        most_writes=0,
        run=stranger,
        modes=("async",),
        not_run="it is not OTYS that posts",
    ),
)
