"""The bar in the sandbox's Go!, through a real recording: checklist, names, marks; and nothing of it in the capture."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Locator, Page, expect, sync_playwright
from tests.addon.page.bar_page import OPEN_SHADOW
from tests.e2e.go_page import chromium

from owskit_addon.capture import read_capture, read_captures
from owskit_addon.capture.events import Action, Call, Way
from owskit_addon.map_file import MapFile
from owskit_addon.recorder.session import RecordingSession
from owskit_addon.recorder.trust import chromium_arguments
from owskit_generator.cli.main import cli
from owskit_sandbox import Rules, Sandbox

CHECKLIST = """\
times: 2
events:
  - event: Change main status
    ways: [from the detail, in bulk from the list]
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(rules=Rules(rate_per_minute=0)) as running:
        yield running


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


@dataclass
class Recorded:
    page: Page
    sandbox: Sandbox
    session: RecordingSession

    @property
    def bar(self) -> Locator:
        return self.page.locator("owskit-bar .bar")

    def button(self, name: str) -> Locator:
        return self.page.locator("owskit-bar").get_by_role("button", name=name, exact=True)

    def sign_in(self) -> None:
        self.page.goto(f"{self.sandbox.url}/us/modular.html?poll=0")
        self.page.locator("#username").fill(self.sandbox.recruiter["username"])
        self.page.locator("#password").fill(self.sandbox.recruiter["password"])
        self.page.locator("form button").first.click()
        self.page.locator("main tbody tr").first.wait_for()

    def change_status(self, row: int) -> None:
        self.page.locator("main tbody tr").nth(row).get_by_role("link").click()
        self.page.locator("#main-status").select_option("12345")
        with self.page.expect_response(lambda answer: "CandidateService.updateEx" in (answer.request.post_data or "")):
            self.page.locator(".status-form").get_by_role("button").click()


@contextmanager
def recorded(sandbox: Sandbox, capture: Path, **more: Any) -> Iterator[Recorded]:
    with chromium():
        pass  # skips, or fails, where there is none
    program = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    session = RecordingSession(
        capture,
        hosts=[sandbox.url.removeprefix("https://")],
        extra_ca=str(sandbox.ready()["ca"]),
        confdir=capture.parent / "confdir",
        **more,
    )
    with session, sync_playwright() as playwright:
        profile = capture.parent / "profile"
        given = chromium_arguments(session.port, session.spki_hash, profile)
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=program,
            args=[*[a for a in given if not a.startswith("--user-data-dir")], "--no-sandbox"],
            locale="en-GB",
            viewport={"width": 1280, "height": 800},
        )
        context.add_init_script(OPEN_SHADOW)
        page = context.new_page()
        page.set_default_timeout(15_000)
        yield Recorded(page, sandbox, session)
        context.close()


def actions(path: Path) -> list[Action]:
    last = {event.id: event for event in read_capture(path) if isinstance(event, Action)}
    return list(last.values())


def calls(path: Path, action: str) -> list[str]:
    return [event.service_call for event in read_capture(path) if isinstance(event, Call) and event.action == action]


def test_a_checklist_is_led_through_in_go(sandbox: Sandbox, tmp_path: Path) -> None:
    path, listed = tmp_path / "session.jsonl", tmp_path / "list.yaml"
    listed.write_text(CHECKLIST, encoding="utf-8")
    with recorded(sandbox, path, checklist=listed) as go:
        go.sign_in()
        expect(go.bar).to_contain_text("0 of 2 ways")
        for number in range(2):
            go.button("Start").click()
            expect(go.bar).to_contain_text("from the detail")
            go.change_status(number)
            expect(go.bar).to_contain_text("updateEx")
            go.button("Done").click()
            expect(go.button("Start")).to_be_visible()
            go.page.go_back()
            go.page.locator("main tbody tr").first.wait_for()
        expect(go.bar).to_contain_text("1 of 2 ways")
        go.button("Calls, name and checklist").click()
        go.button("Skip: in bulk from the list").click()
        go.page.keyboard.type("they never do")
        go.page.keyboard.press("Enter")
        expect(go.bar).to_contain_text("all done")
    led = [action for action in actions(path) if action.how == "checklist"]
    assert [(action.business_event, action.way) for action in led] == [("Change main status", "from the detail")] * 2
    assert all("CandidateService.updateEx" in calls(path, action.id) for action in led)
    text = path.read_text(encoding="utf-8")
    assert "owskit-" not in text  # the bar's own requests are none of the recording
    assert "X-Owskit" not in text
    shown = CliRunner().invoke(cli, ["calls", str(path), "--checklist", "--json"])
    found = json.loads(shown.stdout)
    assert [way["state"] for way in found["events"][0]["ways"]] == ["done", "skipped"]
    core = [call["service_call"] for call in found["events"][0]["ways"][0]["calls"] if call["core"]]
    assert core[0] == "CandidateService.updateEx"


