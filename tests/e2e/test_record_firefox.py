"""`owskit record` with a real Firefox: it trusts the proxy, asks nothing by itself, and its clicks are recorded."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.e2e import test_record_browser as with_browser
from tests.e2e.marionette import Marionette
from tests.e2e.record_command import PATIENCE, browser_processes, events, recording, until

from owskit_addon.browser.find import NoBrowser, find_browser
from owskit_addon.browser.firefox import find_certutil
from owskit_sandbox import Sandbox

home, profiles = with_browser.home, with_browser.profiles
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

F8 = "\ue038"
# Its own settings for being driven would hide what ours do not switch off.
DRIVEN = '{"marionette.port": 0, "remote.prefs.recommended": false}'


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


@pytest.fixture
def firefox() -> str:
    try:
        path = find_browser("firefox").path
    except NoBrowser:
        path = ""
    if path and find_certutil():
        return path
    sentence = (
        "no Firefox with certutil on this machine: `apt-get install firefox-esr libnss3-tools` lets this test run"
    )
    if os.environ.get("OWSKIT_REQUIRE_TOOLS") == "1":
        pytest.fail(sentence)
    pytest.skip(sentence)


def test_trust_is_said_and_clicks_in_go_are_recorded_with_their_calls(
    firefox: str, sandbox: Sandbox, profiles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOZ_MARIONETTE_PREF_STATE_ACROSS_RESTARTS", DRIVEN)
    path = tmp_path / "session.jsonl"
    opened = f"{sandbox.url}/us/modular.html?poll=0"
    headless = ["--browser-arg=--headless", "--browser-arg=--marionette"]
    with recording(path, sandbox, "--browser", firefox, "--open", opened, "--json", *headless) as command:
        command.says("The browser trusts the proxy.")
        file = until(lambda: next(profiles.glob("owskit-browser-*/MarionetteActivePort"), None))
        with Marionette(until(lambda: int(file.read_text(encoding="utf-8") or 0)), PATIENCE) as page:
            until(lambda: "modular.html" in page.address)
            page.type("#username", sandbox.recruiter["username"])
            page.type("#password", sandbox.recruiter["password"])
            page.click("form button")
            page.click("main tbody tr a")
            until(lambda: any(call["service_call"] == "CandidateService.getDetail" for call in events(path, "call")))
            # It comes by `import()`, and is put there by what was imported.
            until(lambda: page.run("document.querySelector('owskit-bar') !== null"))
            page.type("body", F8)
            until(lambda: any(action["how"] == "mark" for action in events(path, "action")))
        os.kill(browser_processes(profiles)[0], signal.SIGTERM)
        assert command.ends() == 0, command.said
    assert '"hosts": ["127.0.0.1"]' in command.said  # nothing of the browser's own went out
    assert events(path, "problem") == []
    of = {action["id"]: action["label"] for action in events(path, "action")}
    found = {call["service_call"]: (of.get(call["action"]), call["sure"]) for call in events(path, "call")}
    assert found["CandidateService.getListEx"] == ("Inloggen", "inherited")
    assert found["CandidateService.getDetail"][0] == "Kandidaten › list › row › Naam"
    until(lambda: not browser_processes(profiles))
    assert list(profiles.glob("owskit-browser-*")) == []
