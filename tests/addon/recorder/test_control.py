"""A running recording is found by its lock; a dead one's file is swept; several have to be told apart."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from owskit_addon.errors import RecordingError
from owskit_addon.recorder import control
from owskit_addon.recorder.control import Announcement, Order, State, choose, running, send


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(control, "folder", lambda: tmp_path / "recordings")
    return tmp_path / "recordings"


@pytest.fixture
def announced(folder: Path) -> Iterator[Announcement]:
    announcement = Announcement(1, "session.jsonl")
    yield announcement
    announcement.close()
    assert list(folder.iterdir()) == []


def test_a_running_recording_is_found(announced: Announcement, folder: Path) -> None:
    assert list(running()) == [announced.state]
    assert choose() == choose("session.jsonl") == announced.state
    with pytest.raises(RecordingError, match=r"into other\.jsonl"):
        choose("other.jsonl")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights")
def test_its_token_is_for_its_owner_alone(announced: Announcement, folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]


def test_what_a_killed_recording_left_is_swept(folder: Path) -> None:
    folder.mkdir()
    state = State(pid=os.getpid(), port=1, token="t", capture="c", started="s")
    (folder / "1.json").write_bytes(msgspec.json.encode(state))
    assert list(running()) == []
    assert list(folder.iterdir()) == []


def test_none_and_several(announced: Announcement, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "running", lambda: iter([]))
    with pytest.raises(RecordingError, match="No recording is running"):
        choose()
    monkeypatch.setattr(control, "running", lambda: iter([announced.state] * 2))
    with pytest.raises(RecordingError, match="2 recordings are running") as error:
        choose()
    assert "--capture" in error.value.hint


def test_one_that_does_not_answer_is_said(announced: Announcement) -> None:
    with pytest.raises(RecordingError, match="does not answer on port 1") as error:
        send(announced.state, Order(label="x"))
    assert announced.state.token not in str(error.value)
