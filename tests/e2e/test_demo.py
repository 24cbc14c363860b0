"""`owskit demo` as a person runs it: it comes through, it is quick, and it leaves nothing running."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from owskit_generator.demo.actions import ACTIONS
from owskit_generator.demo.browser import can_drive, find_chromium

MARK = "OWSKIT_TEST_RUN"


@pytest.fixture
def run_mark() -> Iterator[str]:
    """A word in the environment of everything that a demo starts, by which left-over processes are found."""
    word = uuid.uuid4().hex
    yield word
    deadline = time.monotonic() + 10
    while left := processes_with(word):
        assert time.monotonic() < deadline, f"left running: {left}"
        time.sleep(0.1)


def processes_with(word: str) -> dict[int, str]:
    """Process ids with their command lines."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment, state = (folder / "environ").read_bytes(), (folder / "stat").read_text().rpartition(")")[2]
            if f"{MARK}={word}".encode() in environment and state.split()[0] != "Z":
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                found[int(folder.name)] = command
        except OSError:
            continue
    return found


def start(out: Path, mark: str, *more: str, **environment: str) -> subprocess.Popen[str]:
    """In a process group of its own, as a terminal starts it."""
    return subprocess.Popen(
        [sys.executable, "-u", "-c", "from owskit_generator.cli import main; main()", "demo", "--out", str(out), *more],
        env={**os.environ, MARK: mark, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8", **environment},
        start_new_session=True,
        umask=0,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def check_folder(out: Path) -> None:
    calls = [json.loads(line) for line in (out / "session.jsonl").read_text(encoding="utf-8").splitlines()]
    actions = {event["id"]: event["label"] for event in calls if event["event"] == "action"}
    made = {(actions.get(event["action"]), event["service_call"]) for event in calls if event["event"] == "call"}
    assert set(ACTIONS) <= set(actions.values())
    assert {
        ("Candidate › change status", "CandidateService.updateEx"),
        ("Candidates › list › change status in bulk", "CandidateService.updateBulk"),
        ("Workflow › run a step", "WorkflowService.executeStep"),
        ("Vacancy › publish", "VacancyService.updateEx"),
    } <= made
    assert json.loads((out / "catalogue" / "catalogue.json").read_text(encoding="utf-8"))["service_calls"]
    registered = json.loads((out / "handlers" / "registrations.json").read_text(encoding="utf-8"))
    assert "CandidateService.updateEx" in {one["service_call"] for one in registered}
    open_to_others = [path for path in (out, *out.rglob("*")) if path.stat().st_mode & 0o077]
    assert sys.platform == "win32" or open_to_others == []


@pytest.mark.parametrize("way", ["browser", "script"])
def test_the_whole_way(tmp_path: Path, run_mark: str, way: str) -> None:
    if way == "browser" and not (find_chromium() and can_drive()):
        if os.environ.get("OWSKIT_REQUIRE_TOOLS"):
            pytest.fail("Chromium is required: apt install chromium")
        pytest.skip("no Chromium: install it (Debian: apt install chromium) to see the demo click")
    out = tmp_path / "demo"
    started = time.monotonic()
    process = start(out, run_mark, *(["--no-browser"] if way == "script" else []))
    output, _ = process.communicate(timeout=90)
    assert process.returncode == 0, output
    assert time.monotonic() - started < 60
    assert ("clicking in chromium" in output) == (way == "browser")
    assert "the handler answered HTTP 200" in output
    assert '"trigger": "candidate-change-status"' in output
    check_folder(out)


def test_again_replaces_its_own_folder_and_nobody_elses(tmp_path: Path, run_mark: str) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work", encoding="utf-8")
    refused = start(out, run_mark)
    output, _ = refused.communicate(timeout=30)
    assert refused.returncode == 1
    assert "not from an earlier demo" in output
    assert (out / "thesis.txt").read_text(encoding="utf-8") == "years of work"


@pytest.mark.skipif(sys.platform == "win32", reason="a script as browser is a POSIX matter")
def test_a_browser_that_does_not_start_is_said_plainly(tmp_path: Path, run_mark: str) -> None:
    if not can_drive():
        pytest.skip("the driver `playwright` is not installed (extra `browser`)")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "chromium").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (tmp_path / "bin" / "chromium").chmod(0o700)
    path = os.pathsep.join([str(tmp_path / "bin"), os.environ["PATH"]])
    process = start(tmp_path / "demo", run_mark, PATH=path)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "The browser did not do what the demo asked of it" in output
    assert "--no-browser" in output
    assert "Traceback" not in output


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT to a group of processes is a POSIX matter")
@pytest.mark.parametrize("to", ["the demo", "all that it started too, as a terminal does"])
def test_ctrl_c_leaves_nothing_running(tmp_path: Path, run_mark: str, to: str) -> None:
    process = start(tmp_path / "demo", run_mark)
    assert process.stdout is not None
    for line in process.stdout:
        if "did:" in line:
            break
    (os.kill if to == "the demo" else os.killpg)(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "Traceback" not in output


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="the driver is found in /proc, which is Linux'")
def test_a_ctrl_c_that_the_driver_hears_leaves_the_browser_to_the_demo(tmp_path: Path, run_mark: str) -> None:
    if not (find_chromium() and can_drive()):
        pytest.skip("no Chromium, or not its driver: install them to see the demo click")
    process = start(tmp_path / "demo", run_mark)
    assert process.stdout is not None
    for line in process.stdout:
        if "did:" in line:
            break
    [driver] = [number for number, command in processes_with(run_mark).items() if "run-driver" in command]
    os.kill(driver, signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0, output
    assert f"did: {ACTIONS[-1]}" in output
