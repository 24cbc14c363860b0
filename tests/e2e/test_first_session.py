"""docs/first-session.md: its commands, in its order, on the sandbox; what a person does in between is done here."""

from __future__ import annotations

import json
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.e2e import test_record_browser as with_browser
from tests.e2e.record_command import OWSKIT, recording, until
from tests.e2e.test_record_browser import HEADLESS, page_of

from owskit_sandbox import Rules, Sandbox

chromium, home, profiles = with_browser.chromium, with_browser.home, with_browser.profiles

PAGE = Path(__file__).parents[2] / "docs" / "first-session.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = _BLOCK.findall(PAGE.read_text(encoding="utf-8"))
COMMANDS = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()]
(CHECKLIST,) = [text for kind, text in BLOCKS if kind == "yaml"]
WINDOW = "--browser-arg=--window-size=1280,900"
TIMES = 2


def command(beginning: str) -> list[str]:
    """The words of the page's one command that begins so, without `owskit`."""
    (found,) = [line for line in COMMANDS if line.startswith(f"owskit {beginning}")]
    return shlex.split(found)[1:]


def run(folder: Path, words: list[str]) -> str:
    done = subprocess.run([*OWSKIT, *words], cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=600)
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


def sign_in(page: Page, sandbox: Sandbox) -> None:
    page.wait_for_url(re.compile("/us/modular"))
    page.locator("#username").fill(sandbox.recruiter["username"])
    page.locator("#password").fill(sandbox.recruiter["password"])
    page.locator("form button").first.click()
    page.locator("main tbody tr").first.wait_for()


def answered(page: Page, call: str, pressed: Locator) -> None:
    """By the keyboard, for the bar may lie over what is pressed."""
    with page.expect_response(lambda answer: call in (answer.request.post_data or "")):
        pressed.press("Enter")


def listed(page: Page, place: int) -> Locator:
    """The rows of the list that the menu's link of this number opens."""
    page.get_by_role("navigation").first.get_by_role("link").nth(place).click()
    rows = page.locator("main tbody tr")
    rows.first.wait_for()
    return rows


def ways(page: Page, seen: Callable[[], object] = lambda: None) -> None:
    """What the page's checklist asks for: each way between two presses of F8. `seen` is called while one goes on."""
    for number in range(TIMES):
        rows = listed(page, 0)
        page.keyboard.press("F8")
        rows.nth(number).get_by_role("link").click()
        page.locator("#main-status").select_option("12345")
        answered(page, "CandidateService.updateEx", page.locator(".status-form").get_by_role("button"))
        page.keyboard.press("F8")
    for _ in range(TIMES):
        rows = listed(page, 0)
        page.keyboard.press("F8")
        for number in (3, 4):
            rows.nth(number).get_by_role("checkbox").check()
        page.get_by_role("button", name=re.compile("^(Status wijzigen|Change status)")).click()
        page.get_by_role("menuitem", name="Assessment versturen").click()
        sure = page.get_by_role("dialog").get_by_role("button", name=re.compile("^(Wijzigen|Change)$"))
        answered(page, "CandidateService.updateBulk", sure)
        expect(rows.first).to_be_visible()
        seen()
        page.keyboard.press("F8")
    for number in range(TIMES):
        listed(page, 1).nth(number).get_by_role("link").click()
        page.get_by_role("switch").first.wait_for()
        page.keyboard.press("F8")
        answered(page, "VacancyService.updateEx", page.get_by_role("switch").first)
        page.keyboard.press("F8")


def test_the_list_above_is_the_whole_page() -> None:
    known = ("sandbox", "record", "calls", "catalogue", "choose", "lint", "generate", "prove", "webhooks")
    assert all(line.startswith(tuple(f"owskit {name} " for name in known)) for line in COMMANDS)
    assert len(COMMANDS) == 12


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_leads_from_an_empty_folder_to_registered_webhooks(
    chromium: str, profiles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sandbox(rules=Rules(rate_per_minute=0)) as sandbox:
        (tmp_path / "status.yaml").write_text(CHECKLIST, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        capture, *options = command("record ")[1:]
        opened = f"{sandbox.url}/us/modular.html"
        options = [opened if word == "acme.otysapp.com" else word for word in options]
        options[options.index("--baseline") + 1] = "5"
        with recording(tmp_path / capture, sandbox, *options, "--browser", chromium, *HEADLESS, WINDOW) as recorded:
            with page_of(profiles) as page:
                sign_in(page, sandbox)
                recorded.says("You can go on.")
                ways(page)
                expect(page.locator("owskit-bar")).to_be_attached()
            recorded.process.send_signal(signal.SIGINT)
            assert recorded.ends() == 0, recorded.said

        shown = json.loads(run(tmp_path, [*command("calls "), "--json"]))
        assert {way["state"] for event in shown["events"] for way in event["ways"]} == {"done"}
        run(tmp_path, command("catalogue "))
        assert "Change main status" in (tmp_path / "catalogue" / "catalogue.html").read_text(encoding="utf-8")

        run(tmp_path, command("choose "))
        file = tmp_path / "triggers.yaml"
        triggers = file.read_text(encoding="utf-8")
        assert "CandidateService.updateBulk" in triggers
        receiver = re.sub(r"^receiver:.*$", "receiver: https://hooks.acme.nl/otys", triggers, flags=re.MULTILINE)
        file.write_text(receiver, encoding="utf-8")
        run(tmp_path, command("lint "))
        run(tmp_path, command("generate "))
        run(tmp_path, command("prove "))

        monkeypatch.setenv("OTYS_API_KEY", sandbox.api_key)
        monkeypatch.setenv("OTYS_OWS_URL", f"{sandbox.url}/jservice.php")
        monkeypatch.setenv("SSL_CERT_FILE", str(sandbox.ready()["ca"]))
        monkeypatch.setenv("OWSKIT_WEBHOOK_SECRET", "Zq3" * 12)
        for step in ("webhooks check", "webhooks plan ", "webhooks apply "):
            run(tmp_path, command(step))
        listed = until(lambda: run(tmp_path, command("webhooks list")))
        assert "CandidateService.updateEx" in listed
        assert "Zq3" not in listed
