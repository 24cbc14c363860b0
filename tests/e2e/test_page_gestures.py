"""Each click with the calls that it made, whatever way the page makes them; nothing of the page's own, nothing certain
that is not so."""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.e2e.gesture_page import OWN, PAGE, SCRIPT
from tests.e2e.page_upstream import Page as Answer
from tests.e2e.page_upstream import Upstream

from owskit_addon.recorder.session import RecordingSession

JSON = (("Content-Type", "application/json"),)


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with Upstream() as running:
        running.pages["/"] = Answer(PAGE.encode())
        running.pages["/page.js"] = Answer(SCRIPT.encode(), (("Content-Type", "text/javascript"),))
        running.pages["/jservice.php"] = Answer(b'{"result":true,"id":1}', JSON)
        for name in ("/data.json", "/slow.json"):
            running.pages[name] = Answer(b"{}", JSON)
        yield running


class Recorded:
    """A capture by service: the first part of a call's name."""

    def __init__(self, path: Path) -> None:
        events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        self.actions = {event["id"]: event for event in events if event["event"] == "action"}
        self.calls: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for event in events:
            if event["event"] == "call":
                self.calls[event["service_call"].partition("Service.")[0]].append(event)
        self.problems = [event["what"] for event in events if event["event"] == "problem"]

    def one(self, service: str) -> str:
        """The only action that all calls of a service belong to."""
        assert self.calls[service], f"{service}: no call"
        found = {(call["action"], call["sure"]) for call in self.calls[service]}
        actions = {action for action, _ in found}
        assert len(actions) == 1, f"{service}: {found}"
        (action,) = actions
        assert action is not None, f"{service}: {found}"
        return str(action)


@pytest.fixture
def record(
    browser: Browser, tmp_path: Path, upstream: Upstream
) -> Iterator[Callable[[Callable[[BrowserContext], None]], Recorded]]:
    def run(clicks: Callable[[BrowserContext], None]) -> Recorded:
        capture = tmp_path / "session.jsonl"
        with RecordingSession(capture, hosts=[upstream.host], confdir=tmp_path / "conf") as session:
            proxy = {"server": f"http://127.0.0.1:{session.port}", "bypass": "<-loopback>"}
            context = browser.new_context(proxy=proxy)
            clicks(context)
            context.close()
            time.sleep(0.2)
            session.stop()
        return Recorded(capture)

    return run


def work_through(page: Page, upstream: Upstream, pause: int) -> None:
    """Every control once, each when the calls of the one before have begun to arrive, and a moment later."""

    def arrived(service: str) -> None:
        sign, deadline = f"Services.{service}Service".encode(), time.monotonic() + 15
        while not any(sign in request for request in list(upstream.requests)):
            assert time.monotonic() < deadline, f"{service}: no call"
            page.wait_for_timeout(20)
        page.wait_for_timeout(pause)

    for button in page.locator("#buttons button").all():
        service = button.inner_text()
        button.click()
        if service == "Dialog":
            page.locator("#yes").click()
        arrived(service)
    page.locator("#text").press("Enter")
    arrived("Entered")
    page.locator("#label").click(position={"x": 5, "y": 5})
    arrived("Checked")
    page.locator("#select").focus()
    page.keyboard.press("ArrowDown")
    arrived("Selected")
    page.locator("#search").click()
    page.keyboard.type("abc", delay=20)
    arrived("Searched")
    page.locator("#drag").drag_to(page.locator("#target"))
    arrived("Dropped")
    page.locator("#twice").dblclick()
    arrived("Twice")
    page.locator("#area").click()
    arrived("Pressed")
    page.keyboard.press("Control+k")
    arrived("Shortcut")
    page.locator("#link").click()
    arrived("Routed")
    page.wait_for_timeout(500)


@pytest.mark.parametrize("pause", [250, 90])
def test_every_way_of_making_calls(record: Callable[..., Recorded], upstream: Upstream, pause: int) -> None:
    def clicks(context: BrowserContext) -> None:
        page = context.new_page()
        page.goto(f"{upstream.url}/")
        page.wait_for_timeout(600)
        upstream.taken()
        work_through(page, upstream, pause)

    found = record(clicks)
    kinds = re.findall(r"^  ([A-Z]\w+): ", SCRIPT, re.MULTILINE)
    assert len(kinds) > 24
    services = [
        *kinds,
        "Entered",
        "Checked",
        "Selected",
        "Searched",
        "Dropped",
        "Twice",
        "Pressed",
        "Shortcut",
        "Routed",
    ]
    owners = {service: found.one(service) for service in services}
    assert len(set(owners.values())) == len(owners), "two controls share an action"
    for service in services:
        action = found.actions[owners[service]]
        assert action["how"] == "gesture", (service, action)
    assert {call["sure"] for call in found.calls["Plain"]} == {"certain"}
    assert {call["sure"] for call in found.calls["Loaded"][1:]} == {"inherited"}
    wrong = [
        (call["service_call"], call["sure"], found.actions[call["action"]]["how"])
        for service in OWN
        for call in found.calls[service]
        if call["action"] is not None and found.actions[call["action"]]["how"] == "gesture"
    ]
    assert wrong == []
    assert [problem for problem in found.problems if "page" in problem] == []
