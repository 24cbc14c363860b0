"""A capture read again: later lines explain earlier ones, several files one another, the file stays as it is."""

from __future__ import annotations

import os
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from owskit_addon.actions.sharpen import read_sharpened, sharpen
from owskit_addon.capture.events import Action, Call, CaptureStart, Cause, Event, Problem, iso

T = 1_790_000_000.0
SAVE = "CandidateService.updateEx"
POLL = "MailboxService.getUnreadCount"
BOTH: list[Cause] = [("a1", "inherited"), (None, "background")]


def call(exchange: str, name: str, *args: Any, at: float = 0.0, **more: Any) -> Call:
    args = ("tok:session:26:0", *args)
    id, method = f"{exchange}.{name}", f"Otys.Services.{name}"
    return Call(id=id, exchange=exchange, service_call=name, method=method, at=iso(T + at), args=list(args), **more)


def action(id: str, label: str = "Save", how: Any = "gesture", **more: Any) -> Action:
    return Action(id=id, label=label, how=how, at=iso(T), **more)


def capture(path: Path, *events: Event) -> Path:
    path.write_bytes(msgspec.json.Encoder().encode_lines([CaptureStart(values="tokens"), *events]))
    return path


def placed(*paths: Path) -> dict[str, tuple[str | None, str]]:
    return {call.id: (call.action, call.sure) for call in read_sharpened(paths) if isinstance(call, Call)}


def polls(number: int, first: int = 10) -> list[Call]:
    return [call(f"e{first + turn}", POLL, at=30.0 + 15 * turn, sure="background") for turn in range(number)]


def test_what_comes_later_explains_what_was_not_known(tmp_path: Path) -> None:
    batch = [call("e1", SAVE, "uid", causes=BOTH), call("e1", POLL, causes=BOTH)]
    path = capture(tmp_path / "c.jsonl", action("a1"), *batch, *polls(2))
    before = path.read_bytes()
    found = placed(path)
    assert found[f"e1.{SAVE}"] == ("a1", "probable")
    assert found[f"e1.{POLL}"] == (None, "background")
    assert path.read_bytes() == before


def test_what_nothing_explains_stays_unattributed(tmp_path: Path) -> None:
    batch = [call("e1", SAVE, "uid", causes=BOTH), call("e1", POLL, causes=BOTH)]
    path = capture(tmp_path / "c.jsonl", action("a1"), *batch, call("e2", SAVE, "uid"))
    assert set(placed(path).values()) == {(None, "unattributed")}


def test_events_are_the_same_but_for_action_and_sure(tmp_path: Path) -> None:
    batch = [call("e1", SAVE, "uid", causes=BOTH), call("e1", POLL, causes=BOTH)]
    path = capture(tmp_path / "c.jsonl", action("a1"), *batch, Problem(what="p"), *polls(2))
    with path.open("ab") as file:
        file.write(b'{"event":"call","torn')
    events = list(read_sharpened([path]))
    assert [type(event) for event in events] == [CaptureStart, Action, Call, Call, Problem, Call, Call, Problem]
    first = events[2]
    assert isinstance(first, Call)
    assert msgspec.structs.replace(first, action=None, sure="unattributed") == batch[0]


def test_polls_of_an_imported_file_leave_the_steps(tmp_path: Path) -> None:
    events: list[Event] = []
    for number in range(8):
        events.append(action(f"a{number}", f"Step {number}", how="gap"))
        events.append(call(f"p{number}", POLL, at=15.0 * number, action=f"a{number}", sure="probable"))
        if number % 3 == 1:
            events.append(call(f"e{number}", SAVE, "uid", at=15.0 * number, action=f"a{number}", sure="probable"))
    found = placed(capture(tmp_path / "c.jsonl", *events))
    assert {found[f"p{number}.{POLL}"] for number in range(8)} == {(None, "background")}
    assert found[f"e4.{SAVE}"] == ("a4", "probable")


