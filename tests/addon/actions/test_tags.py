"""The header's form, and what becomes of gestures and tags."""

from __future__ import annotations

import msgspec
import pytest

from owskit_addon.actions import Actions, Gesture, Gestures, read_tag
from owskit_addon.actions.background import Background
from owskit_addon.actions.fingerprint import fingerprint
from owskit_addon.actions.placing import Placer

TOKEN = "abcdefghijklmnopqrstuvwx"
T = 1_790_000_000.0


def test_a_tag_is_read() -> None:
    tag = read_tag(f"{TOKEN};t12ab;7;3:c,2:i,0:b")
    assert tag is not None
    assert (tag.token, tag.tab, tag.number) == (TOKEN, "t12ab", 7)
    assert tag.causes == ((3, "certain"), (2, "inherited"), (0, "background"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"{TOKEN};t1;7",
        f"{TOKEN};t1;7;",
        f"{TOKEN};t1;7;3",
        f"{TOKEN};t1;7;3:x",
        f"{TOKEN};t1;7;0:c",
        f"{TOKEN};t1;7;3:b",
        f"{TOKEN};t1;7;3:c,",
        f"{TOKEN};T1;7;3:c",
        "short;t1;7;3:c",
        f"{TOKEN};t1;7;3:c\n",
        f"{TOKEN};t1;7;" + ",".join(["1:c"] * 9),
        f"{TOKEN};t1;9999999999;3:c",
    ],
)  # fmt: skip
def test_anything_else_is_none(text: str) -> None:
    assert read_tag(text) is None


def tag(causes: str, tab: str = "t1"):  # type: ignore[no-untyped-def]
    found = read_tag(f"{TOKEN};{tab};1;{causes}")
    assert found is not None
    return found


def gesture(number: int, at: float, label: str = "Save") -> Gesture:
    return Gesture(number=number, at=at, kind="click", label=label, where="Here")


def test_a_request_can_come_before_its_gesture_is_told() -> None:
    gestures = Gestures(Actions())
    causes, (new,) = gestures.causes(tag("5:c"), T)
    assert causes == [("a1", "certain")]
    assert (new.id, new.label, new.how, new.tab) == ("a1", "Step 1", "gesture", "t1")
    (told,) = gestures.seen("t1", gesture(5, T - 0.1), T)
    assert (told.id, told.label, told.where) == ("a1", "Save", "Here")
    assert gestures.seen("t1", gesture(5, T), T) == []
    assert gestures.causes(tag("5:i"), T) == ([("a1", "inherited")], [])


def test_what_a_person_said_of_an_action_holds_when_the_page_tells_late() -> None:
    gestures = Gestures(Actions())
    _, (new,) = gestures.causes(tag("5:c"), T)
    gestures.written(msgspec.structs.replace(new, label="Publish a vacancy", ignored=True))
    (told,) = gestures.seen("t1", gesture(5, T), T)
    assert (told.label, told.where, told.ignored) == ("Publish a vacancy", "Here", True)
    gestures.written(msgspec.structs.replace(told, label="Other"))
    assert gestures.seen("t1", gesture(5, T), T) == []


def test_tabs_are_told_apart_and_clocks_do_not_turn_the_order() -> None:
    gestures = Gestures(Actions())
    (one,) = gestures.seen("t1", gesture(1, T), T)
    (other,) = gestures.seen("t2", gesture(1, T + 1), T + 1)
    assert (one.id, other.id) == ("a1", "a2")
    (slept,) = gestures.seen("t1", gesture(2, T - 5000), T + 2)
    assert slept.at > other.at
    (back,) = gestures.seen("t1", gesture(3, T - 3), T - 3)
    assert back.at > slept.at


def test_in_the_time_of_a_mark_a_gesture_is_the_marks() -> None:
    actions = Actions()
    gestures = Gestures(actions)
    mark = actions.mark("Publish", T)
    assert gestures.seen("t1", gesture(1, T + 1), T + 1) == []
    assert gestures.causes(tag("1:c,2:i"), T + 1) == ([(mark.id, "certain")], [])
    actions.end(T + 2)
    assert len(gestures.seen("t1", gesture(3, T + 3), T + 3)) == 1
    assert gestures.causes(tag("1:i"), T + 4)[0] == [(mark.id, "inherited")]


def test_without_a_tag_nothing_is_guessed_once_a_page_script_speaks() -> None:
    actions = Actions()
    placer = Placer(actions, Gestures(actions), Background())
    call = fingerprint("CandidateService.update", ["s", 1], T)
    (by_time,) = placer.place([call], T, 10).verdicts
    assert (by_time.action, by_time.sure) == ("a1", "probable")
    (tagged,) = placer.place([call], T + 10, 10, tag("1:c")).verdicts
    assert (tagged.action, tagged.sure) == ("a2", "certain")
    (untagged,) = placer.place([call], T + 20, 10).verdicts
    assert (untagged.action, untagged.sure) == (None, "unattributed")
    actions.mark("Publish", T + 25)
    (marked,) = placer.place([call], T + 30, 10).verdicts
    assert (marked.action, marked.sure) == ("a3", "probable")
