"""Captures to what they show: the same in whatever order they are merged, with memory for what is different only."""

from __future__ import annotations

import copy
import gc
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from owskit_addon.capture.events import Action, Call, CaptureStart, Event, Problem, Way
from owskit_generator.catalogue import attributed, held
from owskit_generator.catalogue.document import document, to_json
from owskit_generator.catalogue.learn import learn
from owskit_generator.catalogue.learned import Fault, Learned, merged

AT = "2026-11-20T09:30:00.000Z"
UIDS = [f"tok:uid:16:00000000{number:02x}" for number in range(20)]

times = st.integers(0, 9).map(lambda second: f"2026-11-20T09:30:0{second}.000Z")
starts = st.builds(CaptureStart, started=times, values=st.sampled_from(["tokens", "plain"]))
actions = st.builds(
    Action,
    id=st.sampled_from(["a1", "a2", "a3"]),
    label=st.sampled_from(["Save", "Publish"]),
    how=st.sampled_from(["mark", "gesture", "gap"]),
    at=times,
    business_event=st.sampled_from([None, "status"]),
    way=st.sampled_from([None, "detail"]),
)
arguments = st.sampled_from([None, {"0": "x", "what": 1}, ["tok:session:26:0123456789"]]) | st.lists(
    st.sampled_from([*UIDS[:4], {"statusId": 1}, {"statusId": "1", "note": "tok:text:4:0000000000"}]), max_size=3
)
calls = st.builds(
    Call,
    id=st.just("e1"),
    at=times,
    service_call=st.sampled_from(["AService.getListEx", "AService.update", "BService.getDetail"]),
    envelopes=st.sampled_from([[], ["MultiService.execute"]]),
    action=st.sampled_from([None, "a1", "a2", "a9"]),
    sure=st.sampled_from(["certain", "background"]),
    args=arguments,
    result=arguments
    | st.lists(st.sampled_from(UIDS[:4])).map(lambda uids: {"listOutput": [{"uid": uid} for uid in uids]}),
    error=st.sampled_from([None, {"code": 3}, {"message": "Access denied; please login again"}]),
    outcome=st.sampled_from(["ok", "ok", "failed"]),
)
ways = st.builds(
    Way,
    business_event=st.just("status"),
    way=st.sampled_from(["detail", "bulk"]),
    at=times,
    state=st.sampled_from(["listed", "skipped", "open"]),
)
problems = st.builds(Problem, what=st.sampled_from(["p", "q"]))
captures = st.builds(
    lambda start, events: [start, *events], starts, st.lists(actions | calls | ways | problems, max_size=12)
)


@given(captures, captures, captures)
@settings(max_examples=150, deadline=None)
def test_captures_merge_in_any_order_and_grouping(a: list[Event], b: list[Event], c: list[Event]) -> None:
    one, two, three = learn(a), learn(b), learn(c)
    before = copy.deepcopy((one, two, three))
    left = merged(merged(one, two), three)
    assert left == merged(one, merged(two, three)) == merged(three, merged(two, one))
    assert merged(one, Learned()) == one
    assert (one, two, three) == before, "merging changes neither"
    assert to_json(document(left)) == to_json(document(merged(three, merged(two, one))))


@given(captures)
@settings(max_examples=100, deadline=None)
def test_it_makes_no_difference_how_many_calls_are_gone_through_at_once(events: list[Event]) -> None:
    whole = learn(events)
    pending, held.MOST_PENDING = held.MOST_PENDING, 1
    try:
        assert learn(events) == whole
    finally:
        held.MOST_PENDING = pending


def call(name: str, args: Any = None, result: Any = None, **extra: Any) -> Call:
    return Call(id="e", at=AT, service_call=name, args=args, result=result, **extra)


def test_memory_is_for_what_is_different_not_for_how_many() -> None:
    def events(count: int) -> Any:
        yield CaptureStart(started=AT, values="tokens")
        for number in range(count):
            if number % 5 == 0:
                yield Action(id=f"a{number}", label="Save", how="mark", at=AT)
            args = ["tok:session:26:0123456789", f"tok:uid:16:{number:010x}", {"statusId": number % 3}]
            yield call("AService.update", args, True, action=f"a{number - number % 5}")

    def kept(learned: Learned) -> int:
        return len(repr(learned))

    few, many = learn(events(1000)), learn(events(150_000))
    assert few.calls["AService.update"].count == 1000
    assert many.actions[next(iter(many.actions))].count == 30_000
    assert kept(many) < kept(few) + 200


def test_an_action_is_closed_after_very_many_others_and_keeps_its_calls(monkeypatch: Any) -> None:
    monkeypatch.setattr(attributed, "MOST_OPEN", 10)
    events: list[Event] = [CaptureStart(started=AT, values="tokens")]
    for number in range(50):
        events.append(Action(id=f"a{number}", label="Save", how="mark", at=AT))
        events.append(call("AService.update", action=f"a{number}"))
    events.append(call("AService.update", action="a0"))  # long after
    learned = learn(events)
    (seen,) = learned.calls.values()
    assert sum(seen.actions.values()) == 50
    assert seen.loose == {"unattributed": 1}


def test_looking_for_cycles_is_left_as_it_was() -> None:
    assert gc.isenabled()
    learn([])
    assert gc.isenabled()


def test_errors_that_ows_gave_are_counted_by_code_and_known_message() -> None:
    known, personal = "Access denied; please login again", "No candidate Jan Jansen"
    errors = [{"code": 4, "message": known}, {"message": personal}, {"code": 4, "message": known}, "odd", None]
    learned = learn([call("AService.get", error=error, outcome="failed") for error in errors])
    assert learned.calls["AService.get"].faults == {Fault(4, known): 2, Fault(None, ""): 2}
    (found,) = document(learned)["service_calls"]
    assert found["errors"][0] == {"code": 4, "message": known, "count": 2}
    assert "Jansen" not in to_json(document(learned))


@given(captures)
@settings(max_examples=100, deadline=None)
def test_what_calls_held_and_who_made_them_are_learnt_together_or_apart(events: list[Event]) -> None:
    apart = merged(learn(events, held=False), learn(events, attributed=False))
    assert to_json(document(apart)) == to_json(document(learn(events)))
