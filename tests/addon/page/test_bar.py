"""What the bar shows and orders, on a real recording with a real capture file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from owskit_addon.actions.tags import Cause, Tag
from owskit_addon.capture import read_capture, read_captures
from owskit_addon.capture.events import Action, Call, Problem, Way
from owskit_addon.checklist import parse_checklist
from owskit_addon.exchange import Exchange
from owskit_addon.map_file import MapFile
from owskit_addon.page import Refused, State, orders
from owskit_addon.page.bar import PAUSED
from owskit_addon.page.channel import Seen, SeenGesture
from owskit_addon.page.documents import Document
from owskit_addon.recorder.recording import Recording

LIST = parse_checklist(
    "times: 2\nevents:\n  - event: Change status\n    ways: [from the detail, in bulk]\n", "list.yaml"
)
STATUS, DETAIL, BULK = "Change status", "from the detail", "in bulk"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session.jsonl"


@pytest.fixture
def recording(path: Path, tmp_path: Path) -> Iterator[Recording]:
    made = Recording(path, "tokens", checklist=LIST, names=MapFile(tmp_path / "names.yaml"))
    yield made
    made.close()


def exchange(*service_calls: str, id: str = "e1", error: bool = False) -> Exchange:
    import time

    body = {
        "jsonrpc": "2.0",
        "method": "Otys.Services.MultiService.execute",
        "params": [[{"method": f"Otys.Services.{name}", "args": ["s" * 26, "1"]} for name in service_calls]],
        "id": 1,
    }
    result = [{"status": "error" if error else "success", "data": True} for _ in service_calls]
    return Exchange(
        id=id,
        host="go.otysapp.com",
        path="/jservice.php",
        at=time.time(),
        method="POST",
        ms=5.0,
        request_headers=(("Content-Type", "application/json"),),
        request_body=msgspec.json.encode(body),
        status=200,
        response_headers=(("Content-Type", "application/json"),),
        response_body=msgspec.json.encode({"result": result, "id": 1}),
    )


def gesture(recording: Recording, id: str, label: str, where: str = "Candidates", tab: str | None = "t1") -> Action:
    action = Action(id=id, label=label, how="gesture", where=where, tab=tab, at="2026-11-20T09:30:00.000Z")
    recording._bar.found(action, label, label)
    recording._write([action])
    return action


def state(recording: Recording, tab: str = "t1") -> State:
    found = recording.state(tab, 0)
    assert found is not None
    return found


def obey(recording: Recording, order: orders.Order) -> State:
    found = recording.obey(order, "t1")
    assert found is not None
    return found


def last_label(path: Path, id: str) -> str:
    return [event.label for event in read_capture(path) if isinstance(event, Action) and event.id == id][-1]


def ways(recording: Recording) -> list[tuple[str, str, int]]:
    return [(way.way, way.state, way.done) for event in state(recording).checklist for way in event.ways]


def test_the_action_with_its_calls_writes_first(recording: Recording) -> None:
    recording.mark("Save")
    recording.add(exchange("CandidateService.getDetail", "CandidateService.updateEx", "CandidateService.getDetail"))
    recording.add(exchange("CandidateService.updateEx", id="e2", error=True))
    action = state(recording).action
    assert action is not None
    assert (action.label, action.how, action.held) == ("Save", "mark", True)
    shown = [(call.service_call, call.kind, call.count, call.failed) for call in action.calls]
    assert shown == [("CandidateService.updateEx", "write", 2, 1), ("CandidateService.getDetail", "read", 2, 0)]


def test_a_state_is_sent_once(recording: Recording) -> None:
    first = state(recording)
    assert recording.state("t1", first.number) is None
    recording.mark("Save")
    second = recording.state("t1", first.number)
    assert second is not None
    assert second.number > first.number
    recording.end()
    assert recording.state("t1", second.number) is not None


def test_each_tab_shows_its_own_action_and_all_show_the_one_that_is_held(recording: Recording) -> None:
    gesture(recording, "a8", "Open", tab="t1")
    gesture(recording, "a9", "Delete", tab="t2")
    shown = [found.action.label for tab in ("t1", "t2") if (found := state(recording, tab)).action]
    assert shown == ["Open", "Delete"]
    recording.mark("Both")
    shown = [found.action.label for tab in ("t1", "t2") if (found := state(recording, tab)).action]
    assert shown == ["Both", "Both"]


def test_a_name_given_before_the_page_tells_what_it_was_holds_and_is_kept(recording: Recording, path: Path) -> None:
    here = "https://a.otysapp.com"
    document = Document(origin=here, language="en", tab="t1", name="x", bar="z", token="y", given=0.0)
    tag = Tag("y", "t1", 1, (Cause(1, "certain"),))
    (action,) = recording.gestures.causes(tag, 1e9)[1]
    recording._write([action])
    obey(recording, orders.Name(action=action.id, label="Publish it"))
    assert recording.names is not None
    assert not recording.names.path.exists()  # "Step 1" is not what anything is called
    told = SeenGesture(
        number=1, at=1e12, kind="click", where="Candidates", names=[("text", "Save"), ("role", "button")]
    )
    recording.saw(document, Seen(tab="t1", gestures=[told]), 1e9)
    assert last_label(path, action.id) == "Publish it"
    assert recording.names.label_for("Candidates", "Candidates › Save") == "Publish it"


def test_a_name_is_one_in_the_bar_the_capture_and_the_map_file(recording: Recording, path: Path) -> None:
    gesture(recording, "a7", "Status")
    found = obey(recording, orders.Name(action="a7", label="  Set for\nselection ")).action
    assert found is not None
    assert found.label == last_label(path, "a7") == recording.label_of("a7") == "Set for selection"
    assert recording.names is not None
    assert recording.names.label_for("Candidates", "Status") == "Set for selection"
    obey(recording, orders.Name(action="a7", label="Set again"))  # its line in the file stays one line
    assert recording.names.label_for("Candidates", "Status") == "Set again"
    assert recording.names.label_for("Candidates", "Set for selection") is None
    obey(recording, orders.Undo())
    assert last_label(path, "a7") == "Set for selection"
    assert recording.names.label_for("Candidates", "Status") == "Set for selection"
    obey(recording, orders.Undo())
    assert last_label(path, "a7") == "Status"
    assert recording.names.label_for("Candidates", "Status") is None


def test_a_mark_can_be_renamed_and_is_no_line_of_the_map_file(recording: Recording, path: Path) -> None:
    mark = recording.mark("Change status")
    obey(recording, orders.Name(action=mark.id, label="Change main status"))
    assert last_label(path, mark.id) == "Change main status"
    assert recording.names is not None
    assert not recording.names.path.exists()


def test_a_mark_from_the_terminal_is_what_the_bar_shows(recording: Recording) -> None:
    gesture(recording, "a7", "Status")
    recording.mark("From the terminal")
    action = state(recording).action
    assert action is not None
    assert (action.label, action.held) == ("From the terminal", True)


def test_a_name_without_words_or_for_what_is_long_gone_is_refused(recording: Recording) -> None:
    gesture(recording, "a7", "Status")
    for order, word in [
        (orders.Name(action="a7", label=" \x00 "), "no-words"),
        (orders.Name(action="a99", label="x"), "too-late"),
        (orders.Undo(), "nothing-to-undo"),
        (orders.Done(), "nothing-begun"),
        (orders.Begin(business_event="x", way="y"), "not-on-the-list"),
        (orders.Add(business_event="x", way="y"), "not-on-the-list"),
        (orders.Add(business_event=STATUS, way="In  Bulk"), "twice"),
        (orders.Add(business_event=STATUS, way="x" * 101), "too-long"),
        (orders.Skip(business_event=STATUS, way=BULK, reason=" "), "no-words"),
    ]:
        with pytest.raises(Refused, match=word):
            recording.obey(order, "t1")


def test_what_is_ignored_is_left_out_until_that_is_undone(recording: Recording, path: Path) -> None:
    action = recording.mark("A slip")
    recording.add(exchange("CandidateService.updateEx"))
    found = obey(recording, orders.Ignore(action=action.id))
    assert found.action is not None
    assert (found.action.ignored, found.action.held, found.undo) == (True, False, "ignore")
    assert [event for event in read_captures([path]) if isinstance(event, Action | Call)] == []
    obey(recording, orders.Undo())
    assert {type(event) for event in read_captures([path])} >= {Action, Call}


def test_begin_and_done_hold_what_comes_in_one_action(recording: Recording, path: Path) -> None:
    obey(recording, orders.Begin(business_event=STATUS, way=DETAIL))
    assert ways(recording)[0] == (DETAIL, "begun", 0)
    recording.add(exchange("CandidateService.updateEx"))
    found = obey(recording, orders.Done())
    assert ways(recording)[0] == (DETAIL, "begun", 1)
    assert found.next == (STATUS, DETAIL)  # twice, the list says
    (action,) = [event for event in read_capture(path) if isinstance(event, Action)]
    assert (action.how, action.business_event, action.way) == ("checklist", STATUS, DETAIL)
    assert action.label == "Change status: from the detail"
    assert [event.action for event in read_capture(path) if isinstance(event, Call)] == [action.id]


def test_next_goes_through_the_list(recording: Recording) -> None:
    seen = []
    for _ in range(5):
        action = obey(recording, orders.Next()).action
        assert action is not None
        seen.append(action.way)
    assert seen == [DETAIL, DETAIL, BULK, BULK, None]  # and then goes on without a name
    assert ways(recording) == [(DETAIL, "done", 2), (BULK, "done", 2)]


def test_undo_takes_back_step_by_step(recording: Recording) -> None:
    first = obey(recording, orders.Next()).action
    obey(recording, orders.Next())
    assert ways(recording)[0] == (DETAIL, "begun", 1)
    back = obey(recording, orders.Undo())
    assert (back.undo, ways(recording)[0]) == ("begin", (DETAIL, "begun", 0))
    assert back.action is not None
    assert first is not None
    assert (back.action.id, back.action.held) == (first.id, True)
    obey(recording, orders.Done())
    again = obey(recording, orders.Undo()).action
    assert again is not None
    assert again.held
    assert obey(recording, orders.Undo()).undo is None
    assert ways(recording)[0] == (DETAIL, "open", 0)


def test_a_repetition_that_went_wrong_is_ignored_and_done_again(recording: Recording) -> None:
    action = obey(recording, orders.Begin(business_event=STATUS, way=DETAIL)).action
    assert action is not None
    obey(recording, orders.Ignore(action=action.id))
    assert ways(recording)[0] == (DETAIL, "open", 0)
    assert state(recording).next == (STATUS, DETAIL)


def test_skip_with_a_reason_and_doing_it_after_all(recording: Recording, path: Path) -> None:
    obey(recording, orders.Skip(business_event=STATUS, way=BULK, reason="nobody does"))
    assert ways(recording)[1] == (BULK, "skipped", 0)
    skipped = [event for event in read_capture(path) if isinstance(event, Way) and event.state == "skipped"]
    assert [(event.way, event.reason) for event in skipped] == [(BULK, "nobody does")]
    obey(recording, orders.Begin(business_event=STATUS, way=BULK))
    assert ways(recording)[1] == (BULK, "begun", 0)
    obey(recording, orders.Undo())
    assert ways(recording)[1] == (BULK, "skipped", 0)
    obey(recording, orders.Undo())
    assert ways(recording)[1] == (BULK, "open", 0)


def test_a_way_is_added_and_taken_back(recording: Recording) -> None:
    obey(recording, orders.Add(business_event=STATUS, way=" by  import "))
    assert ways(recording)[2] == ("by import", "open", 0)
    obey(recording, orders.Undo())
    assert len(ways(recording)) == 2


def test_a_problem_shows_until_it_is_read_and_lost_calls_until_they_are_not(
    recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (state(recording).light, state(recording).problem) == ("recording", None)
    recording.problem("the browser does not trust the proxy", "go.otysapp.com")
    problem = state(recording).problem
    assert problem is not None
    assert (state(recording).light, problem.what) == ("problem", "the browser does not trust the proxy")
    assert obey(recording, orders.Seen(problem=problem.number)).light == "recording"

    def full(*_: Any) -> None:
        from owskit_addon.errors import CaptureUnwritable

        raise CaptureUnwritable("no room")

    with monkeypatch.context() as patch:
        patch.setattr(recording.writer, "write", full)
        recording.mark("Lost")
    problem = state(recording).problem
    assert problem is not None
    assert problem.lasting
    recording.mark("Found")
    assert state(recording).light == "problem"  # that calls were lost is a problem by itself, to be read
    latest = state(recording).problem
    assert latest is not None
    assert not latest.lasting


def test_the_light_is_grey_while_the_background_is_learnt(recording: Recording) -> None:
    before = state(recording)
    recording._placer.learning = True
    now = recording.state("t1", before.number)
    assert now is not None
    assert now.light == "learning"


def test_a_recording_that_is_gone_on_with_knows_what_was_done(recording: Recording, path: Path) -> None:
    obey(recording, orders.Begin(business_event=STATUS, way=DETAIL))
    obey(recording, orders.Skip(business_event=STATUS, way=BULK, reason="not here"))
    recording.close()
    again = Recording(path, "tokens", checklist=LIST)
    assert ways(again) == [(DETAIL, "begun", 1), (BULK, "skipped", 0)]
    again.close()
    without = Recording(path, "tokens")
    assert ways(without) == [(DETAIL, "begun", 1), (BULK, "skipped", 0)]
    without.close()


def test_a_pause_records_nothing_and_says_so(recording: Recording, path: Path) -> None:
    assert obey(recording, orders.Pause()).light == "paused"
    assert recording.add(exchange("CandidateService.updateEx")) == []
    assert obey(recording, orders.Pause()).light == "recording"
    recording.add(exchange("CandidateService.getDetail", id="e2"))
    events = list(read_capture(path))
    assert [event.service_call for event in events if isinstance(event, Call)] == ["CandidateService.getDetail"]
    assert [event.what for event in events if isinstance(event, Problem)] == [PAUSED]


def test_start_ends_a_pause(recording: Recording, path: Path) -> None:
    obey(recording, orders.Pause())
    with pytest.raises(Refused):
        obey(recording, orders.Begin(business_event=STATUS, way="nothing of the list"))
    assert obey(recording, orders.Pause()).light == "recording"
    obey(recording, orders.Pause())
    assert obey(recording, orders.Begin(business_event=STATUS, way=DETAIL)).light == "recording"
    recording.add(exchange("CandidateService.updateEx"))
    assert [event.way for event in read_capture(path) if isinstance(event, Action)] == [DETAIL]
    assert any(isinstance(event, Call) for event in read_capture(path))


def test_memory_is_bounded(recording: Recording) -> None:
    for number in range(1000):
        action = recording.mark(f"Step {number}")
        obey(recording, orders.Name(action=action.id, label=f"Named {number}"))
    bar = recording._bar
    assert len(bar._shown._actions) <= 64
    assert len(bar._undo) <= 50


@pytest.mark.parametrize(
    "text",
    [
        b'{"do":"name","action":"a1"}',
        b'{"do":"name","action":1,"label":"x"}',
        b'{"do":"format-disk"}',
        b'{"do":"done","more":1}',
        b'{"do":"name","action":"a1","label":"' + b"x" * 1001 + b'"}',
        b"[]",
        b"",
    ],
)
def test_orders_are_read_strictly(text: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        orders.decoder.decode(text)
