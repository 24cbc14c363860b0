"""Several documents at once: tabs, a duplicated tab, a frame of another site, two browsers, a service worker."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.e2e.page_upstream import Page as Answer
from tests.e2e.page_upstream import Upstream

from owskit_addon.recorder import pages
from owskit_addon.recorder.session import RecordingSession

JSON = (("Content-Type", "application/json"),)
GO = b"""<!doctype html><button id=one onclick="call('One')">Save</button>
<button id=two onclick="call('Two')">Send</button>
<script>const call = (service) => fetch('/jservice.php', {method: 'POST', body: JSON.stringify({jsonrpc: '2.0',
method: `Otys.Services.${service}Service.update`, params: ['s', 'u', {}], id: 1})});</script>"""


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as running:
        running.pages["/go.html"] = Answer(GO)
        running.pages["/jservice.php"] = Answer(b'{"result":true,"id":1}', JSON)
        running.pages["/sw.js"] = Answer(b"addEventListener('fetch', () => {})", (("Content-Type", "text/javascript"),))
        yield running


class Running:
    def __init__(self, browser: Browser, session: RecordingSession, capture: Path) -> None:
        self._browser, self._session, self._capture = browser, session, capture
        self._contexts: list[BrowserContext] = []

    def browser(self) -> BrowserContext:
        proxy = {"server": f"http://127.0.0.1:{self._session.port}", "bypass": "<-loopback>"}
        self._contexts.append(self._browser.new_context(proxy=proxy))
        return self._contexts[-1]

    def events(self, kind: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self._capture.read_text(encoding="utf-8").splitlines()]
        return [line for line in lines if line["event"] == kind]

    def calls(self, number: int) -> list[dict[str, Any]]:
        deadline = time.monotonic() + 15
        while len(found := self.events("call")) < number:
            assert time.monotonic() < deadline, found
            time.sleep(0.05)
        return found

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def running(browser: Browser, upstream: Upstream, tmp_path: Path) -> Iterator[Running]:
    capture = tmp_path / "session.jsonl"
    with RecordingSession(capture, hosts=[upstream.host], confdir=tmp_path / "conf") as session:
        made = Running(browser, session, capture)
        yield made
        made.close()


def certain(calls: list[dict[str, Any]]) -> dict[str, set[tuple[str, str]]]:
    """Service to (tab, action) of its calls, all of which must be certain."""
    found: dict[str, set[tuple[str, str]]] = {}
    for call in calls:
        assert call["sure"] == "certain", call
        found.setdefault(call["service_call"].partition("Service.")[0], set()).add((call["tab"], call["action"]))
    return found


def test_tabs_and_browsers_are_told_apart(running: Running, upstream: Upstream) -> None:
    first, other = running.browser(), running.browser()
    pages: list[Page] = [first.new_page(), first.new_page(), other.new_page()]
    for page in pages:
        page.goto(f"{upstream.url}/go.html")
    pages[0].evaluate("sessionStorage.setItem('mine', '1')")
    with first.expect_page() as opened:  # a copy of the tab, its session storage included
        pages[0].evaluate("window.open(location.href)")
    pages.append(opened.value)
    pages[-1].wait_for_load_state()
    for page in pages:
        page.locator("#one").click()
        page.locator("#two").click()
    calls = running.calls(8)
    found = certain(calls)
    tabs = {call["tab"] for call in calls}
    assert len(tabs) == 4
    assert len(found["One"]) == len(found["Two"]) == 4
    assert not {action for _, action in found["One"]} & {action for _, action in found["Two"]}
    assert all(running.events("action")[0]["tab"] in tabs for _ in tabs)


def test_go_in_a_frame_of_another_site(running: Running, upstream: Upstream) -> None:
    with Upstream() as portal:
        portal.pages["/"] = Answer(f"<!doctype html><p>portal<iframe src='{upstream.url}/go.html'></iframe>".encode())
        page = running.browser().new_page()
        page.goto(portal.url)
        page.frame_locator("iframe").locator("#one").click()
        (call,) = running.calls(1)
        assert call["sure"] == "certain"
        assert page.evaluate("document.documentElement.outerHTML.includes('owskit')") is False
        assert not any(b"owskit" in request.lower() for request in portal.taken())
    assert not any(b"owskit" in request.lower() for request in upstream.taken())


def test_what_is_no_service_call_carries_no_tag_to_where_it_is_redirected(running: Running, upstream: Upstream) -> None:
    anyone = (("Access-Control-Allow-Origin", "*"), ("Content-Type", "text/plain"))
    with Upstream() as other:
        other.pages["/there"] = Answer(b"", anyone)
        upstream.pages["/move"] = Answer(b"", (("Location", f"{other.url}/there"),), "307 Temporary Redirect")
        page = running.browser().new_page()
        page.goto(f"{upstream.url}/go.html")
        status = page.evaluate("""async () => {
            const form = new FormData();
            form.append("name", "value");
            const one = await fetch("/move", {method: "POST", body: form});
            const request = new XMLHttpRequest();
            request.open("POST", "/move");
            const done = new Promise((resolve) => (request.onloadend = resolve));
            request.send(new URLSearchParams({name: "value"}));
            await done;
            return [one.status, request.status];
        }""")
        assert status == [200, 200]
        sent = other.taken()
    assert [request.split()[0] for request in sent] == [b"POST", b"POST"]
    assert b"owskit" not in b"".join(sent).lower()


def test_a_page_load_is_a_navigation_and_a_service_worker_is_told_of(running: Running, upstream: Upstream) -> None:
    page = running.browser().new_page()
    upstream.pages["/go.html"] = Answer(
        GO + b"<script>call('Load'); navigator.serviceWorker.register('/sw.js')</script>"
    )
    page.goto(f"{upstream.url}/go.html")
    (call,) = running.calls(1)
    assert call["sure"] == "navigation"
    action = [each for each in running.events("action") if each["id"] == call["action"]][-1]
    assert action["how"] == "navigation"
    wait_until(lambda: [problem for problem in running.events("problem") if "service worker" in problem["what"]])


ANSWERS = b"""addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  if (event.request.url.includes('itself')) event.respondWith(new Response('{"result":true,"id":1}'));
  else if (event.request.url.includes('jservice')) event.respondWith(fetch(event.request));
});"""


@pytest.mark.parametrize("by", ["fetch", "request"])
def test_a_service_worker_that_answers_calls_itself_is_told_of(by: str, running: Running, upstream: Upstream) -> None:
    page = running.browser().new_page()
    upstream.pages["/sw.js"] = Answer(ANSWERS, (("Content-Type", "text/javascript"),))
    more = b"""<script>navigator.serviceWorker.register('/sw.js');
    const request = (path) => { const made = new XMLHttpRequest(); made.open('POST', path); made.send('{"a":1}'); };
    </script>"""
    upstream.pages["/go.html"] = Answer(GO + more)
    page.goto(f"{upstream.url}/go.html")
    page.evaluate(
        "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller ? 0 : new Promise("
        "(done) => navigator.serviceWorker.addEventListener('controllerchange', done, {once: true})))"
    )
    page.locator("#one").click()
    (call,) = running.calls(1)  # it passed through the worker, tag and all
    assert call["sure"] == "certain"
    page.wait_for_timeout(300)
    said = [problem["what"] for problem in running.events("problem")]
    assert pages.ANSWERED not in said
    send = (
        "fetch('/jservice.php?itself', {method: 'POST', body: '{}'})"
        if by == "fetch"
        else "request('/jservice.php?itself')"
    )
    page.evaluate(f"void {send}")
    wait_until(lambda: any(problem["what"] == pages.ANSWERED for problem in running.events("problem")))


def test_a_key_that_is_pressed_before_the_bar_is_there_counts(running: Running, upstream: Upstream) -> None:
    page = running.browser().new_page()
    page.route("**/slow.png", lambda route: None)  # the page goes on loading
    more = b"<img src=slow.png><script>addEventListener('keydown', ({key}) => { window.heard = key })</script>"
    upstream.pages["/go.html"] = Answer(GO + more)
    page.goto(f"{upstream.url}/go.html", wait_until="commit")
    page.locator("#two").wait_for()
    page.keyboard.press("F8")
    assert page.locator("owskit-bar").count() == 0
    page.locator("owskit-bar").wait_for(state="attached")
    wait_until(lambda: [action for action in running.events("action") if action["how"] == "mark"])
    assert page.evaluate("window.heard") is None


STANDS_STILL = """(() => {
  const today = Date.now;
  let slept = 0;
  performance.now = () => 1000;
  Date.now = () => today() + slept;
  window.sleepFor = (ms) => (slept += ms);
})()"""


@pytest.mark.parametrize(("slept", "sure"), [(0, "probable"), (600_000, "background"), (-600_000, "probable")])
def test_what_a_page_sends_after_the_laptop_slept_is_not_the_last_clicks(
    running: Running, upstream: Upstream, slept: int, sure: str
) -> None:
    page = running.browser().new_page()
    page.add_init_script(STANDS_STILL)  # as in a Chromium on a laptop that sleeps
    page.goto(f"{upstream.url}/go.html")
    page.locator("#one").click()
    running.calls(1)
    page.wait_for_timeout(300)  # the click's answer is dealt with
    page.evaluate(f"sleepFor({slept}); call('Two')")
    found = {call["service_call"]: call["sure"] for call in running.calls(2)}
    assert found == {"OneService.update": "certain", "TwoService.update": sure}


@pytest.mark.parametrize(("slept", "sure"), [(0, "inherited"), (600_000, "background")])
def test_a_timer_that_ends_when_the_laptop_wakes_is_no_clicks(
    running: Running, upstream: Upstream, slept: int, sure: str
) -> None:
    upstream.pages["/go.html"] = Answer(GO.replace(b"call('One')", b"setTimeout(() => call('One'), 900)"))
    page = running.browser().new_page()
    page.add_init_script(STANDS_STILL)
    page.goto(f"{upstream.url}/go.html")
    page.locator("#one").click()
    page.evaluate(f"sleepFor({slept})")
    (call,) = running.calls(1)
    assert call["sure"] == sure


def wait_until(ready: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 15
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_page_that_breaks_what_we_use_keeps_working(running: Running, upstream: Upstream) -> None:
    page = running.browser().new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error.stack)))
    hostile = b"""<script>delete window.performance; Array.prototype.map = () => { throw new Error('mine') };
      WeakMap.prototype.get = () => { throw new Error('mine') }; Reflect.apply = undefined; JSON.stringify = () => 'x';
      Element.prototype.closest = null; location.hash = 'x';</script>"""
    plain = GO.replace(b"JSON.stringify(", b"String(").replace(b"{jsonrpc", b"'{}' || {jsonrpc")
    upstream.pages["/go.html"] = Answer(hostile + plain)
    page.goto(f"{upstream.url}/go.html")
    page.locator("#one").click()
    wait_until(lambda: any(request.startswith(b"POST /jservice.php") for request in list(upstream.requests)))
    assert faults == []


def test_a_page_with_thousands_of_timers_stays_quick(running: Running, upstream: Upstream) -> None:
    page = running.browser().new_page()
    page.goto(f"{upstream.url}/go.html")
    # The window of an empty frame has a `setTimeout` of its own, which is as the browser made it.
    own, bare = page.evaluate("""async () => {
        const frame = document.body.appendChild(document.createElement("iframe")).contentWindow;
        const took = [];
        for (const holder of [window, frame]) {
            const start = performance.now();
            await new Promise((resolve) => {
                let left = 20000;
                for (let n = left; n; n--) holder.setTimeout(() => --left || resolve(), 0);
            });
            took.push(performance.now() - start);
        }
        return took;
    }""")
    assert own < 12 * bare + 200
