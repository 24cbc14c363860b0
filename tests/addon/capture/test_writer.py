"""A capture is its owner's alone, has one writer, and holds whole lines whatever happens to disk and process."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from owskit_addon.capture import writer
from owskit_addon.capture.events import Action, Call, Event, Problem
from owskit_addon.capture.writer import CaptureWriter
from owskit_addon.errors import CaptureError, CaptureInUse, CaptureUnwritable, NewerFormat, NotACapture

posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights, signals and limits")


def call(number: int = 0, args: object = None) -> Call:
    return Call(
        id=f"e.{number}",
        exchange="e",
        service_call="CandidateService.updateEx",
        method="Otys.Services.CandidateService.updateEx",
        envelopes=[],
        action=None,
        sure="probable",
        host="example.otysapp.com",
        at="2026-11-20T09:30:00.000Z",
        ms=1.0,
        args=args,
    )


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def kinds(path: Path) -> list[object]:
    return [line["event"] for line in lines(path)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session.jsonl"


def test_the_first_line_says_what_it_is(path: Path) -> None:
    CaptureWriter(path, "live", "tokens").close()
    (start,) = lines(path)
    assert {key: start[key] for key in ("event", "format", "source", "values")} == {
        "event": "capture",
        "format": 1,
        "source": "live",
        "values": "tokens",
    }


@posix
@pytest.mark.parametrize("umask", [0o000, 0o077, 0o777])
def test_it_is_its_owners_alone_under_any_umask(path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        CaptureWriter(path, "live", "tokens").close()
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_events_are_there_as_soon_as_write_returns(path: Path) -> None:
    with CaptureWriter(path, "live", "tokens") as capture:
        capture.write([Action(id="a1", label="x", how="gap", at="2026-11-20T09:30:00.000Z"), call()])
        assert kinds(path) == ["capture", "action", "call"]
        capture.write([])
        assert kinds(path) == ["capture", "action", "call"]


@posix
def test_what_was_written_survives_kill_9(path: Path) -> None:
    code = (
        "import sys; from owskit_addon.capture.writer import CaptureWriter; from owskit_addon.capture.events import *;"
        "w = CaptureWriter(sys.argv[1], 'live', 'tokens'); w.write([Problem(what='x')] * 3); print(1, flush=True);"
        "sys.stdin.read()"
    )
    process = subprocess.Popen([sys.executable, "-c", code, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdin is not None
    process.stdout.readline()
    with pytest.raises(CaptureInUse):
        CaptureWriter(path, "live", "tokens")
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    process.stdin.close()
    assert kinds(path) == ["capture", *["problem"] * 3]
    CaptureWriter(path, "live", "tokens").close()  # and no lock is left behind


def test_a_later_recording_goes_on_after_the_highest_action(path: Path) -> None:
    with CaptureWriter(path, "live", "tokens") as capture:
        capture.write([Action(id=f"a{n}", label="x", how="gap", at="2026-11-20T09:30:00.000Z") for n in (1, 12, 3)])
    with CaptureWriter(path, "live", "tokens") as capture:
        assert capture.last_action == 12
    assert kinds(path)[-1] == "capture"


def test_a_torn_last_line_is_ended_first(path: Path) -> None:
    CaptureWriter(path, "live", "tokens").close()
    with path.open("ab") as file:
        file.write(b'{"event":"call","id":"to')
    with CaptureWriter(path, "live", "tokens") as capture:
        capture.write([call()])
    raw = path.read_bytes().splitlines()
    assert raw[1] == b'{"event":"call","id":"to'
    assert [json.loads(line)["event"] for line in raw[2:]] == ["capture", "call"]


@pytest.mark.parametrize("text", ["hello\n", "[]\n", '{"event":"call"}\n', '{"log":{}}', "\x00" * 100, "[" * 70_000])
def test_another_file_is_refused_and_not_touched(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotACapture):
        CaptureWriter(path, "live", "tokens")
    assert path.read_text(encoding="utf-8") == text


def test_a_newer_format_is_refused_by_name(path: Path) -> None:
    path.write_text('{"event":"capture","format":2,"values":"tokens"}\n', encoding="utf-8")
    with pytest.raises(NewerFormat, match="format 2"):
        CaptureWriter(path, "live", "tokens")


def test_values_are_kept_in_one_way(path: Path) -> None:
    CaptureWriter(path, "live", "plain").close()
    with pytest.raises(CaptureError, match="--values plain"):
        CaptureWriter(path, "live", "tokens")
    CaptureWriter(path, "live", "plain").close()


def test_the_second_writer_is_told(path: Path) -> None:
    with CaptureWriter(path, "live", "tokens"), pytest.raises(CaptureInUse, match="another owskit"):
        CaptureWriter(path, "live", "tokens")
    CaptureWriter(path, "live", "tokens").close()


def test_a_missing_folder_or_a_folder_is_no_capture(tmp_path: Path) -> None:
    with pytest.raises(CaptureUnwritable, match="does not exist"):
        CaptureWriter(tmp_path / "no" / "session.jsonl", "live", "tokens")
    with pytest.raises(CaptureUnwritable):
        CaptureWriter(tmp_path, "live", "tokens")


@posix
def test_a_device_is_no_capture() -> None:
    with pytest.raises(CaptureUnwritable, match="not a file"):
        CaptureWriter("/dev/null", "live", "tokens")


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(CaptureUnwritable, match="No right"):
        CaptureWriter(tmp_path / "session.jsonl", "live", "tokens")


@posix
def test_a_full_disk_leaves_whole_lines_and_is_tried_again(path: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with CaptureWriter(path, "live", "tokens") as capture:
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 100, before[1]))
            with pytest.raises(CaptureUnwritable, match="No room"):
                capture.write([call(1)])
            assert kinds(path) == ["capture"]
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        capture.write([call(2)])
    assert [line.get("id") for line in lines(path)] == [None, "e.2"]


@posix
def test_a_capture_that_was_removed_is_no_capture_any_more(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "CHECK_SECONDS", 0)
    with CaptureWriter(path, "live", "tokens") as capture:
        path.unlink()
        with pytest.raises(CaptureUnwritable, match="removed"):
            capture.write([call()])


@pytest.mark.parametrize("bad", ["\ud800", {1.5j: 1}])
def test_a_value_that_json_cannot_hold_costs_its_own_call_only(path: Path, bad: object) -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    events: list[Event] = [call(1), call(2, [bad]), call(3, deep), call(4, [2**200]), Problem(what="x")]
    with CaptureWriter(path, "live", "tokens") as capture:
        capture.write(events)
    found = [line for line in lines(path) if line["event"] == "call"]
    assert [line["id"] for line in found] == ["e.1", "e.2", "e.3", "e.4"]
    assert [line["outcome"] for line in found][:3] == ["ok", "unreadable", "unreadable"]
