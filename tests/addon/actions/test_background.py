"""What the learner says of each call, one rule a test; then whole sessions whose truth is known."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.addon.actions.sessions import Session, session

from owskit_addon.actions.background import BACKGROUND, UNKNOWN, Background, Judged
from owskit_addon.actions.fingerprint import Seen, fingerprint
from owskit_addon.capture.events import Action, Cause, How, Sure, iso
from owskit_addon.service_call import kind_of

T = 1_790_000_000.0
IDLE: list[Cause] = [(None, "background")]
UPDATE, DETAIL, LIST = "CandidateService.updateEx", "CandidateService.getDetail", "CandidateService.getListEx"
REMINDERS, UNREAD = "ReminderService.getListEx", "MailboxService.getUnreadCount"

SURE = get_args(Sure)


def call(name: str, *args: Any, at: float = 0.0) -> Seen:
    return fingerprint(name, ["session", *args], T + at, "t")


def learner(*actions: str, how: How = "gesture") -> Background:
    """One that knows these actions, `id=label`."""
    background = Background()
    for each in actions:
        id, _, label = each.partition("=")
        background.named(Action(id=id, label=label or id, how=how, at=iso(T)))
    return background


def both(action: str = "a1") -> list[Cause]:
    return [(action, "inherited"), (None, "background")]


def test_one_cause_is_as_sure_as_the_tag_says() -> None:
    background = learner("a1")
    for sure in ("certain", "inherited", "navigation", "probable"):
        assert background.judge([call(UPDATE)], [("a1", sure)]) == [Judged("a1", sure)]
    assert background.judge([call(UPDATE)], IDLE) == [BACKGROUND]
    assert background.judge([call(UPDATE)], []) == [UNKNOWN]


def test_in_a_batch_nothing_is_certain() -> None:
    judged = learner("a1").judge([call(UPDATE), call(DETAIL)], [("a1", "certain")])
    assert judged == [Judged("a1", "inherited")] * 2


def test_what_go_does_by_itself_belongs_to_no_action() -> None:
    judged = learner("a1").judge([call("check"), call(UPDATE)], [("a1", "inherited")])
    assert judged == [BACKGROUND, Judged("a1", "inherited")]


def test_a_shared_batch_is_told_apart_by_what_was_seen_while_idle() -> None:
    background = learner("a1")
    batch = [call(REMINDERS, 10), call(UPDATE, "uid"), call(UNREAD)]
    assert background.judge(batch, both()) == [UNKNOWN] * 3
    background.see([call(REMINDERS, 10), call(UNREAD)], IDLE)
    assert background.judge(batch, both()) == [BACKGROUND, Judged("a1", "probable"), BACKGROUND]


def test_without_a_known_call_of_the_background_in_it_more_has_to_be_known_of_the_background() -> None:
    background = learner("a1")
    for at in range(4):
        background.see([call(REMINDERS, 10, at=15 * at), call(UNREAD, at=15 * at)], IDLE)
    assert background.judge([call(UPDATE, "uid")], both()) == [UNKNOWN]
    background.see([call(REMINDERS, 10, at=60), call(UNREAD, at=60)], IDLE)
    assert background.judge([call(UPDATE, "uid")], both()) == [Judged("a1", "probable")]
    background.see([call("ChatService.getMessages")], IDLE)  # it has new things to say
    assert background.judge([call(UPDATE, "uid")], both()) == [UNKNOWN]


def test_the_same_arguments_decide_not_the_same_name() -> None:
    background = learner("a1")
    background.see([call(LIST, {"limit": 10, "own": True})], IDLE)
    batch = [call(LIST, {"limit": 10, "own": True}), call(LIST, {"limit": 50, "own": False})]
    assert background.judge(batch, both()) == [BACKGROUND, Judged("a1", "probable")]


def test_of_two_equal_calls_one_is_the_background_s() -> None:
    background = learner("a1")
    background.see([call(LIST, 1)], IDLE)
    assert background.judge([call(LIST, 1), call(LIST, 1)], both()) == [BACKGROUND, Judged("a1", "probable")]


def test_what_both_were_seen_to_make_is_not_guessed() -> None:
    background = learner("a1=Refresh", "a2=Refresh")
    background.see([call(LIST, 1)], IDLE)
    background.see([call(LIST, 1)], [("a1", "inherited")])
    assert background.judge([call(LIST, 1)], both("a2")) == [UNKNOWN]


def test_a_poll_that_is_not_due_is_not_taken_for_one() -> None:
    background = learner("a1=Refresh")
    for number in range(6):
        background.see([call(LIST, 1, at=15 * number), call(UNREAD, at=15 * number)], IDLE)
    early, due = call(LIST, 1, at=82), call(LIST, 1, at=90)
    assert background.judge([early], both()) == [UNKNOWN]
    assert background.judge([due], both()) == [BACKGROUND]


def test_a_repetition_that_was_alone_decides_for_one_that_was_not() -> None:
    background = learner("a1=Save", "a2=Save", "a3=Publish")
    background.see([call(UPDATE, "uid1", {"statusId": 1})], [("a1", "inherited")])
    batch = [call(UPDATE, "uid2", {"statusId": 7})]
    assert background.judge(batch, [("a2", "inherited"), ("a3", "inherited")]) == [Judged("a2", "probable")]
    assert background.judge(batch, [("a1", "inherited"), ("a2", "inherited")]) == [UNKNOWN], "both are the same action"


def test_a_label_that_comes_late_counts_for_what_was_seen_before() -> None:
    background = learner()
    background.see([call(UPDATE, "uid1")], [("a1", "inherited")])
    for id in ("a1", "a2"):
        background.named(Action(id=id, label="Save", how="gesture", at=iso(T)))
    assert background.judge([call(UPDATE, "uid2")], both("a2")) == [Judged("a2", "probable")]


def test_a_write_hidden_among_background_writes() -> None:
    background = learner("a1")
    seen = [call("CandidateService.update", "uid", {"seen": f"tok:datetime:24:{n}"}) for n in range(4)]
    for each in seen[:3]:
        background.see([each], IDLE)
    hidden = call("CandidateService.update", "uid", {"note": "tok:text:9:1"})
    judged = background.judge([seen[3], hidden], both())
    assert judged[0] == UNKNOWN, "of this shape, but never seen with these arguments: a write is not hidden away"
    assert judged[1].action in {None, "a1"}
    for number in range(4, 24):
        background.see([call("CandidateService.update", "uid", {"seen": f"tok:datetime:24:{number}"})], IDLE)
    assert background.judge([hidden], both()) == [Judged("a1", "probable")]


def test_a_call_that_shares_requests_with_everything_is_no_action_s() -> None:
    background = learner(*(f"a{number}" for number in range(6)))
    for number in range(5):
        background.see([call(UNREAD), call(UPDATE, number)], both(f"a{number}"))
        background.see([call(REMINDERS, 10)], IDLE)
    for _ in range(9):
        background.see([call(REMINDERS, 10)], IDLE)
    assert background.judge([call(UNREAD), call(UPDATE, 9)], both("a5"))[0] == UNKNOWN


def test_after_the_first_turns_of_a_poll_that_a_click_began_are_the_background_s() -> None:
    background = learner("a1", "a2")
    turns = [call(UNREAD, at=3.0 * number) for number in range(5)]
    for turn in turns:
        background.see([turn], [("a1", "inherited")])
    judged = [background.judge([turn], [("a1", "inherited")])[0] for turn in turns]
    assert judged[0].action == "a1"
    assert judged[1:] == [BACKGROUND] * 4


def test_what_is_done_again_and_again_in_one_mark_is_no_poll() -> None:
    background = learner("a1", how="mark")
    turns = [call(UNREAD, at=3.0 * number) for number in range(5)]
    for turn in turns:
        background.see([turn], [("a1", "inherited")])
    assert all(background.judge([turn], [("a1", "inherited")])[0].action == "a1" for turn in turns)


def test_reads_of_everywhere_are_marked_down_and_certain_ones_alone_are_not() -> None:
    background = learner("a1")
    background.see([call(LIST, 1)], IDLE)
    assert background.judge([call(LIST, 1)], [("a1", "inherited")]) == [Judged("a1", "probable")]
    assert background.judge([call(LIST, 1)], [("a1", "certain")]) == [Judged("a1", "certain")]
    background = learner(*(f"a{number}" for number in range(5)))
    for number in range(5):
        background.see([call(UNREAD)], [(f"a{number}", "inherited")])
    assert background.judge([call(UNREAD)], [("a1", "inherited")]) == [Judged("a1", "probable")]


def test_by_time_alone_what_is_seen_while_idle_is_the_background_s() -> None:
    background = learner("a1", how="mark")
    background.see([call(UNREAD)], IDLE)
    background.see([call(UNREAD), call(UPDATE, "uid")], [("a1", "probable")])
    assert background.judge([call(UNREAD), call(UPDATE, "uid")], [("a1", "probable")]) == [
        BACKGROUND,
        Judged("a1", "probable"),
    ]


def test_by_time_alone_what_comes_by_the_clock_is_the_background_s() -> None:
    background = learner(*(f"a{number}" for number in range(8)), how="gap")
    clock = random.Random(4)
    at = 0.0
    for number in range(8):
        at += 15 * clock.uniform(0.85, 1.15)
        background.see([call(UNREAD, at=at)], [(f"a{number}", "probable")])
    assert background.judge([call(UNREAD, at=at)], [("a7", "probable")]) == [BACKGROUND]
    assert background.judge([call(DETAIL, at=at)], [("a7", "probable")]) == [Judged("a7", "probable")]


def test_a_write_by_the_clock_is_never_hidden_away() -> None:
    background = learner(*(f"a{number}" for number in range(8)), how="gap")
    for number in range(8):
        background.see([call(UPDATE, at=15 * number)], [(f"a{number}", "probable")])
    assert background.judge([call(UPDATE, at=105)], [("a7", "probable")]) == [UNKNOWN]


def test_a_person_who_repeats_in_step_is_no_poll() -> None:
    background = learner(*(f"a{number}=Refresh" for number in range(6)), how="mark")
    for number in range(6):
        background.see([call(LIST, 1, at=10 * number)], [(f"a{number}", "probable")])
    assert background.judge([call(LIST, 1, at=50)], [("a5", "probable")]) == [Judged("a5", "probable")]


def verdicts(made: Session, parts: int | None = None, order: random.Random | None = None) -> list[Judged]:
    """All that is seen, then all that is judged, as a capture is read."""
    background = Background()
    requests = list(made.requests)
    if order is not None:
        order.shuffle(requests)
    for action in made.actions:
        background.named(action)
    for request in requests:
        background.see(request.calls, request.causes)
    judged = made.requests[:parts]
    return [verdict for request in judged for verdict in background.judge(request.calls, request.causes)]


def truth(made: Session) -> list[tuple[Seen, str | None]]:
    return [each for request in made.requests for each in zip(request.calls, request.truth, strict=True)]


@given(st.integers(0, 10**6), st.integers(1, 4), st.booleans())
@settings(max_examples=25, deadline=None)
def test_the_order_of_what_is_seen_makes_no_difference(seed: int, repetitions: int, tagged: bool) -> None:
    made = session(seed, repetitions, tagged=tagged)
    assert verdicts(made) == verdicts(made, order=random.Random(seed))


@given(st.integers(0, 10**6), st.integers(1, 3), st.integers(1, 4), st.booleans())
@settings(max_examples=25, deadline=None)
def test_more_repetitions_make_no_right_pair_wrong(seed: int, few: int, more: int, tagged: bool) -> None:
    short, long = session(seed, few, tagged=tagged), session(seed, few + more, tagged=tagged)
    parts = len(short.requests)
    assert [request.truth for request in long.requests[:parts]] == [request.truth for request in short.requests]
    before, after = verdicts(short), verdicts(long, parts)
    for (_, cause), one, other in zip(truth(short), before, after, strict=True):
        if cause is not None and one.action == cause:
            assert other.action == cause


@pytest.mark.parametrize("tagged", [True, False])
def test_sessions_are_told_apart(tagged: bool) -> None:
    """With tags all of it; by marks and the clock alone reads only, for polls that write are not known as such."""
    score: Counter[tuple[str, str]] = Counter()
    for seed in range(40):
        made = session(seed, 4, tagged=tagged)
        for (seen, cause), verdict in zip(truth(made), verdicts(made), strict=True):
            kind = kind_of(seen.service_call)
            score[kind, "true"] += cause is not None
            score[kind, "found"] += verdict.action is not None
            score[kind, "right"] += verdict.action is not None and verdict.action == cause
    for kind in ("read", "write") if tagged else ("read",):
        assert score[kind, "right"] >= 0.99 * score[kind, "true"] > 0
        assert score[kind, "right"] >= (0.99 if tagged else 0.95) * score[kind, "found"]


@given(
    st.lists(st.tuples(st.sampled_from([None, "a1", "a2"]), st.sampled_from(SURE)), max_size=2),
    st.lists(st.sampled_from(["AService.get", "BService.update", "PhoenixModuleService.get"]), min_size=1, max_size=3),
    st.lists(
        st.tuples(st.sampled_from(["AService.get", "BService.update"]), st.sampled_from([None, "a1"])), max_size=9
    ),
)
def test_what_is_settled_is_what_would_be_judged(causes: list[Cause], names: list[str], seen: list[Any]) -> None:
    background = learner("a1", "a2")
    for name, action in seen:
        background.see([call(name)], [(action, "background" if action is None else "certain")])
    calls = [call(name) for name in names]
    settled = background.settled(calls, causes)
    assert settled is None or settled == background.judge(calls, causes)
