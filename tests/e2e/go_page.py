"""The sandbox's Go! in a real browser, for the tests of this folder: a page that knows what it has sent."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, Request, Route, expect, sync_playwright

from owskit_sandbox import Sandbox

PREFIX = "Otys.Services."
PATIENCE_MS = 10_000


@dataclass(frozen=True)
class Sent:
    """One request to jservice.php."""

    remark: str
    body: dict[str, Any]

    @property
    def batched(self) -> bool:
        return bool(self.body["method"] == f"{PREFIX}MultiService.execute")

    @property
    def calls(self) -> list[tuple[str, Any]]:
        """Short names with their arguments, the session left out."""
        inner = (
            self.body["params"][0] if self.batched else [{"method": self.body["method"], "args": self.body["params"]}]
        )
        return [(call["method"].removeprefix(PREFIX), call["args"] and call["args"][1:]) for call in inner]

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.calls]


@dataclass
class Go:
    """A page of Go!, every request that it made, and everything that went wrong in it."""

    page: Page
    sandbox: Sandbox
    sent: list[Sent] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unanswered: int = 0

    def open(self, address: str = "", query: str = "poll=0") -> None:
        self.page.goto(f"{self.sandbox.url}/us/modular.html?{query}{address}")

    def sign_in(self, query: str = "poll=0") -> None:
        who = self.sandbox.recruiter
        self.open(query=query)
        self.page.get_by_label("Gebruikersnaam").fill(who["username"])
        self.page.get_by_label("Wachtwoord").fill(who["password"])
        self.page.get_by_role("button", name="Inloggen").click()
        self.rows.first.wait_for()

    def visit(self, module: str) -> None:
        """To a list, over the navigation."""
        self.page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name=module).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(module)

    def candidate(self, number: int = 0) -> str:
        """Opens a candidate from the list; gives the uid."""
        uid: str | None = self.rows.nth(number).get_attribute("data-uid")
        self.rows.nth(number).get_by_role("link").click()
        self.page.get_by_role("tab", name="Algemeen").wait_for()
        assert uid
        return uid

    @property
    def rows(self) -> Any:
        return self.page.locator("main tbody tr")

    def says(self, text: str) -> None:
        """Waits for a toast."""
        expect(self.page.locator("#toasts")).to_contain_text(text)

    def after(self) -> list[Sent]:
        """What was sent since this was asked last; first waits until the page has been quiet for a few turns."""
        deadline = time.monotonic() + PATIENCE_MS / 1000
        quiet = 0
        while quiet < 4 and time.monotonic() < deadline:
            before = len(self.sent)
            self.page.evaluate("new Promise((resolve) => setTimeout(resolve, 5))")
            quiet = quiet + 1 if self.unanswered == 0 and len(self.sent) == before else 0
        assert quiet == 4, "the page did not become quiet"
        sent, self.sent[:] = list(self.sent), []
        return sent


def launch(kind: BrowserType, without: Sequence[str] = ()) -> Browser:
    """Debian's Chromium, or whichever is on the path; skips the test where there is none. `without` are arguments that
    Playwright would give it."""
    path = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    if path is None:
        sentence = "no Chromium on this machine: `apt-get install chromium` (or Chrome) lets this test run"
        if os.environ.get("OWSKIT_REQUIRE_TOOLS") == "1":
            pytest.fail(sentence)
        pytest.skip(sentence)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    more = ["--no-sandbox"] if root else []
    return kind.launch(executable_path=path, args=more, ignore_default_args=list(without))


@contextmanager
def chromium() -> Iterator[Browser]:
    """The same, with what drives it."""
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium)
        yield browser
        browser.close()


def new_go(context: BrowserContext, sandbox: Sandbox) -> Go:
    """A page in which everything is noted."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    go = Go(page, sandbox)

    def note(request: Request) -> None:
        address = urlsplit(request.url)
        go.unanswered += 1
        if address.path == "/jservice.php":
            assert request.method == "POST"
            assert request.headers["content-type"] == "application/json"
            go.sent.append(Sent(parse_qs(address.query)["remark"][0], json.loads(request.post_data or "")))

    def answered(_: Request) -> None:
        go.unanswered -= 1

    page.on("request", note)
    page.on("requestfinished", answered)
    page.on("requestfailed", answered)
    page.on("console", lambda message: go.faults.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: go.faults.append(str(error)))
    return go


def refuse(go: Go, service_call: str, message: str) -> None:
    """Answers a call in a batch with a refusal, once."""

    done: list[bool] = []

    def answer(route: Route) -> None:
        body = json.loads(route.request.post_data or "")
        calls = body["params"][0]
        if done or not any(call["method"] == PREFIX + service_call for call in calls):
            return route.fallback()
        done.append(True)
        results = [{"status": "error", "message": message} for _ in calls]
        return route.fulfill(json={"result": results, "id": body["id"]})

    go.page.route("**/jservice.php*", answer)
