from __future__ import annotations

from typing import Any

from owskit_addon.capture.events import Action, Event, Way
from owskit_addon.checklist import parse_checklist
from owskit_addon.progress import Progress, WayProgress

AT = "2026-11-20T09:30:00.000Z"
LIST = parse_checklist(
    "events:\n  - event: Change status\n    ways: [detail, in bulk]\n"
    "  - event: Publish\n    times: 1\n    ways: [switch]\n",
    "list.yaml",
)
STATUS = "Change status"


def did(id: str, way: str, event: str = STATUS, **more: Any) -> Action:
    return Action(id=id, label="x", how="checklist", at=AT, business_event=event, way=way, **more)


def way(name: str, state: Any, event: str = STATUS, **more: Any) -> Way:
    return Way(business_event=event, way=name, at=AT, state=state, **more)


def after(*events: Event, listed: bool = True) -> Progress:
    progress = Progress(LIST if listed else None)
    for event in events:
        progress.saw(event)
    return progress


def states(progress: Progress) -> list[tuple[str, str, int]]:
    return [(entry.way, entry.state, entry.done) for entry in progress.ways()]


def next_way(progress: Progress) -> str:
    following = progress.next()
    assert isinstance(following, WayProgress)
    return following.way


def test_a_way_is_done_when_it_was_done_as_often_as_asked() -> None:
    progress = after(did("a1", "detail"), did("a2", "detail"))
    assert states(progress) == [("detail", "begun", 2), ("in bulk", "open", 0), ("switch", "open", 0)]
    assert next_way(progress) == "detail"
    progress.saw(did("a3", "detail"))
    assert states(progress)[0] == ("detail", "done", 3)
    assert next_way(progress) == "in bulk"


def test_what_is_under_way_is_not_done_yet() -> None:
    progress = after(did("a1", "switch", "Publish"))
    progress.run("a1")
    assert states(progress)[2] == ("switch", "begun", 0)
    progress.run(None)
    assert states(progress)[2] == ("switch", "done", 1)


def test_a_repetition_that_was_ignored_does_not_count_until_that_is_taken_back() -> None:
    progress = after(did("a1", "switch", "Publish"), did("a1", "switch", "Publish", ignored=True))
    assert states(progress)[2] == ("switch", "open", 0)
    progress.saw(did("a1", "switch", "Publish"))
    assert states(progress)[2] == ("switch", "done", 1)


def test_a_new_name_is_no_second_time() -> None:
    assert states(after(did("a1", "detail"), did("a1", "detail")))[0] == ("detail", "begun", 1)


def test_skipped_for_a_reason_and_taken_back() -> None:
    progress = after(way("in bulk", "skipped", reason="nobody does it"))
    assert progress.ways()[1].reason == "nobody does it"
    assert states(progress)[1] == ("in bulk", "skipped", 0)
    progress.saw(way("in bulk", "open"))
    assert states(progress)[1] == ("in bulk", "open", 0)


def test_a_way_that_was_done_stays_done_when_it_is_skipped_later() -> None:
    done = [did(f"a{n}", "detail") for n in range(3)]
    assert states(after(*done, way("detail", "skipped", reason="enough")))[0] == ("detail", "done", 3)


def test_a_way_that_was_added_stands_with_its_event_and_goes_when_taken_back() -> None:
    progress = after(way("by import", "added", times=1))
    assert [entry.way for entry in progress.ways()] == ["detail", "in bulk", "by import", "switch"]
    progress.saw(way("by import", "open"))
    assert progress.find(STATUS, "by import") is None
    progress.saw(did("a1", "by import"))
    assert progress.find(STATUS, "By  Import") is not None  # what was done stays


def test_when_nothing_is_left_nothing_is_next() -> None:
    progress = after(
        *[way(name, "skipped", reason="x") for name in ("detail", "in bulk")], did("a1", "switch", "Publish")
    )
    assert progress.next() is None


def test_a_capture_tells_its_checklist_itself() -> None:
    told = [way("detail", "listed", times=3), way("switch", "listed", "Publish", times=1), did("a1", "detail")]
    assert states(after(*told, listed=False)) == [("detail", "begun", 1), ("switch", "open", 0)]


def test_the_checklist_that_is_given_counts_and_not_the_one_of_before() -> None:
    progress = after(way("detail", "listed", times=7), way("by fax", "listed", times=3))
    assert [(entry.way, entry.times) for entry in progress.ways()] == [("detail", 3), ("in bulk", 3), ("switch", 1)]


def test_names_are_compared_as_people_do() -> None:
    assert states(after(did("a1", "  In  BULK ", "change STATUS")))[1] == ("in bulk", "begun", 1)
