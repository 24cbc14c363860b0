"""What opens from the bar, in real Chromium: nothing typed is lost or given to another, and calls are copied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, expect
from tests.addon.page.bar_page import BarPage, bar_page
from tests.addon.page.test_bar import BULK, DETAIL, LIST, STATUS, exchange, gesture, last_label
from tests.e2e.go_page import chromium

from owskit_addon.page import orders
from owskit_addon.recorder.recording import Recording

NAME = "What do you call this?"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session.jsonl"


@pytest.fixture
def led(path: Path) -> Iterator[Recording]:
    made = Recording(path, "tokens", checklist=LIST)
    yield made
    made.close()


@pytest.fixture
def go(browser: Browser, led: Recording) -> Iterator[BarPage]:
    with bar_page(browser, led, permissions=["clipboard-read", "clipboard-write"]) as found:
        yield found
        assert found.faults == []


def button(go: BarPage, name: str) -> Locator:
    return go.page.locator("owskit-bar").get_by_role("button", name=name, exact=True)


def field(go: BarPage, name: str) -> Locator:
    return go.page.locator("owskit-bar").get_by_role("textbox", name=name)


def asked_again(go: BarPage) -> None:
    number = len(go.asked)
    go.until(lambda: len(go.asked) > number + 2)


def test_a_typed_name_stays_on_the_way_to_save(go: BarPage, led: Recording, path: Path) -> None:
    go.open()
    gesture(led, "a7", "Status")
    button(go, "Name this action: Status").click()
    go.page.keyboard.type("Mine")
    go.page.mouse.move(5, 5)
    go.page.keyboard.press("Tab")
    expect(button(go, "Save")).to_be_focused()
    gesture(led, "a8", "Open")
    asked_again(go)
    expect(field(go, NAME)).to_have_value("Mine")
    go.page.keyboard.press("Enter")
    go.until(lambda: last_label(path, "a7") == "Mine")
    assert last_label(path, "a8") == "Open"


def test_a_typed_name_stays_while_its_action_makes_calls(go: BarPage, led: Recording) -> None:
    go.open()
    led.mark("Status")
    go.shows("Status")
    button(go, "Name this action: Status").click()
    go.page.keyboard.type("Mine")
    button(go, "Pause").focus()
    led.add(exchange("CandidateService.updateEx"))
    expect(go.panel).to_contain_text("updateEx")
    expect(field(go, NAME)).to_have_value("Mine")
    go.page.keyboard.press("Escape")
    button(go, "Name this action: Status").click()
    expect(field(go, NAME)).to_have_value("Status")  # closed is given up


def test_the_name_asked_for_is_that_of_the_action_shown(go: BarPage, led: Recording) -> None:
    go.open()
    gesture(led, "a7", "Status")
    go.bar.locator(".more").click()
    expect(field(go, NAME)).to_have_value("Status")
    button(go, f"Skip: {BULK}").click()
    gesture(led, "a8", "Open")
    go.page.keyboard.type("never")
    go.page.keyboard.press("Enter")
    expect(go.panel).to_contain_text("skipped: never")
    go.shows("Open")
    expect(field(go, NAME)).to_have_value("Open")


def test_an_open_question_takes_no_key_meant_for_the_page(go: BarPage, led: Recording) -> None:
    go.open('<input id="search">')
    go.bar.locator(".more").click()
    button(go, f"Skip: {BULK}").click()
    go.page.keyboard.type("half a")
    go.page.locator("#search").click()
    led.obey(orders.Begin(business_event=STATUS, way=DETAIL), "t1")
    expect(go.panel).to_contain_text("being recorded")
    expect(go.page.locator("#search")).to_be_focused()
    expect(field(go, "Why skip this?")).to_have_value("half a")


def test_the_keyboard_comes_back_to_what_asked(go: BarPage) -> None:
    go.open()
    go.bar.locator(".more").click()
    adding = f"Another way to do this: {STATUS}"
    button(go, adding).click()
    go.page.keyboard.press("Escape")
    expect(button(go, adding)).to_be_focused()


def test_a_call_is_copied_with_one_click(go: BarPage, led: Recording) -> None:
    go.open()
    led.mark("Change status")
    led.add(exchange("CandidateService.updateEx"))
    go.bar.locator(".more").click()
    button(go, "Copy CandidateService.updateEx").click()
    expect(go.panel.get_by_role("status")).to_have_text("Copied: CandidateService.updateEx")
    assert go.page.evaluate("navigator.clipboard.readText()") == "CandidateService.updateEx"


def test_a_proxy_that_is_gone_is_said_in_what_is_open(go: BarPage) -> None:
    go.open()
    go.bar.locator(".more").click()
    go.silent = True
    expect(go.panel.locator(".strip")).to_contain_text("no longer answers", timeout=15_000)
    go.silent = False
    expect(go.panel.locator(".strip")).to_be_hidden(timeout=15_000)


MODAL = """<style nonce="n">
dialog { transform: rotate(1deg); overflow: hidden; width: 300px; height: 160px; contain: paint }
.inner { width: 120px; height: 60px }</style>
<p id="text">page</p><button id="close-less">x</button>
<dialog class="inner" id="second"><button id="sure">Sure</button></dialog>
<dialog id="first"><p>Really?</p><button id="yes">Yes</button></dialog>"""
SHOW = "document.getElementById('%s').showModal()"
BOXES = """[...document.querySelectorAll('dialog, dialog > p, dialog > button')]
  .map((element) => element.getBoundingClientRect().toJSON())"""


def test_it_can_be_used_over_a_modal_dialog(go: BarPage, led: Recording) -> None:
    """Whatever the dialog does to what is in it, and whichever of two is on top; afterwards the page has it back."""
    go.open(MODAL)
    place = go.bar.bounding_box()
    go.page.evaluate("document.querySelector('owskit-bar').remove();" + SHOW % "first")
    bare = go.page.evaluate(BOXES)
    go.page.locator("dialog owskit-bar").wait_for(state="attached")
    assert go.page.evaluate(BOXES) == bare
    assert go.bar.bounding_box() == place
    go.bar.get_by_role("button", name="Start").click()  # Playwright presses where the pointer hits, as a person does
    go.until(lambda: led.actions.held is not None)
    go.page.evaluate(SHOW % "second")
    go.page.locator("#second owskit-bar").wait_for(state="attached")  # it stands before the first in the page
    go.page.keyboard.press("Shift+F8")
    go.page.keyboard.type("In the dialog")
    go.page.keyboard.press("Enter")
    go.until(lambda: led.label_of(led.actions.held) == "In the dialog")
    assert go.page.locator("#second").is_visible()
    go.page.keyboard.press("Shift+F8")
    go.page.keyboard.press("Escape")  # the panel's, not the dialog's
    expect(go.panel).to_be_hidden()
    assert go.page.locator("#second").is_visible()
    go.bar.get_by_role("button", name="Done").click()
    go.until(lambda: led.actions.held is None)
    go.page.keyboard.press("Escape")
    go.page.keyboard.press("Escape")
    go.page.locator("#first owskit-bar").wait_for(state="attached")
    go.page.locator("#yes").click()
    go.page.evaluate("document.getElementById('first').remove()")
    go.page.locator("html > owskit-bar").wait_for(state="attached")
    assert go.page.locator("owskit-bar").get_attribute("popover") is None
    assert go.bar.bounding_box() == place
    go.bar.locator(".more").click()
    expect(go.panel).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, led: Recording, scheme: Any, width: int) -> None:
    led.obey(orders.Skip(business_event=STATUS, way=BULK, reason="nobody does it"), "t1")
    led.obey(orders.Begin(business_event=STATUS, way=DETAIL), "t1")
    led.add(exchange("CandidateService.updateEx"))
    led.problem("the browser does not trust the proxy", "go.otysapp.com")
    with bar_page(browser, led, color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True) as go:
        go.open()
        go.bar.locator(".more").click()
        expect(go.panel).to_contain_text("updateEx")
        assert complaints(go) == []
        button(go, f"Another way to do this: {STATUS}").click()
        assert complaints(go) == []
        go.bar.locator(".folder").click()
        go.page.locator("owskit-bar .root.folded").wait_for()
        assert complaints(go) == []


def complaints(go: BarPage) -> list[str]:
    found = Axe().run(go.page, context="owskit-bar").response
    assert any("lang" not in rule["id"] and rule["nodes"] for rule in found["passes"])  # it has looked into the root
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found["violations"]]
