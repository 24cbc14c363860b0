"""Browsers are found on the path and in the usual places of three systems; else it is said where was looked."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from owskit_addon.browser.find import NAMES, NoBrowser, find_browser
from owskit_addon.browser.launch import command_line

posix = pytest.mark.skipif(sys.platform == "win32", reason="programs are made by their mode")


def program(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@posix
def test_chromium_on_the_path_comes_before_others(tmp_path: Path) -> None:
    for name in ("firefox", "brave-browser", "google-chrome", "chromium"):
        program(tmp_path / "bin", name)
    found = find_browser(environment={"PATH": str(tmp_path / "bin")}, platform="linux")
    assert (found.name, found.path, found.kind) == ("chromium", str(tmp_path / "bin" / "chromium"), "chromium")


@posix
@pytest.mark.parametrize(
    ("wanted", "command", "kind"),
    [
        ("chrome", "google-chrome-stable", "chromium"),
        ("Edge", "microsoft-edge", "chromium"),
        ("brave", "brave-browser", "chromium"),
        ("firefox", "firefox-esr", "firefox"),
    ],
)
def test_one_is_chosen_by_name(tmp_path: Path, wanted: str, command: str, kind: str) -> None:
    for name in ("chromium", command):
        program(tmp_path / "bin", name)
    found = find_browser(wanted, environment={"PATH": str(tmp_path / "bin")}, platform="linux")
    assert (found.name, Path(found.path).name, found.kind) == (wanted.lower(), command, kind)


@pytest.mark.parametrize(
    ("platform", "place", "name"),
    [
        ("linux", "/opt/brave.com/brave/brave-browser", "brave"),
        ("darwin", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "chrome"),
        ("darwin", "/Users/sanne/Applications/Firefox.app/Contents/MacOS/firefox", "firefox"),
        ("win32", r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe", "edge"),
        ("win32", r"C:\Program Files\BraveSoftware\Brave-Browser\Application\brave.exe", "brave"),
        ("win32", r"D:\Programs\Mozilla Firefox\firefox.exe", "firefox"),
        ("darwin", "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge", "edge"),
        ("darwin", "/Applications/Brave Browser.app/Contents/MacOS/Brave Browser", "brave"),
        ("linux", "/opt/microsoft/msedge/microsoft-edge", "edge"),
        ("linux", "/opt/google/chrome/google-chrome", "chrome"),
        ("win32", r"C:\Users\sanne\AppData\Local\Google\Chrome\Application\chrome.exe", "chrome"),
    ],
)
def test_the_usual_places_of_each_system(platform: str, place: str, name: str) -> None:
    environment = {
        "PATH": "",
        "HOME": "/Users/sanne",
        "PROGRAMFILES": r"C:\Program Files",
        "PROGRAMW6432": r"D:\Programs",
        "PROGRAMFILES(X86)": r"C:\Program Files (x86)",
        "LOCALAPPDATA": r"C:\Users\sanne\AppData\Local",
    }
    found = find_browser(environment=environment, platform=platform, is_program=lambda path: path == place)
    assert (found.name, found.path) == (name, place)
    given = command_line(found, 8080, "hash=", Path("profile"), "https://owskit.internal/")
    assert ("--ignore-certificate-errors-spki-list=hash=" in given) is (name != "firefox")
    assert ("--profile" in given) is (name == "firefox")


@posix
def test_a_program_of_ones_own_by_file_or_by_command(tmp_path: Path) -> None:
    own = program(tmp_path / "bin", "vivaldi")
    by_file = find_browser(str(own), environment={"PATH": ""})
    by_command = find_browser("vivaldi", environment={"PATH": str(tmp_path / "bin")})
    assert by_file == by_command
    assert (by_file.name, by_file.path, by_file.kind) == ("vivaldi", str(own), "chromium")


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_none_is_said_with_where_it_looked(platform: str) -> None:
    environment = {"PATH": "", "PROGRAMFILES": r"C:\Program Files"}
    with pytest.raises(NoBrowser) as error:
        find_browser(environment=environment, platform=platform, is_program=lambda _: False)
    assert {"chromium", "google-chrome", "microsoft-edge", "brave-browser", "firefox"} <= set(error.value.looked)
    assert any("/" in place or "\\" in place for place in error.value.looked)
    assert all(place in str(error.value) for place in error.value.looked)
    assert "--browser PATH" in error.value.hint


@pytest.mark.parametrize("wanted", [*NAMES, "nonsense"])
def test_one_that_was_asked_for_and_is_not_there(wanted: str) -> None:
    with pytest.raises(NoBrowser, match=wanted if wanted == "nonsense" else wanted.capitalize()):
        find_browser(wanted, environment={"PATH": ""}, is_program=lambda _: False)


def test_a_folder_is_no_browser(tmp_path: Path) -> None:
    with pytest.raises(NoBrowser):
        find_browser(str(tmp_path), environment={"PATH": ""})
