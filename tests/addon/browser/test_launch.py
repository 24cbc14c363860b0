"""The browser gets the proxy, its trust and a profile of its own; both are gone afterwards."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from owskit_addon.browser import launch
from owskit_addon.browser.find import Found
from owskit_addon.browser.launch import RunningBrowser, command_line, has_display, needs_no_display
from owskit_addon.errors import RecordingError

CHROMIUM = Found(name="chromium", path="/usr/bin/chromium", kind="chromium")
PAGE = "https://owskit.internal/"
posix = pytest.mark.skipif(sys.platform == "win32", reason="programs are made by their mode")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def until(done: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not done():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def script(folder: Path, text: str) -> Found:
    path = folder / "browser"
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return Found(name="browser", path=str(path), kind="chromium")


def started(found: Found) -> RunningBrowser:
    return RunningBrowser(found, port=8080, spki="hash=", certificate=Path("ca.pem"), page=PAGE)


def test_the_arguments(tmp_path: Path) -> None:
    given = command_line(CHROMIUM, 8080, "hash=", tmp_path, PAGE, ["--headless=new"])
    assert given[0] == "/usr/bin/chromium"
    assert given[-1] == PAGE
    assert {
        "--proxy-server=127.0.0.1:8080",
        "--ignore-certificate-errors-spki-list=hash=",
        f"--user-data-dir={tmp_path}",
        "--disable-background-networking",
        "--headless=new",
    } <= set(given)
    assert sum(argument.startswith("--disable-features=") for argument in given) == 1  # the last one would win


@pytest.mark.parametrize("root", [True, False])
def test_only_root_goes_without_the_sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: bool) -> None:
    monkeypatch.setattr(launch, "is_root", lambda: root)
    assert ("--no-sandbox" in command_line(CHROMIUM, 8080, "hash=", tmp_path, PAGE)) is root


@pytest.mark.parametrize(
    ("platform", "environment", "can"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_whether_a_window_can_open(platform: str, environment: dict[str, str], can: bool) -> None:
    assert has_display(environment, platform) is can


def test_headless_needs_no_display() -> None:
    assert needs_no_display(["--headless=new"])
    assert needs_no_display(["-headless"])
    assert not needs_no_display(["--incognito"])


@posix
def test_the_profile_is_private_and_gone_with_the_browser(temporary: Path, tmp_path: Path) -> None:
    with started(script(tmp_path, "exec sleep 60")) as browser:
        (profile,) = temporary.iterdir()
        assert stat.S_IMODE(profile.stat().st_mode) == 0o700
        assert browser.ended() is None
    assert browser.ended() is not None
    assert list(temporary.iterdir()) == []
    browser.close()


@posix
def test_what_the_browser_started_ends_too(temporary: Path, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    with started(script(tmp_path, f"(trap '' TERM; echo $$ > {note}; sleep 60) & exec sleep 60")):
        until(lambda: note.exists() and note.read_text(encoding="utf-8").strip())
        group = int(note.read_text(encoding="utf-8"))
    until(lambda: not group_lives(group))


def group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@posix
def test_one_that_ignores_the_end_is_ended_by_force(
    temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "GRACE", 0.2)
    note = tmp_path / "ready"
    browser = started(script(tmp_path, f"trap '' TERM; echo > {note}; while :; do sleep 0.1; done"))
    until(note.exists)
    browser.close()
    assert browser.ended() == -9


@posix
def test_one_that_ends_by_itself_is_seen(tmp_path: Path) -> None:
    with started(script(tmp_path, "exit 7")) as browser:
        until(lambda: browser.ended() is not None)
        assert browser.ended() == 7


def test_a_program_that_is_none_is_said_and_leaves_no_profile(temporary: Path, tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be started"):
        started(Found(name="browser", path=str(tmp_path / "nothing"), kind="chromium"))
    assert list(temporary.iterdir()) == []


@posix
def test_what_a_killed_recording_left_is_removed_by_the_next(temporary: Path, tmp_path: Path) -> None:
    left = temporary / "owskit-browser-left"
    other = temporary / "owskit-browser-of-something-else"
    for folder in (left, other):
        folder.mkdir()
        (folder / "Cookies").touch()
    (left / "owskit.lock").touch()
    with started(script(tmp_path, "exec sleep 60")):
        assert not left.exists()
        assert other.exists()
        with started(script(tmp_path, "exec sleep 60")):
            assert len(list(temporary.iterdir())) == 3  # the first one is still in use
