"""Somebody's name in every place of a page: in no label, and nowhere else in the capture."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.e2e.page_upstream import Page as Answer
from tests.e2e.page_upstream import Upstream

from owskit_addon.recorder.session import RecordingSession

FIRST, LAST = "Quirijn", "Zwartkruis"
WHO = f"{FIRST} {LAST}"
PAGE = f"""<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>{WHO}</title></head><body>
<nav aria-label="Hoofdmenu"><ul><li><a href="#/kandidaten" aria-current="page">Kandidaten</a></li>
  <li><a href="#/{LAST}">{WHO}</a></li></ul></nav>
<h1>{WHO}</h1><section aria-label="{WHO}"><h2>{WHO}</h2>
<button id="b1">{WHO} openen</button><button id="b2" title="{WHO}">x</button>
<button id="b3" aria-label="Bewerk {WHO}">x</button><button id="b4" aria-labelledby="who">x</button>
<button id="b5" class="{LAST}" name="{LAST}" data-testid="{LAST}">Opslaan</button>
<span id="who">{WHO}</span><a id="a1" href="#/kandidaten/{LAST}">{WHO}</a>
<a id="a2" href="#x"><img alt="{WHO}" width=9></a>
<span id="c1" onclick="send()">{WHO}</span></section>
<form aria-label="{WHO}" onsubmit="send(); return false"><fieldset><legend>{WHO}</legend>
<label id="l1">{WHO} <input id="i1" value="{WHO}" placeholder="{WHO}"></label>
<label id="l2"><input type="checkbox"> {WHO}</label>
<select id="s1" aria-label="{WHO}"><option>{FIRST}<option>{LAST}</select>
<textarea id="t1">{WHO}</textarea><input type="submit" id="i2" value="{WHO}">
<div contenteditable id="e1">{WHO} <button id="b6">{WHO}</button></div></fieldset></form>
<table><caption>{WHO}</caption><thead><tr><th>Naam<th>{WHO}</tr></thead><tbody><tr>
<th scope="row"><a id="a3" href="#r">{WHO}</a>
<td><button id="b7" aria-label="{WHO}">Opslaan</button></tr></tbody></table>
<ul><li><button id="b8">{WHO}</button></ul>
<div role="grid"><div role="row"><button id="b9">{WHO}</button></div></div>
<div role="menu" aria-label="{WHO}"><button role="menuitem" id="m1">{WHO}</button></div>
<div role="tablist"><button role="tab" id="t2" aria-selected="true">{WHO}</button></div>
<div role="tabpanel" aria-labelledby="t2"><dl><dt>{WHO}<dd>{WHO} <button id="b10">Opslaan</button></dl></div>
<dialog open aria-label="{WHO}"><h2>{WHO}</h2><button id="b11">Sluiten</button></dialog>
<script>const send = () => fetch("/jservice.php", {{method: "POST", body: JSON.stringify(
  {{jsonrpc: "2.0", method: "Otys.Services.CandidateService.update", params: ["s", "u", {{}}], id: 1}})}});
for (const type of ["click", "change", "drop"]) addEventListener(type, send);</script></body></html>"""


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as running:
        running.pages["/"] = Answer(PAGE.encode())
        running.pages["/jservice.php"] = Answer(b'{"result":true,"id":1}', (("Content-Type", "application/json"),))
        yield running


def click_everything(page: Page) -> None:
    for element in page.locator("[id], nav a").all():
        element.click(force=True, no_wait_after=True)
    page.locator("#i1").fill(f"{LAST}!")
    page.locator("#s1").focus()
    page.keyboard.press("ArrowDown")
    page.locator("#i1").press("Enter")
    page.locator("#t1").press(LAST[0])
    page.evaluate(f"history.pushState({{}}, '', '#/{LAST}'); location.hash = '/{FIRST}'")
    page.reload()
    page.wait_for_timeout(300)


def test_nobody_is_named(upstream: Upstream, browser: Browser, tmp_path: Path) -> None:
    capture = tmp_path / "session.jsonl"
    with RecordingSession(capture, hosts=[upstream.host], confdir=tmp_path / "conf") as session:
        proxy = {"server": f"http://127.0.0.1:{session.port}", "bypass": "<-loopback>"}
        context = browser.new_context(proxy=proxy, locale="nl-NL")
        page = context.new_page()
        page.goto(f"{upstream.url}/#/{LAST}")
        click_everything(page)
        context.close()
        time.sleep(0.3)
        session.stop()
    text = capture.read_text(encoding="utf-8")
    actions = {event["id"]: event for event in map(json.loads, text.splitlines()) if event["event"] == "action"}
    labels = [action["label"] for action in actions.values()]
    assert len(labels) > 25, labels
    assert any("Opslaan" in label for label in labels)
    assert any(label.endswith("Sluiten") for label in labels)
    assert any("Naam" in label for label in labels)
    for part in (FIRST, LAST, FIRST.lower(), LAST.lower(), FIRST.upper(), LAST.upper()):
        assert part not in text
