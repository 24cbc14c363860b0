"""Requests of workers, in a real browser: put down to the click that made or asked the worker, else to nobody."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext
from tests.e2e.page_upstream import Page as Answer
from tests.e2e.page_upstream import Upstream
from tests.e2e.test_page_gestures import JSON, Recorded, record  # noqa: F401 - a fixture

PAGE = """<!doctype html><html><head><meta charset="utf-8"></head><body>
<button id="ask">Ask</button><button id="make">Make</button><button id="share">Share</button>
<button id="again">Again</button><button id="reply">Reply</button><script src="page.js"></script></body></html>"""
SCRIPT = """
const headers = {'Content-Type': 'application/json'}, method = 'POST';
const body = (name) =>
  JSON.stringify({jsonrpc: '2.0', method: `Otys.Services.${name}Service.update`, params: ['x'], id: 1});
const send = (name) => fetch('jservice.php', {method, body: body(name), headers});
if (typeof document === 'undefined') {
  const hear = ({ data }, port) => {
    if (data.after) setTimeout(() => port.postMessage(data), data.after);
    else send(data.name);
  };
  if (self.name === 'made') send('Made');
  if (self.name === 'clock') setTimeout(() => send('Clock'), 300);
  onmessage = (event) => hear(event, self);
  onconnect = ({ ports: [port] }) => (port.onmessage = (event) => hear(event, port));
} else {
  const worker = new Worker('page.js');
  worker.onmessage = () => send('Reply');
  const shared = new SharedWorker('page.js?shared');
  const on = (id, act) => document.getElementById(id).addEventListener('click', act);
  on('ask', () => worker.postMessage({ name: 'Ask' }));
  on('again', () => worker.postMessage({ name: 'Again' }));
  on('make', () => new Worker('page.js?made', { name: 'made' }));
  on('share', () => shared.port.postMessage({ name: 'Share' }));
  on('reply', () => worker.postMessage({ after: 400 }));
  self.late = () => shared.port.postMessage({ name: 'Late' });
  new Worker('page.js?clock', { name: 'clock' });
}
"""


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with Upstream() as running:
        running.pages["/"] = Answer(PAGE.encode())
        for name in ("/page.js", "/page.js?shared", "/page.js?made", "/page.js?clock"):
            running.pages[name] = Answer(SCRIPT.encode(), (("Content-Type", "text/javascript"),))
        # What the page tells of a worker goes another way than the worker's call, and is there before the answer.
        running.pages["/jservice.php"] = Answer(b'{"result":true,"id":1}', JSON, seconds=0.3)
        yield running


def test_workers(record: Callable[[Callable[[BrowserContext], None]], Recorded], upstream: Upstream) -> None:  # noqa: F811
    def clicks(context: BrowserContext) -> None:
        page = context.new_page()
        page.goto(upstream.url)
        page.wait_for_timeout(1500)
        for control in ("make", "reply", "ask", "again", "share"):
            page.locator(f"#{control}").click()
            page.wait_for_timeout(1200)
        page.wait_for_timeout(9500)
        page.evaluate("late()")
        deadline = time.monotonic() + 10
        while b"".join(upstream.requests).count(b"LateService") < 1:
            assert time.monotonic() < deadline
            page.wait_for_timeout(50)

    found = record(clicks)
    labels = {name: found.actions[found.one(name)]["label"] for name in ("Made", "Reply", "Ask", "Share")}
    assert labels == {"Made": "Make", "Reply": "Reply", "Ask": "Ask", "Share": "Share"}
    assert [call["sure"] for call in found.calls["Made"]] == ["inherited"]
    assert [call["sure"] for call in found.calls["Reply"] + found.calls["Share"]] == ["probable"] * 2
    # It had not answered the click before, and which of the two it worked for nobody can tell.
    (again,) = found.calls["Again"]
    assert (again["action"], again["sure"]) == (None, "unattributed")
    assert {found.actions[action]["label"] for action, _ in again["causes"]} == {"Ask", "Again"}
    (late,) = found.calls["Late"]
    assert (late["action"], late["sure"]) == (None, "unattributed")
    assert [call["sure"] for call in found.calls["Clock"]] == ["navigation"]
