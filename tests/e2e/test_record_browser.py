"""`owskit record` with a real browser: it trusts the proxy, Go! opens and is recorded, and both end together."""

from __future__ import annotations

import json
import os
import shutil
import signal
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, sync_playwright
from tests.e2e.record_command import PATIENCE, browser_processes, events, recording, until

from owskit_addon.browser.find import NoBrowser, find_browser
from owskit_addon.browser.page import last_page
from owskit_addon.recorder.control import running
from owskit_sandbox import Sandbox

HEADLESS = ["--browser-arg=--headless=new", "--browser-arg=--remote-debugging-port=0"]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends processes with POSIX signals")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def profiles(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The temporary folder of the command under test; short, for Chromium makes a socket below it."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="owskit-t-", ignore_cleanup_errors=True) as folder:
        monkeypatch.setenv("TMPDIR", folder)
        yield Path(folder)


@pytest.fixture
def chromium() -> str:
    try:
        return find_browser("chromium").path
    except NoBrowser:
        with suppress(NoBrowser):
            return find_browser("chrome").path
    sentence = "no Chromium on this machine: `apt-get install chromium` (or Chrome) lets this test run"
    if os.environ.get("OWSKIT_REQUIRE_TOOLS") == "1":
        pytest.fail(sentence)
    pytest.skip(sentence)


@contextmanager
def page_of(profiles: Path) -> Iterator[Page]:
    """The page in the browser that the command started, over its debugging port."""
    file = until(lambda: next(profiles.glob("owskit-browser-*/DevToolsActivePort"), None))
    port = until(lambda: file.read_text(encoding="utf-8").partition("\n")[0])
    with sync_playwright() as playwright:
        browser = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        page = until(lambda: next(iter(browser.contexts[0].pages), None))
        page.set_default_timeout(PATIENCE * 1000)
        yield page


linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@linux
def test_trust_is_said_go_is_recorded_and_a_browser_that_ends_is_the_end(
    chromium: str, sandbox: Sandbox, profiles: Path, tmp_path: Path
) -> None:
    path = tmp_path / "session.jsonl"
    opened = f"{sandbox.url}/us/modular.html"
    options = ["--browser", chromium, "--open", f"{opened}?poll=0", "--json", *HEADLESS]
    with recording(path, sandbox, *options) as command:
        command.says("The browser trusts the proxy.")
        with page_of(profiles) as page:
            page.wait_for_url(f"{opened}**")
            page.locator("#username").fill(sandbox.recruiter["username"])
            page.locator("#password").fill(sandbox.recruiter["password"])
            page.locator("form button[type=submit], form button").first.click()
            page.locator("main tbody tr").first.wait_for()
        os.kill(browser_processes(profiles)[0], signal.SIGTERM)
        assert command.ends() == 0, command.said
    assert "it died" not in command.said
    printed = [json.loads(line) for line in command.lines if line.startswith("{")]
    ready, summary = printed
    assert (ready["event"], ready["starts"]) == ("ready", chromium)
    assert summary["calls"] == len(events(path, "call")) > 0
    assert any(call["service_call"].startswith("CandidateService.") for call in events(path, "call"))
    assert summary["hosts"] == ["127.0.0.1"]  # nothing of the browser's own went out
    assert events(path, "problem") == []
    assert last_page(["127.0.0.1"]) == opened
    until(lambda: not browser_processes(profiles))
    assert list(profiles.glob("owskit-browser-*")) == []


@linux
def test_a_baseline_is_asked_for_and_what_go_does_by_itself_is_known_afterwards(
    chromium: str, sandbox: Sandbox, profiles: Path, tmp_path: Path
) -> None:
    path = tmp_path / "session.jsonl"
    opened = f"{sandbox.url}/us/modular.html?poll=1"
    options = ["--browser", chromium, "--open", opened, "--baseline", "5", *HEADLESS]
    with recording(path, sandbox, *options) as command:
        command.says("asked to keep your hands still for 5 seconds")
        with page_of(profiles) as page:
            page.wait_for_url("**/modular.html**")
            page.locator("#username").fill(sandbox.recruiter["username"])
            page.locator("#password").fill(sandbox.recruiter["password"])
            page.locator("form button").first.click()
            page.locator("main tbody tr").first.wait_for()
            command.says("Hands still, please")
            page.locator("button.counter").click()
            command.says("Somebody clicked")
            command.says("You can go on.")
        command.process.send_signal(signal.SIGINT)
        assert command.ends() == 0, command.said
    learnt = "MailboxService.getUnreadCount, ReminderService.getListEx."
    assert command.said.count("Hands still, please") == 2
    assert f"OTYS Go! makes these calls by itself: {learnt}" in command.said
    idle = [call for call in events(path, "call") if call["sure"] == "background" and not call["action"]]
    assert {"MailboxService.getUnreadCount", "ReminderService.getListEx"} <= {call["service_call"] for call in idle}


