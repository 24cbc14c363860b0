"""A stretch without gestures: when it begins, when it begins again, what it makes of calls, what is said of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from owskit_addon.actions import Actions, Gestures, Placer
from owskit_addon.actions.background import BACKGROUND, UNKNOWN, Background, Judged
from owskit_addon.actions.fingerprint import fingerprint
from owskit_addon.capture.events import Call
from owskit_addon.capture.reader import read_capture
from owskit_addon.exchange import Exchange
from owskit_addon.recorder import baseline
from owskit_addon.recorder.baseline import SETTLE, Baseline, Told, follow, sentence
from owskit_addon.recorder.recording import Recording

T = 1_790_000_000.0
POLL, SAVE = "MailboxService.getUnreadCount", "CandidateService.updateEx"


def test_it_waits_until_go_is_there_and_quiet_then_lasts_its_time() -> None:
    learns = Baseline(30)
    assert learns.tick(0.0) is None
    assert learns.tick(500.0) is None, "nobody has opened anything"
    learns.called(500.0)
    assert learns.tick(500.0 + SETTLE - 0.1) is None
    assert not learns.learning
    assert learns.tick(500.0 + SETTLE) == Told("begun", 30)
    assert learns.learning
    assert learns.tick(531.0) is None
    assert learns.tick(532.1) == Told("done")
    assert not learns.learning
    assert learns.tick(600.0) is None


def test_a_gesture_makes_it_begin_again() -> None:
    learns = Baseline(30)
    learns.called(0.0)
    learns.moved(1.5)
    assert learns.tick(2.1) is None, "still clicking before it begins: nothing to tell"
    assert learns.tick(3.6) == Told("begun", 30)
    learns.moved(10.0)
    assert not learns.learning
    assert learns.tick(10.1) == Told("again")
    assert learns.tick(10.2) is None
    assert learns.tick(12.1) == Told("begun", 30)
    assert learns.tick(42.2) == Told("done")
    learns.moved(43.0)
    assert learns.tick(50.0) is None


def test_what_is_said() -> None:
    assert "30 seconds" in sentence(Told("begun", 30), [])
    assert "clicked" in sentence(Told("again"), [])
    assert sentence(Told("done"), ["B.get", "C.get"]).endswith("B.get, C.get.")
    assert sentence(Told("done"), []).endswith("no calls by itself.")


def test_it_is_followed_until_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baseline, "EVERY", 0.001)
    news = iter([None, (Told("begun", 5), []), None, (Told("done"), [POLL])])
    said: list[str] = []

    async def until_done() -> None:
        task = asyncio.create_task(follow(lambda: next(news, None), lambda told, text: said.append(text)))
        while len(said) < 2:
            await asyncio.sleep(0.001)
        task.cancel()

    asyncio.run(asyncio.wait_for(until_done(), 5))
    assert [POLL in text for text in said] == [False, True]


def test_in_it_what_no_page_script_explains_is_the_background_and_is_known_later() -> None:
    actions, background = Actions(), Background()
    placer = Placer(actions, Gestures(actions), background)
    poll, save = fingerprint(POLL, ["s"], T), fingerprint(SAVE, ["s", "uid"], T)
    placer.learning = True
    assert placer.place([poll], T, 10).verdicts == [BACKGROUND]
    placer.learning = False
    alone = placer.place([poll], T + 20, 10)
    assert (alone.verdicts, alone.new) == ([BACKGROUND], []), "it begins no step"
    step = placer.place([poll, save], T + 40, 10)
    assert step.verdicts == [BACKGROUND, Judged("a1", "probable")]
    actions.mark("Publish", T + 50)
    assert placer.place([poll, save], T + 51, 10).verdicts == [BACKGROUND, Judged("a2", "probable")]


def test_without_marks_requests_that_a_page_script_knows_nothing_of_stay_unattributed() -> None:
    actions = Actions()
    gestures = Gestures(actions)
    gestures.traced = True
    placer = Placer(actions, gestures, Background())
    assert placer.place([fingerprint(SAVE, ["s"], T)], T, 10).verdicts == [UNKNOWN]


def test_in_a_recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = 0.0
    monkeypatch.setattr("owskit_addon.recorder.recording.time.monotonic", lambda: clock)
    recording = Recording(tmp_path / "c.jsonl", "tokens")
    assert recording.tick() is None
    recording.learn(10)

    def call(name: str, number: int) -> None:
        body = f'{{"jsonrpc":"2.0","method":"Otys.Services.{name}","params":["s"],"id":1}}'.encode()
        sent = Exchange(
            id=f"e{number}",
            host="example.otysapp.com",
            path="/jservice.php",
            at=T + number,
            ms=10.0,
            request_body=body,
            status=200,
            response_body=b'{"result":1}',
        )
        recording.add(sent)

    call("SettingsService.get", 0)
    clock = 5.0
    assert recording.tick() is None, "signing in is not Go! yet"
    call("CandidateService.getListEx", 1)
    clock = 8.0
    assert recording.tick() == (Told("begun", 10), [])
    call(POLL, 20)
    clock = 19.0
    assert recording.tick() == (Told("done"), [POLL])
    recording.close()
    calls = {event.service_call: event for event in read_capture(tmp_path / "c.jsonl") if isinstance(event, Call)}
    assert (calls[POLL].action, calls[POLL].sure, calls[POLL].causes) == (None, "background", [])
    assert calls["CandidateService.getListEx"].sure == "probable"