def test_a_name_a_mark_and_an_action_that_does_not_count(sandbox: Sandbox, tmp_path: Path) -> None:
    path, names = tmp_path / "session.jsonl", tmp_path / "names.yaml"
    with recorded(sandbox, path, names=names) as go:
        go.sign_in()
        before = {action.id for action in actions(path)}
        go.page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link").nth(1).click()
        go.page.wait_for_load_state("networkidle")
        expect(go.bar.locator(".calls")).to_contain_text("getListEx")
        shown = go.bar.locator(".what .two > :first-child").inner_text()
        go.bar.locator(".what").click()
        go.page.keyboard.type("Open the vacancies")
        go.page.keyboard.press("Enter")
        expect(go.bar).to_contain_text("Open the vacancies")
        named = next(action for action in actions(path) if action.label == "Open the vacancies")
        assert named.id not in before
        assert "VacancyService.getListEx" in calls(path, named.id)
        assert MapFile(names).label_for(named.where, shown) == "Open the vacancies"
        count = len(actions(path))
        go.session.mark("From the terminal")
        expect(go.bar).to_contain_text("From the terminal")
        go.bar.locator(".ignore").click()
        expect(go.bar).to_contain_text("ignored")
        assert len(actions(path)) == count + 1  # what was clicked and typed in the bar is no action
    kept = [event.label for event in read_captures([path]) if isinstance(event, Action)]
    assert "From the terminal" not in kept

    again = tmp_path / "again.jsonl"
    with recorded(sandbox, again, names=names) as go:  # the name is used the next time
        go.sign_in()
        go.page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link").nth(1).click()
        expect(go.bar).to_contain_text("Open the vacancies")
    (known,) = [action for action in actions(again) if action.label == "Open the vacancies"]
    assert known.how == "gesture"
    assert "VacancyService.getListEx" in calls(again, known.id)


@pytest.mark.skipif(sys.platform == "win32", reason="ends a process with a POSIX signal")
def test_record_says_at_the_end_how_far_the_checklist_is(tmp_path: Path) -> None:
    path, listed = tmp_path / "session.jsonl", tmp_path / "list.yaml"
    listed.write_text(CHECKLIST, encoding="utf-8")
    command = [sys.executable, "-P", "-c", "from owskit_generator.cli import main; main()", "record", str(path)]
    options = ["--no-browser", "--port", "0", "--checklist", str(listed)]
    for more in ([], ["--json"]):
        with subprocess.Popen(
            [*command, *options, *more], stdout=subprocess.PIPE, text=True, encoding="utf-8"
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            process.send_signal(signal.SIGINT)
            said = process.stdout.read()
        assert process.returncode == 0
        if more:
            counts = {"ways": 2, "open": 2, "begun": 0, "done": 0, "skipped": 0}
            assert json.loads(said.splitlines()[-1])["checklist"] == counts
        else:
            assert "Checklist: 0 of 2 ways done, 2 not done." in said
            assert "NOT DONE" in said
            assert "in bulk from the list" in said
    listed_events = [event for event in read_capture(path) if isinstance(event, Way)]
    assert [event.state for event in listed_events] == ["listed"] * 4  # both recordings led it