@linux
def test_ctrl_c_ends_the_browser(chromium: str, sandbox: Sandbox, profiles: Path, tmp_path: Path) -> None:
    with recording(tmp_path / "session.jsonl", sandbox, "--browser", chromium, *HEADLESS) as command:
        command.says("The browser trusts the proxy.")
        assert browser_processes(profiles)
        with page_of(profiles) as page:
            assert page.url == "https://owskit.internal/"  # no page was given, and none is known
            assert "OTYS Go!" in page.locator("body").inner_text()
        command.process.send_signal(signal.SIGINT)
        assert command.ends() == 0, command.said
    assert "Recorded into" in command.said
    assert "Traceback" not in command.said
    until(lambda: not browser_processes(profiles))
    assert list(profiles.glob("owskit-browser-*")) == []


@linux
def test_a_proxy_that_dies_takes_the_browser_along(
    chromium: str, sandbox: Sandbox, profiles: Path, tmp_path: Path
) -> None:
    with recording(tmp_path / "session.jsonl", sandbox, "--browser", chromium, *HEADLESS) as command:
        command.says("The browser trusts the proxy.")
        (state,) = running()
        os.kill(state.pid, signal.SIGKILL)
        assert command.ends() == 1
    assert "The proxy ended by itself" in command.said
    until(lambda: not browser_processes(profiles))
    assert list(profiles.glob("owskit-browser-*")) == []


@linux
def test_a_browser_that_dies_is_told_from_one_that_is_closed(
    chromium: str, sandbox: Sandbox, profiles: Path, tmp_path: Path
) -> None:
    with recording(tmp_path / "session.jsonl", sandbox, "--browser", chromium, *HEADLESS) as command:
        command.says("The browser trusts the proxy.")
        os.kill(browser_processes(profiles)[0], signal.SIGKILL)
        assert command.ends() == 0, command.said
    assert "Recorded into" in command.said
    assert "it died (signal 9)" in command.said
    until(lambda: not browser_processes(profiles))
    assert list(profiles.glob("owskit-browser-*")) == []


@linux
def test_after_a_kill_the_next_recording_removes_what_was_left(
    chromium: str, sandbox: Sandbox, profiles: Path, tmp_path: Path
) -> None:
    path = tmp_path / "session.jsonl"
    with recording(path, sandbox, "--browser", chromium, *HEADLESS) as command:
        command.says("The browser trusts the proxy.")
        command.process.kill()
        command.ends()
    (left,) = profiles.glob("owskit-browser-*")
    until(lambda: not list(running()))
    os.kill(browser_processes(profiles)[0], signal.SIGTERM)
    until(lambda: not browser_processes(profiles))
    with recording(path, sandbox, "--browser", chromium, *HEADLESS) as command:
        command.says("The browser trusts the proxy.")
        assert not left.exists()


@linux
def test_two_browsers_on_one_proxy(chromium: str, sandbox: Sandbox, profiles: Path, tmp_path: Path) -> None:
    options = ["--browser", chromium, "--json", *HEADLESS]
    with recording(tmp_path / "session.jsonl", sandbox, *options) as command:
        command.says("The browser trusts the proxy.")
        ready = json.loads(next(line for line in command.lines if line.startswith("{")))
        trust = ssl.create_default_context(cafile=ready["ca"])
        proxy = f"http://127.0.0.1:{ready['port']}"
        with httpx.Client(proxy=proxy, verify=trust, trust_env=False, timeout=PATIENCE) as other:
            assert other.get(ready["check_page"], headers={"Accept-Language": "nl"}).text.count("vertrouwt") == 1
            assert other.get(f"{sandbox.url}/us/modular.html").status_code == 200
        assert browser_processes(profiles)
        command.process.send_signal(signal.SIGINT)
        assert command.ends() == 0, command.said
    assert command.said.count("The browser trusts the proxy.") == 1


def test_a_browser_that_does_not_start_is_said_after_the_summary(
    sandbox: Sandbox, profiles: Path, tmp_path: Path
) -> None:
    broken = shutil.which("false")
    assert broken
    with recording(tmp_path / "session.jsonl", sandbox, "--browser", broken, *HEADLESS) as command:
        assert command.ends() == 1
    assert "The browser ended before it opened a page (exit code 1)." in command.said
    assert "Recorded into" in command.said
    assert list(profiles.glob("owskit-browser-*")) == []


@linux
def test_without_a_display_it_goes_on_as_without_a_browser(
    chromium: str, sandbox: Sandbox, profiles: Path, tmp_path: Path
) -> None:
    with recording(tmp_path / "session.jsonl", sandbox, "--browser", chromium) as command:
        command.says("Name what you do")
        assert "There is no display here" in command.said
        assert "--ignore-certificate-errors-spki-list=" in command.said
        command.process.send_signal(signal.SIGINT)
        assert command.ends() == 0, command.said
    assert list(profiles.glob("owskit-browser-*")) == []


@pytest.mark.parametrize(
    ("options", "hint"),
    [(["--open", "https://go.example.com/us"], "--host go.example.com"), (["--browser", "nonsense"], "--browser PATH")],
)
def test_what_cannot_be_opened_is_refused_before_anything_starts(
    sandbox: Sandbox, tmp_path: Path, options: list[str], hint: str
) -> None:
    path = tmp_path / "session.jsonl"
    with recording(path, sandbox, *options) as command:
        assert command.ends() == 1
    assert hint in command.said
    assert "Traceback" not in command.said
    assert not path.exists()
