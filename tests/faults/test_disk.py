"""Disks that are full, read-only or gone, a capture that is deleted, a clock that goes back: traffic goes on, what is
lost is said, and commands end with a clear error and nothing half-written."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

import pytest

from owskit_addon.capture import Action, Call, read_capture
from owskit_addon.recorder import script_path
from owskit_addon.recorder.control import running
from owskit_addon.recorder.session import RecordingSession
from owskit_generator.cli import main
from tests.faults import seeds, wire
from tests.faults.room import make_read_only, on_small_disk, without_rights
from tests.faults.upstream import serving
from tests.recordings import Start

SCARCE = 64


def record(session: RecordingSession, upstream: int, numbers: range) -> None:
    with wire.connect(session.port) as connection:
        for number in numbers:
            status, _ = wire.ask(connection, wire.post(upstream, wire.batch(number), "&answer=2000"))
            assert status == 200


def fill(file: Path) -> None:
    """Until the disk it is on is full."""
    with file.open("wb", buffering=0) as open_file, suppress(OSError):
        while True:
            open_file.write(b"x" * 1024)


def numbers_in(capture: Path) -> list[int]:
    return [event["args"][1] for event in wire.events(capture.read_bytes(), "call")]


def recording_on_full_disk(folder: Path) -> None:
    said: list[str] = []
    capture, home = folder / "session.jsonl", folder.parent / "conf"
    with (
        serving() as upstream,
        RecordingSession(capture, hosts=["127.0.0.1"], confdir=home, on_notice=said.append) as session,
    ):
        record(session, upstream, range(5))
        filler = folder / "filler"
        fill(filler)
        record(session, upstream, range(5, 40))
        assert b"\n" in capture.read_bytes()[-1:]
        filler.unlink()
        record(session, upstream, range(40, 45))
        summary = session.stop()
    found = numbers_in(capture)
    assert found[:5] == [0, 1, 2, 3, 4]
    assert found[-5:] == [40, 41, 42, 43, 44]
    assert summary.lost == 45 - len(found) > 0
    (problem,) = wire.events(capture.read_bytes(), "problem")
    assert problem["where"] == f"{summary.lost} calls"
    assert [text for text in said if "No room to write" in text]


def test_a_full_disk_while_recording(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    on_small_disk(recording_on_full_disk, tmp_path / "disk", SCARCE)


def refused(*args: str) -> None:
    """Runs a command that has to end with an error of ours."""
    said = io.StringIO()
    with redirect_stderr(said), redirect_stdout(said), pytest.raises(SystemExit) as ended:
        main(list(args))
    assert (ended.value.code, said.getvalue()[:8]) == (1, "owskit: "), (args, said.getvalue())


def writers(given: Path) -> Sequence[Sequence[str]]:
    """Every command that writes, with what it reads outside of the disk."""
    session, triggers = str(given / "session.jsonl"), str(given / "triggers.yaml")
    return (
        ("import", str(given / "x.har"), "--out", "imported.jsonl"),
        ("catalogue", session, "--out", "catalogue"),
        ("choose", session, "--call", "CandidateService.updateEx", "--out", "triggers.yaml"),
        ("generate", triggers, "--out", "project"),
        ("generate", triggers, "--out", "php", "--language", "php"),
        ("lint", triggers, "--graph", "graph.svg"),
        ("record", "session.jsonl", "--port", "0", "--no-browser"),
    )


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """A folder for a disk, beside one with a HAR, a capture and triggers."""
    from tests.canary_files import write_har

    given = tmp_path / "given"
    given.mkdir()
    write_har(given / "x.har")
    (given / "session.jsonl").write_bytes(seeds.capture(seeds.exchanges()))
    choose = ["choose", str(given / "session.jsonl"), "--call", "CandidateService.updateEx"]
    main([*choose, "--out", str(given / "triggers.yaml")], standalone_mode=False)
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk"


def commands_on_full_disk(folder: Path) -> None:
    fill(folder / "filler")
    os.chdir(folder)
    for args in writers(folder.parent / "given"):
        refused(*args)
        files = {path.name: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
        assert files.pop("filler") == SCARCE * 1024
        assert set(files.values()) <= {0}, (args, files)


def test_commands_on_a_full_disk(disk: Path) -> None:
    on_small_disk(commands_on_full_disk, disk, SCARCE)


def commands_on_read_only_disk(folder: Path) -> None:
    make_read_only(folder)
    os.chdir(folder)
    for args in writers(folder.parent / "given"):
        refused(*args)


def test_commands_in_a_read_only_folder(disk: Path) -> None:
    on_small_disk(commands_on_read_only_disk, disk, SCARCE)


def recording_in_folder_that_becomes_read_only(folder: Path) -> None:
    capture, said = folder / "session.jsonl", list[str]()
    with (
        serving() as upstream,
        RecordingSession(
            capture, hosts=["127.0.0.1"], confdir=folder.parent / "conf", on_notice=said.append
        ) as session,
    ):
        record(session, upstream, range(3))
        folder.chmod(0o500)
        with pytest.raises(PermissionError):
            (folder / "another").touch()
        record(session, upstream, range(3, 6))
        assert session.stop().lost == 0
    os.chdir(folder)
    refused("record", "another.jsonl", "--port", "0", "--no-browser")
    refused("import", str(folder.parent / "x.har"), "--out", "another.jsonl")
    assert numbers_in(capture) == [0, 1, 2, 3, 4, 5]
    assert [path.name for path in folder.iterdir()] == ["session.jsonl"]
    assert said == []


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_a_folder_that_becomes_read_only_while_recording(tmp_path: Path) -> None:
    """What is open stays so: nothing is lost. Nothing further can be begun there."""
    from tests.canary_files import write_har

    write_har(tmp_path / "x.har")
    (tmp_path / "folder").mkdir()
    try:
        without_rights(recording_in_folder_that_becomes_read_only, tmp_path / "folder")
    finally:
        (tmp_path / "folder").chmod(0o700)


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be removed there")
def test_a_capture_that_is_deleted_while_recording(start: Start, upstream: int, capture: Path) -> None:
    said: list[str] = []
    session = start(on_notice=said.append)
    record(session, upstream, range(3))
    capture.unlink()
    deadline = time.monotonic() + 30
    while not said and time.monotonic() < deadline:
        record(session, upstream, range(3, 6))
    record(session, upstream, range(6, 9))
    summary = session.stop()
    assert "has been removed" in said[0]
    assert summary.lost >= 3
    assert not capture.exists()


BACK = """
import itertools, time
real, turns = time.time, itertools.count()
def back():
    return real() - (3600 if next(turns) > 400 else 0)
