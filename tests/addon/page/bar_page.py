"""The bar in a page of a real browser, tied to a real recording: only the way over HTTP between them is left out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route

from owskit_addon.page.bar_desk import answer_order, answer_state
from owskit_addon.page.script import bar
from owskit_addon.recorder.recording import Recording

OPEN_SHADOW = """
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) { return attach.call(this, { ...options, mode: "open" }); };
"""
"""Lets the test look into the closed shadow root."""

CHANNEL = """
const gestures = [];
addEventListener("pointerdown", () => gestures.forEach((tell) => tell()), { capture: true, passive: true });
const channel = {
  send: (what, body) => window.reach(what, body ? JSON.stringify(body) : "").then(JSON.parse),
  onGesture: (tell) => gestures.push(tell),
};
const host = document.createElement("owskit-bar");
const isBars = (event) => event.key === "F8" && !event.ctrlKey && !event.altKey && !event.metaKey;
const ears = { host: null, bar: null, early: null, isBars };
const heard = (event) => ears.bar && event.isTrusted && ears.bar(event);
const keys = ["keydown", "keypress", "keyup", "beforeinput", "input", "compositionstart", "compositionupdate"];
for (const type of [...keys, "compositionend", "paste", "copy", "cut"]) addEventListener(type, heard, true);
const attempt = (work) => work(); // the script's own swallows a fault; here it is to be seen
const [later, stop] = [setTimeout.bind(window), clearTimeout.bind(window)];
const given = { host, shadow: host.attachShadow({ mode: "closed" }), ears, channel, later, stop, attempt };
addEventListener("DOMContentLoaded", () => openBar(given));
"""

POLICY = (
    "default-src 'none'; img-src data:; style-src 'nonce-n'; frame-src 'self'; script-src 'nonce-n'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
PAGE = """<!doctype html><html lang="nl"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" content="%(policy)s">
<title>Go!</title><script nonce="n">%(script)s</script><link rel="icon" href="data:,"></head>
<body>%(body)s</body></html>"""


@dataclass
class BarPage:
    page: Page
    recording: Recording
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    silent: bool = False
    served: str = ""
    inner: str = ""
    elsewhere: bool = True

    def reach(self, what: str, body: str) -> str:
        self.asked.append(what)
        if self.silent:
            raise OSError("no proxy")
        if what == "order":
            return answer_order(self.recording, "t1", body.encode()).body.decode()
        if "above=" in what and self.elsewhere:
            return '{"elsewhere":true}'
        return answer_state(self.recording, "t1", urlsplit(what).query).body.decode() or "null"

    def open(self, body: str = "", language: str = "en") -> None:
        """A page of Go!'s with this body, under a policy that allows no more than it must."""
        script = f'(() => {{"use strict";\nconst openBar = {bar(language)};\n{CHANNEL}}})();'
        self.served = html = PAGE % {"policy": POLICY, "script": script, "body": body}
        self.page.unroute_all()
        self.inner = PAGE % {"policy": POLICY, "script": script, "body": "<p>inside</p>"}

        def answer(route: Route) -> None:
            text = self.inner if route.request.url.endswith("?inner") else html
            route.fulfill(body=text, content_type="text/html; charset=utf-8")

        self.page.route("**/*", answer)
        self.page.goto("https://go.example.test/us/modular.html")
        self.bar.wait_for()

    @property
    def bar(self) -> Locator:
        return self.page.locator("owskit-bar .bar")

    @property
    def panel(self) -> Locator:
        return self.page.locator("owskit-bar .panel")

    def until(self, ready: Callable[[], Any], seconds: float = 10) -> None:
        """Waits while the page goes on and is answered."""
        deadline = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < deadline, "it took too long"
            self.page.wait_for_timeout(20)

    def shows(self, text: str) -> None:
        self.bar.get_by_text(text, exact=False).first.wait_for()


@contextmanager
def bar_page(browser: Browser, recording: Recording, **context: Any) -> Iterator[BarPage]:
    given: dict[str, Any] = {"viewport": {"width": 1280, "height": 720}, "locale": "en-GB", **context}
    made: BrowserContext = browser.new_context(**given)
    made.add_init_script(OPEN_SHADOW)
    page = made.new_page()
    page.set_default_timeout(10_000)
    found = BarPage(page, recording)
    page.expose_function("reach", found.reach)
    page.on("pageerror", lambda error: found.faults.append(str(error)))
    page.on("console", lambda message: found.faults.append(message.text) if message.type == "error" else None)
    yield found
    made.close()