def test_captures_explain_one_another_by_what_is_no_token(tmp_path: Path) -> None:
    batch = [call("e1", SAVE, "uid", causes=BOTH), call("e1", POLL, causes=BOTH)]
    first = capture(tmp_path / "1.jsonl", action("a1"), *batch)
    second = capture(tmp_path / "2.jsonl", *polls(2))
    assert set(placed(first).values()) == {(None, "unattributed")}
    found = placed(first, second)
    assert found[f"e1.{SAVE}"] == ("a1", "probable")
    own = [call("e1", SAVE, "uid", causes=BOTH), call("e1", POLL, "tok:text:4:1", causes=BOTH)]
    first = capture(tmp_path / "1.jsonl", action("a1"), *own)
    second = capture(tmp_path / "2.jsonl", call("e9", POLL, "tok:text:4:1", sure="background"))
    assert placed(first, second)[f"e1.{POLL}"] == (None, "unattributed"), (
        "equal tokens of two files are not equal values"
    )


def test_causes_of_the_second_file_are_its_own_actions(tmp_path: Path) -> None:
    first = capture(tmp_path / "1.jsonl", action("a1", "Other"), *polls(2))
    batch = [call("e1", SAVE, "uid", causes=BOTH), call("e1", POLL, causes=BOTH)]
    second = capture(tmp_path / "2.jsonl", action("a1"), *batch)
    assert placed(first, second)[f"2:e1.{SAVE}"] == ("2:a1", "probable")


def test_what_was_ignored_holds_nothing(tmp_path: Path) -> None:
    batch = [call("e1", SAVE, "uid", causes=BOTH), call("e1", POLL, causes=BOTH)]
    path = capture(tmp_path / "c.jsonl", action("a1", ignored=True), *batch, *polls(2))
    assert placed(path)[f"e1.{SAVE}"] == (None, "unattributed")


def test_a_new_label_counts_for_all_of_an_action(tmp_path: Path) -> None:
    alone = call("e1", SAVE, "uid1", action="a1", sure="inherited")
    shared = call("e2", SAVE, "uid2", causes=[("a2", "inherited"), ("a3", "inherited")])
    names = [action("a1", "button"), action("a2", "button"), action("a3", "button")]
    assert placed(capture(tmp_path / "c.jsonl", *names, alone, shared))[f"e2.{SAVE}"] == (None, "unattributed")
    renamed = [action("a1", "Change status"), action("a2", "Change status")]
    path = capture(tmp_path / "c.jsonl", *names, alone, shared, *renamed)
    assert placed(path)[f"e2.{SAVE}"] == ("a2", "probable")


def test_a_time_that_is_none_harms_nothing(tmp_path: Path) -> None:
    odd = Call(id="x", exchange="x", service_call=SAVE, at="yesterday", action="a1", sure="probable", args=None)
    assert placed(capture(tmp_path / "c.jsonl", action("a1"), odd)) == {"x": ("a1", "probable")}


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes of POSIX")
def test_a_pipe_can_be_read_though_only_once(tmp_path: Path) -> None:
    batch = [call("e1", SAVE, "uid", causes=BOTH), call("e1", POLL, causes=BOTH)]
    text = capture(tmp_path / "c.jsonl", action("a1"), *batch, *polls(2)).read_bytes()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(text,))
    writer.start()
    found = placed(pipe)
    writer.join()
    assert found[f"e1.{SAVE}"] == ("a1", "probable")


def test_memory_grows_with_different_calls_only() -> None:
    def events(number: int) -> Iterator[Event]:
        yield CaptureStart(values="tokens")
        yield action("a1")
        for turn in range(number):
            yield call(f"e{turn}", POLL, at=15.0 * turn, sure="background")

    peaks = []
    for number in (500, 5000):
        tracemalloc.start()
        for _ in sharpen(lambda number=number: events(number)):  # type: ignore[misc]
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5 + 50_000
