"""A person edits a vacancy (1 to 10, 18 to 20)."""

from __future__ import annotations

from typing import Any

from owskit_generator.prove.play import Play
from owskit_generator.prove.scenario import FAST, Scenario

RAW, RIGHT = "  baker ", "BAKER"


def title_is(play: Play, uid: str, wanted: str) -> list[str]:
    found = play.record(uid).get("title")
    return [] if found == wanted else [f"the title is {found!r}, not {wanted!r}"]


def edits(play: Play, title: str = RAW, **how: Any) -> list[str]:
    """One edit of what the handler normalises."""
    uid = play.vacancy("normalise", title="start")
    play.person(uid, {"title": title}, **how)
    play.settle()
    return title_is(play, uid, RIGHT)


def already_right(play: Play) -> list[str]:
    return edits(play, RIGHT)


def unwatched(play: Play) -> list[str]:
    uid = play.vacancy("normalise", title=RAW)
    play.person(uid, {"location": "Utrecht"}, call="VacancyService.updateEx")
    play.settle()
    wrong = [name for name in play.decisions() if name not in {"skip/unwatched", "skip/duplicate"}]
    return [f"an unwatched field was decided as {', '.join(wrong)}"] if wrong else title_is(play, uid, RAW)


def as_integration(play: Play) -> list[str]:
    return edits(play, user=-1)


def expired(play: Play) -> list[str]:
    play.expire = True
    return edits(play, user=-1)


def blank(play: Play) -> list[str]:
    play.stage.relay.actor = "blank"
    return edits(play)


def unmerged(play: Play) -> list[str]:
    play.stage.relay.actor = "unmerged"
    return edits(play)


def stamps(play: Play) -> list[str]:
    """The handler writes a value that is new each time."""
    uid = play.vacancy("stamp", title="start")
    play.person(uid, {"title": RIGHT})
    play.settle()
    return [] if play.record(uid).get("description") else ["the handler's own field was never written"]


def stamps_blind(play: Play) -> list[str]:
    play.expire = True
    return stamps(play)


def second_edit(play: Play) -> list[str]:
    """The handler has begun and not looked at the record yet."""
    uid = play.vacancy("normalise", title="start")
    play.stage.gate.on_first = lambda: play.person(uid, {"title": "  miller "})
    play.person(uid, {"title": RAW})
    play.settle()
    return title_is(play, uid, "MILLER")


def second_edit_late(play: Play) -> list[str]:
    """The handler has written and does not know it yet. (An edit between its look and its write is overwritten: OWS has
    no write that asks for the value before.)"""
    uid = play.vacancy("normalise", title="start")
    edits = ["  miller "]

    def once_written(calls: object) -> None:
        if edits:
            play.person(uid, {"title": edits.pop()})

    play.stage.gate.after = once_written
    play.person(uid, {"title": RAW})
    play.settle()
    return title_is(play, uid, "MILLER")


def there_and_back(play: Play) -> list[str]:
    """x, y, x within 30 seconds; another field follows the title."""
    uid = play.vacancy("follow", title="x", location="place of x")
    for seconds, title in enumerate(("x", "y", "x")):
        play.after(seconds * 2, lambda title=title: play.person(uid, {"title": title}))  # type: ignore[misc]
    play.settle()
    found = play.record(uid).get("location")
    return [] if found == "place of x" else [f"the field that follows is {found!r}, not that of the last edit"]


def same_as_handler(play: Play) -> list[str]:
    """Before the echo comes, the person writes just what the handler wrote; the handler also sends a mail."""
    uid = play.vacancy("mail", title="start")
    play.person(uid, {"title": RAW})
    acted = False

    def repeat(delivery: object) -> None:
        nonlocal acted
        if not acted:
            acted = True
            play.after(0, lambda: play.person(uid, {"title": RIGHT}))

    play.on_own_write = repeat
    play.settle()
    mails = sum(made.service_call == "EmailService.send" and made.done for made in play.stage.gate.made)
    return title_is(play, uid, RIGHT) + ([] if mails == 1 else [f"{mails} mails were sent instead of one"])


SCENARIOS = (
    Scenario(
        number=1,
        title="a person edits what the handler normalises",
        must="one write, its echo skipped",
        most_deliveries=2,
        most_writes=1,
        run=edits,
    ),
    Scenario(
        number=2,
        title="a person edits, and it is right already",
        must="no call",
        most_deliveries=1,
        most_writes=0,
        run=already_right,
    ),
    Scenario(
        number=3,
        title="a person edits a field that nobody watches",
        must="nothing",
        most_deliveries=1,
        most_writes=0,
        run=unwatched,
    ),
    Scenario(
        number=4,
        title="a person works as the integration's own user",
        must="the edit is handled, the echo is not",
        most_deliveries=2,
        most_writes=1,
        run=as_integration,
        config="shared",
    ),
    Scenario(
        number=5,
        title="the same, and the echo comes when the ledger has forgotten it",
        must="converges",
        most_deliveries=2,
        most_writes=1,
        run=expired,
        config="shared",
    ),
    Scenario(
        number=6,
        title="OTYS names nobody (merge fields blank)",
        must="no opinion, not 'self'",
        most_deliveries=2,
        most_writes=1,
        run=blank,
    ),
    Scenario(
        number=6,
        title="OTYS names nobody (merge fields unmerged)",
        must="no opinion, not 'self'",
        most_deliveries=2,
        most_writes=1,
        run=unmerged,
    ),
    Scenario(
        number=7,
        title="the handler writes a new value each time",
        must="one write, and lint warns",
        most_deliveries=2,
        most_writes=1,
        run=stamps,
    ),
    Scenario(
        number=8,
        title="the same, with a shared user and sessions masked",
        must="one write",
        most_deliveries=2,
        most_writes=1,
        run=stamps,
        config="shared",
        endless=("late",),
    ),
    Scenario(
        number=9,
        title="the same, and the ledger has forgotten: every mark is blind",
        must="the breaker opens",
        most_deliveries=4,
        most_writes=3,
        run=stamps_blind,
        config="shared",
        modes=(*FAST, "duplicated", "reordered"),
        not_run="700 seconds a turn are scenario 10; late, every mark is blind in scenario 8 too",
        parked=1,
    ),
    Scenario(
        number=10,
        title="the same, 700 seconds a turn",
        must="the day's cap",
        most_deliveries=11,
        most_writes=10,
        run=stamps_blind,
        config="shared",
        modes=("700s",),
        not_run="the others are scenario 9",
        parked=1,
    ),
    Scenario(
        number=18,
        title="a second edit while the first is handled, before it looks",
        must="follows the last edit",
        most_deliveries=4,
        most_writes=2,
        run=second_edit,
    ),
    Scenario(
        number=18,
        title="a second edit while the first is handled, after it wrote",
        must="follows the last edit",
        most_deliveries=4,
        most_writes=2,
        run=second_edit_late,
    ),
    Scenario(
        number=19,
        title="a person sets x, y and x again within half a minute",
        must="ends as the last edit wants it",
        most_deliveries=5,
        most_writes=2,
        run=there_and_back,
    ),
    Scenario(
        number=20,
        title="a person repeats exactly what the handler wrote",
        must="one of the two is skipped, no row is left",
        most_deliveries=3,
        most_writes=1,
        run=same_as_handler,
    ),
)