time.time = back
"""


def test_a_clock_that_is_set_back(upstream: int, confdir: Path, capture: Path, tmp_path: Path) -> None:
    """By an hour, somewhere in the recording: in the middle of an exchange too."""
    (tmp_path / "back.py").write_text(BACK, encoding="utf-8")
    options = {"owskit_capture": capture, "confdir": confdir, "owskit_hosts": "127.0.0.1"}
    settings = [part for name, value in options.items() for part in ("--set", f"{name}={value}")]
    scripts = ["-s", str(tmp_path / "back.py"), "-s", script_path()]
    code = "from mitmproxy.tools.main import mitmdump; mitmdump()"
    command = [sys.executable, "-P", "-c", code, "--listen-host", "127.0.0.1", "-p", "0", *scripts, *settings]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8") as process:
        try:
            deadline = time.monotonic() + 30
            while not any(running()) and time.monotonic() < deadline:
                time.sleep(0.02)
            (state,) = running()
            with wire.connect(state.port) as connection:
                for number in range(150):
                    assert wire.ask(connection, wire.post(upstream, wire.batch(number), "&answer=100"))[0] == 200
        finally:
            process.terminate()
            said, _ = process.communicate(timeout=20)
    assert "fault" not in said, said
    found = list(read_capture(capture))
    calls = [event for event in found if isinstance(event, Call)]
    assert [call.args[1] for call in calls] == list(range(150))
    assert all(call.ms is None or call.ms >= 0 for call in calls)
    assert len({call.at[:13] for call in calls}) == 2, "the clock was not set back"
    known = {event.id for event in found if isinstance(event, Action)}
    assert {call.action for call in calls} <= known
    assert "problem" not in {json.loads(line)["event"] for line in capture.read_text(encoding="utf-8").splitlines()}
