"""Made-up recordings with known truth: a person who repeats actions, a page that polls, and requests that both share.

Nothing here asks the learner anything: a call's cause is written down where the call is made up.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from owskit_addon.actions.fingerprint import Seen, fingerprint
from owskit_addon.capture.events import Action, Cause, iso

START = 1_790_000_000.0


@dataclass
class Request:
    calls: list[Seen]
    causes: list[Cause]
    truth: list[str | None]


@dataclass
class Session:
    actions: list[Action] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)


ACTIONS: dict[str, list[tuple[str, Any]]] = {
    "Save status": [("CandidateService.updateEx", ["uid", {"statusId": 1}]), ("CandidateService.getDetail", ["uid"])],
    "Search": [("CandidateService.getListEx", [{"condition": {"type": "COND", "param": "tok:text:4:0"}, "limit": 50}])],
    "Next": [("CandidateService.getListEx", [{"condition": None, "offset": "n", "limit": 50}])],
    "Publish": [("VacancyService.updateEx", ["uid", {"published": True}])],
    "Note": [("CandidateService.update", ["uid", {"note": "tok:text:20:1"}])],
}
"""What each action sends. `uid` and `n` are another one each time."""

POLLS: list[tuple[float, list[tuple[str, Any]]]] = [
    (15.0, [("ReminderService.getListEx", [{"limit": 10}]), ("MailboxService.getUnreadCount", [])]),
    (7.0, [("ChatService.getMessages", [{"since": "t"}])]),
    (31.0, [("PresenceService.update", [{"seen": "t"}])]),
]
"""Seconds, and what is sent each time. `t` is another one each time."""


def session(seed: int, repetitions: int, *, tagged: bool = True, jitter: float = 0.15) -> Session:
    """A recording of each action `repetitions` times in random order, with pauses, by which polls go on.

    `tagged`: the page script told the causes; else all that is known is which mark held. The first part of a session is
    the same however many repetitions follow.
    """
    made = Session()
    clock = random.Random(seed)
    at = START
    polls = [clock.uniform(0, period) + START for period, _ in POLLS]
    number = 0
    for _ in range(repetitions):
        order = sorted(ACTIONS, key=lambda _: clock.random())
        for label in order:
            ends = at + clock.uniform(2, 40)
            holding = made.actions[-1].id if made.actions else None
            while (due := min(polls)) < ends:
                _poll(made, polls, due, holding, tagged, clock, jitter)
            at, number = ends, number + 1
            how = "gesture" if tagged else "mark"
            made.actions.append(Action(id=f"a{number}", label=label, how=how, at=iso(at), where="Candidates"))
            _act(made, polls, at, made.actions[-1], tagged, clock, jitter)
    return made


def _poll(
    made: Session, polls: list[float], at: float, holding: str | None, tagged: bool, clock: random.Random, jitter: float
) -> None:
    which = polls.index(at)
    calls = _calls(POLLS[which][1], at, clock)
    causes: list[Cause] = [(None, "background")] if tagged else [(holding, "probable")] if holding else []
    if causes or tagged:
        made.requests.append(Request(calls, causes, [None] * len(calls)))
    polls[which] = at + POLLS[which][0] * clock.uniform(1 - jitter, 1 + jitter)


def _act(
    made: Session, polls: list[float], at: float, action: Action, tagged: bool, clock: random.Random, jitter: float
) -> None:
    calls = _calls(ACTIONS[action.label], at, clock)
    truth: list[str | None] = [action.id] * len(calls)
    causes: list[Cause] = [(action.id, "inherited" if tagged else "probable")]
    if clock.random() < 0.5:  # a poll falls into the same turn
        which = clock.randrange(len(POLLS))
        shared = _calls(POLLS[which][1], at, clock)
        polls[which] = at + POLLS[which][0] * clock.uniform(1 - jitter, 1 + jitter)
        before = clock.random() < 0.5
        calls = shared + calls if before else calls + shared
        nobody: list[str | None] = [None] * len(shared)
        truth = nobody + truth if before else truth + nobody
        if tagged:
            causes.append((None, "background"))
    made.requests.append(Request(calls, causes, truth))


def _calls(made_of: list[tuple[str, Any]], at: float, clock: random.Random) -> list[Seen]:
    return [fingerprint(name, ["tok:session:26:0", *_filled(args, clock)], at, "t") for name, args in made_of]


def _filled(value: Any, clock: random.Random) -> Any:
    if isinstance(value, list):
        return [_filled(item, clock) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item, clock) for key, item in value.items()}
    if value == "uid":
        return "".join(clock.choices("abcdefgh", k=16))
    if value == "n":
        return 50 * clock.randrange(9)
    if value == "t":
        return f"tok:datetime:24:{clock.getrandbits(40):010x}"
    return value
