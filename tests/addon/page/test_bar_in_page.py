"""The bar in real Chromium: what it shows, what its buttons and keys do, and that the page around it is left alone."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect
from tests.addon.page.bar_page import BarPage, bar_page
from tests.addon.page.test_bar import BULK, DETAIL, LIST, STATUS, exchange, gesture, last_label
from tests.e2e.go_page import chromium, launch

from owskit_addon.capture import read_capture, read_captures
from owskit_addon.capture.events import Action, Call, Way
from owskit_addon.map_file import MapFile
from owskit_addon.page import orders, script
from owskit_addon.recorder.recording import Recording


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session.jsonl"


@pytest.fixture
def recording(path: Path, tmp_path: Path) -> Iterator[Recording]:
    made = Recording(path, "tokens", names=MapFile(tmp_path / "names.yaml"))
    yield made
    made.close()


@pytest.fixture
def led(path: Path) -> Iterator[Recording]:
    made = Recording(path, "tokens", checklist=LIST)
    yield made
    made.close()


@pytest.fixture
def go(browser: Browser, recording: Recording) -> Iterator[BarPage]:
    with bar_page(browser, recording) as found:
        yield found
        assert found.faults == []


@pytest.fixture
def go_led(browser: Browser, led: Recording) -> Iterator[BarPage]:
    with bar_page(browser, led) as found:
        yield found
        assert found.faults == []


def button(go: BarPage, name: str | re.Pattern[str]) -> Locator:
    return go.page.locator("owskit-bar").get_by_role("button", name=name, exact=isinstance(name, str))


def field(go: BarPage, name: str) -> Locator:
    return go.page.locator("owskit-bar").get_by_role("textbox", name=name)


def box(locator: Locator) -> dict[str, float]:
    found = locator.bounding_box()
    assert found is not None
    return dict(found)


def shown(go: BarPage) -> list[str]:
    """The first lines of the bar's cells: the action, its calls, the checklist."""
    return go.page.locator("owskit-bar .bar .two:visible > :first-child").all_inner_texts()


def test_it_stands_in_a_strict_page_and_leaves_nothing_in_it(browser: Browser, recording: Recording) -> None:
    with bar_page(browser, recording) as go:
        go.page.add_init_script("window.names = Object.getOwnPropertyNames(window)")
        go.open("<p>Go!</p>")
        left = go.page.evaluate("Object.getOwnPropertyNames(window).filter((n) => !names.includes(n))")
        assert set(left) <= {"names", "reach"}  # the test's own
        assert go.page.locator("body").inner_html() == "<p>Go!</p>"
        assert go.faults == []


def test_its_root_is_closed(browser: Browser, recording: Recording) -> None:
    context = browser.new_context()
    page = context.new_page()
    with bar_page(browser, recording) as go:
        go.open()
        page.set_content(go.served)  # without the patch that opens roots, and without anybody to talk to
    page.locator("owskit-bar").wait_for(state="attached")
    assert page.evaluate("document.querySelector('owskit-bar').shadowRoot") is None
    context.close()


def test_the_action_its_place_and_its_calls(go: BarPage, recording: Recording) -> None:
    go.open()
    gesture(recording, "a7", "Status", "Candidates › list")
    call: dict[str, Any] = {"action": "a7", "at": "2026-11-20T09:30:00.000Z"}
    names = ["CandidateService.getDetail", "CandidateService.updateEx", "A.getOne", "B.getTwo"]
    recording._write([Call(id=f"c{n}", service_call=name, **call) for n, name in enumerate(names)])
    go.shows("Candidates › list")
    assert shown(go)[:2] == ["Status", "CandidateService."]
    expect(go.bar.locator(".calls > :last-child")).to_have_text("updateEx +3 reads")
    recording._write([Call(id="c9", service_call="CandidateService.updateEx", outcome="failed", **call)])
    go.shows("1 refused")


def test_a_place_stands_once(go: BarPage, recording: Recording) -> None:
    go.open()
    gesture(recording, "a7", "Candidates › list › Status", "Candidates › list")
    go.shows("Candidates › list")
    assert shown(go)[0] == "Status"
    button(go, "Name this action: Candidates › list › Status").click()
    expect(field(go, "What do you call this?")).to_have_value("Candidates › list › Status")


def test_a_name_is_typed_without_the_page_hearing_of_it(go: BarPage, recording: Recording, path: Path) -> None:
    keys = """<input id="search"><script nonce="n">
      window.heard = [];
      for (const type of ["keydown", "keypress", "keyup", "beforeinput", "input", "paste", "click", "mousedown"]) {
        window.addEventListener(type, (event) => heard.push(type), type.startsWith("k"));
        document.addEventListener(type, (event) => heard.push(type));
      }
    </script>"""
    go.open(keys)
    gesture(recording, "a7", "Status", "Candidates")
    button(go, "Name this action: Status").click()
    expect(field(go, "What do you call this?")).to_be_focused()
    go.page.keyboard.type("Set for selection /?")
    go.page.keyboard.down("Enter")
    go.until(lambda: last_label(path, "a7") == "Set for selection /?")
    go.shows("Set for selection /?")
    expect(go.panel).to_be_hidden()
    go.page.keyboard.up("Enter")  # a finger is slower than the answer
    assert go.page.evaluate("heard") == []
    assert recording.names is not None
    assert recording.names.label_for("Candidates", "Status") == "Set for selection /?"
    go.page.locator("#search").press("x")
    assert go.page.evaluate("heard").count("keydown") == 2  # the page's own keys are the page's


def test_a_menu_that_closes_on_a_click_elsewhere_stays_open(go: BarPage) -> None:
    closing = 'document.addEventListener("click", () => menu.remove())'
    go.open(f'<div id="menu">menu</div><script nonce="n">{closing}</script>')
    button(go, "Start").click()
    go.shows("Step 1")
    assert go.page.locator("#menu").count() == 1


def test_what_is_being_named_stays_when_another_action_comes(go: BarPage, recording: Recording, path: Path) -> None:
    go.open()
    gesture(recording, "a7", "Status")
    button(go, "Name this action: Status").click()
    go.page.keyboard.type("Mine")
    go.page.mouse.move(5, 5)
    gesture(recording, "a8", "Open")
    number = len(go.asked)
    go.until(lambda: len(go.asked) > number + 2)
    go.page.keyboard.press("Enter")
    go.until(lambda: last_label(path, "a7") == "Mine")
    assert last_label(path, "a8") == "Open"
    go.shows("Open")


def test_f8_begins_and_ends_and_shift_f8_goes_to_the_bar_and_back(go: BarPage, recording: Recording) -> None:
    go.open('<input id="search"><script nonce="n">window.keys = []; onkeydown = (e) => keys.push(e.key)</script>')
    go.page.locator("#search").focus()
    go.page.keyboard.press("F8")
    go.shows("Step 1")
    assert recording.actions.held == "a1"
    go.page.keyboard.press("Shift+F8")
    expect(field(go, "What do you call this?")).to_be_focused()
    go.page.keyboard.type("By key")
    go.page.keyboard.press("Enter")
    go.shows("By key")
    go.page.keyboard.press("Shift+F8")
    go.page.keyboard.press("Shift+F8")
    expect(go.page.locator("#search")).to_be_focused()
    go.page.keyboard.press("F8")
    go.until(lambda: recording.actions.held is None)
    go.page.keyboard.press("Control+F8")
    go.page.keyboard.press("F9")
    heard = [key for key in go.page.evaluate("keys") if key != "Shift"]
    assert heard == ["Control", "F8", "F9"]


def test_keys_that_follow_before_the_answers_are_counted_one_by_one(
    go_led: BarPage, led: Recording, path: Path
) -> None:
    go_led.open("<p>Go!</p>")
    go_led.shows("0 of 2")
    go_led.page.evaluate(
        "() => { const reach = window.reach; const wait = () => new Promise((then) => setTimeout(then, 300));"
        "window.reach = (...given) => wait().then(() => reach(...given)); }"
    )
    for _ in range(5):  # three times begun, twice ended: the way that wants two, and the next
        go_led.page.keyboard.press("F8")
    go_led.until(lambda: led.actions.held == "a3")
    ways = [each.way for each in read_capture(path) if isinstance(each, Action)]
    assert ways == [DETAIL, DETAIL, BULK]


def test_forged_keys_do_nothing(go: BarPage, recording: Recording) -> None:
    go.open()
    go.page.evaluate("window.dispatchEvent(new KeyboardEvent('keydown', { key: 'F8' }))")
    go.page.evaluate(
        "document.querySelector('owskit-bar').dispatchEvent(new KeyboardEvent('keydown', { key: 'Delete' }))"
    )
    number = len(go.asked)
    go.until(lambda: len(go.asked) > number)
    assert "order" not in go.asked


def test_ignore_and_undo(go: BarPage, recording: Recording, path: Path) -> None:
    go.open()
    action = recording.mark("A slip")
    recording.add(exchange("CandidateService.updateEx"))
    button(go, "Ignore this action, it does not count: A slip").click()
    go.shows("ignored")
    assert [event for event in read_captures([path]) if isinstance(event, Action | Call)] == []
    button(go, "Undo: ignoring").click()
    go.until(lambda: any(isinstance(event, Call) and event.action == action.id for event in read_captures([path])))
    button(go, "Name this action: A slip").focus()
    go.page.keyboard.press("Delete")
    go.shows("ignored")
    go.page.keyboard.press("Control+z")
    expect(go.bar.locator(".what .long")).not_to_have_text("ignored")


def test_a_checklist_is_led_through(go_led: BarPage, led: Recording, path: Path) -> None:
    go = go_led
    go.open()
    go.shows("0 of 2 ways")
    go.shows(f"next: {DETAIL}")
    for number in range(2):
        button(go, "Start").click()
        expect(go.bar.locator(".what .two > :first-child")).to_have_text(DETAIL)
        led.add(exchange("CandidateService.updateEx", id=f"e{number}"))
        button(go, "Done").click()
        expect(button(go, "Start")).to_be_visible()
    go.shows("1 of 2 ways")
    go.shows(f"next: {BULK}")
    button(go, "Calls, name and checklist").click()
    button(go, f"Skip: {BULK}").click()
    expect(field(go, "Why skip this?")).to_be_focused()
    go.page.keyboard.press("Enter")
    expect(go.panel.get_by_role("alert")).to_have_text("Type a few words first.")
    go.page.keyboard.type("nobody does it")
    go.page.keyboard.press("Enter")
    expect(go.panel).to_contain_text("skipped: nobody does it")
    go.shows("all done")
    button(go, f"Another way to do this: {STATUS}").click()
    go.page.keyboard.type("from a workflow")
    go.page.keyboard.press("Enter")
    go.shows("next: from a workflow")
    go.shows("1 of 3 ways")
    button(go, f"Start: {DETAIL}").click()  # once more, though it is done
    go.until(lambda: led.actions.held is not None)
    events = list(read_capture(path))
    actions = [event for event in events if isinstance(event, Action)]
    assert [(action.how, action.way) for action in actions] == [("checklist", DETAIL)] * 3
    ways = [(event.way, event.state, event.reason) for event in events if isinstance(event, Way)]
    assert ways[2:] == [(BULK, "skipped", "nobody does it"), ("from a workflow", "added", "")]


def test_the_keyboard_stays_where_it_was_when_the_list_changes(go_led: BarPage, led: Recording) -> None:
    go = go_led
    go.open()
    go.bar.locator(".more").click()
    button(go, f"Skip: {BULK}").focus()
    go.page.keyboard.press("Enter")
    go.page.keyboard.type("never")
    led.obey(orders.Add(business_event=STATUS, way="meanwhile"), "t1")
    expect(go.panel).to_contain_text("meanwhile")
    expect(field(go, "Why skip this?")).to_be_focused()
    expect(field(go, "Why skip this?")).to_have_value("never")
    go.page.keyboard.press("Enter")
    expect(go.panel).to_contain_text("skipped: never")
    button(go, f"Start: {BULK}").focus()
    led.obey(orders.Add(business_event=STATUS, way="again"), "t1")
    expect(go.panel).to_contain_text("again")
    expect(button(go, f"Start: {BULK}")).to_be_focused()
    go.page.keyboard.press("Enter")
    go.until(lambda: led.actions.held is not None)
    expect(go.panel).to_be_hidden()  # what is done now is done in the page


def test_pause_and_resume(go: BarPage, recording: Recording) -> None:
    go.open()
    go.bar.locator(".more").click()
    button(go, "Pause").click()
    expect(go.page.locator("owskit-bar .root.paused")).to_be_visible()
    assert recording.add(exchange("CandidateService.updateEx")) == []
    button(go, "Resume").click()
    expect(go.page.locator("owskit-bar .root.recording")).to_be_visible()


def test_next_ends_one_and_begins_the_other(go_led: BarPage, led: Recording) -> None:
    go = go_led
    go.open()
    expect(button(go, "Next")).to_be_disabled()
    button(go, "Start").click()
    for expected in (DETAIL, BULK, BULK):
        button(go, "Next").click()
        expect(go.bar.locator(".what .two > :first-child")).to_have_text(expected)
    button(go, "Undo: Next").click()
    go.until(lambda: led.state("t1", 0).checklist[0].ways[1].done == 0)  # type: ignore[union-attr]


@pytest.mark.parametrize("list_given", [True, False])
def test_it_is_44_high_and_stays_in_the_window(browser: Browser, tmp_path: Path, list_given: bool) -> None:
    recording = Recording(tmp_path / "s.jsonl", "tokens", checklist=LIST if list_given else None)
    gesture(recording, "a7", "Wide " * 20, "Somewhere " * 10)
    name = f"{'Very' * 15}Service.update{'Long' * 15}"
    recording._write([Call(id="c", service_call=name, action="a7", at="2026-11-20T09:30:00.000Z")])
    with bar_page(browser, recording) as go:
        go.open("<p>Go!</p>")
        go.shows("Wide")
        for width in (360, 560, 760, 1000, 1440, 2560):
            go.page.set_viewport_size({"width": width, "height": 700})
            go.until(lambda at=width - 8: abs(box(go.bar)["x"] + box(go.bar)["width"] - at) <= 1)
            fits(go, width)
        assert go.faults == []
    recording.close()


def test_it_makes_room_for_the_scrollbars_of_a_window(browser: Browser, recording: Recording) -> None:
    with launch(browser.browser_type, ["--hide-scrollbars"]) as windowed, bar_page(windowed, recording) as go:
        go.open("<p>Go!</p>")
        go.until(lambda: (box(go.bar)["x"] + box(go.bar)["width"], box(go.bar)["y"] + 44) == (1272, 712))
        go.page.evaluate("document.body.style.cssText = 'width: 3000px; height: 3000px'")  # a list has come
        room = go.page.evaluate("[document.documentElement.clientWidth, document.documentElement.clientHeight]")
        assert room != [1280, 720]
        go.until(lambda: [box(go.bar)["x"] + box(go.bar)["width"] + 8, box(go.bar)["y"] + 52] == room)


def fits(go: BarPage, width: int) -> None:
    found = box(go.bar)
    assert found["height"] == 44
    assert found["x"] >= 8
    assert found["y"] + 44 == 700 - 8
    for each in go.bar.locator("button:visible").all():
        inner = box(each)
        assert inner["x"] >= found["x"]
        assert inner["x"] + inner["width"] <= found["x"] + found["width"]
        assert min(inner["width"], inner["height"]) >= 24  # WCAG 2.2, 2.5.8
    assert go.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    go.bar.locator(".more").click()
    panel = box(go.panel)
    assert panel["y"] >= 0
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= width
    go.bar.locator(".more").click()


def test_it_can_be_dragged_and_remembers_its_place_in_the_tab(go: BarPage) -> None:
    go.open()
    grip = box(go.bar.locator(".grip"))
    go.page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    go.page.mouse.down()
    go.page.mouse.move(60, 60, steps=5)
    go.page.mouse.move(20, 30, steps=5)
    go.page.mouse.up()
    there = box(go.bar)
    assert there["x"] < 30
    assert there["y"] < 40
    assert box(go.bar)["height"] == 44
    go.page.reload()
    go.bar.wait_for()
    assert box(go.bar) == there
    go.page.set_viewport_size({"width": 700, "height": 400})
    go.until(lambda: box(go.bar)["x"] + box(go.bar)["width"] <= 700)
    go.bar.locator(".grip").focus()
    before = box(go.bar)
    go.page.keyboard.press("ArrowDown")
    assert box(go.bar) == {**before, "y": before["y"] + 16}
    assert "order" not in go.asked


def test_dragging_is_no_click(go: BarPage, recording: Recording) -> None:
    go.open()
    recording.problem("something", "somewhere")
    expect(go.page.locator("owskit-bar .root.problem")).to_be_visible()
    grip = box(go.bar.locator(".grip"))
    go.page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    go.page.mouse.down()
    go.page.mouse.move(300, 300, steps=3)
    go.page.mouse.up()
    expect(go.panel).to_be_hidden()


def test_it_folds_to_a_dot_and_back(go: BarPage) -> None:
    go.open()
    button(go, "Fold the bar away").click()
    dot = box(go.bar)
    assert (dot["width"], dot["height"]) == (44, 44)
    assert dot["x"] + 44 == 1280 - 8
    go.page.reload()
    go.bar.wait_for()
    assert box(go.bar) == dot
    button(go, "Open the owskit bar").click()
    assert box(go.bar)["width"] > 400
    button(go, "Fold the bar away").click()
    go.page.keyboard.press("Shift+F8")
    expect(go.panel).to_be_visible()


DIALOG = """<style nonce="n">[role=dialog] { position: fixed; %s; width: 560px; height: 200px; }
[role=dialog] button { float: right; margin-top: 160px; } [role=dialog][hidden] { display: none; }</style>
<div role="dialog" aria-label="Change?" hidden><button id="ok">OK</button><button id="no">No</button></div>"""


@pytest.mark.parametrize(("place", "width"), [("right: 20px; bottom: 0", 1280), ("left: 30px; bottom: 10px", 600)])
def test_it_never_covers_a_dialogs_buttons(go: BarPage, place: str, width: int) -> None:
    go.page.set_viewport_size({"width": width, "height": 600})
    go.open(DIALOG % place)
    home = box(go.bar)
    go.page.evaluate("document.querySelector('[role=dialog]').hidden = false")
    go.until(lambda: box(go.bar) != home)
    bar, ok = box(go.bar), box(go.page.locator("#ok"))
    apart = (
        bar["x"] + bar["width"] <= ok["x"]
        or ok["x"] + ok["width"] <= bar["x"]
        or bar["y"] + bar["height"] <= ok["y"]
        or ok["y"] + ok["height"] <= bar["y"]
    )
    assert apart
    go.page.locator("#ok").click()
    go.page.evaluate("document.querySelector('[role=dialog]').hidden = true")
    go.until(lambda: box(go.bar) == home)


def test_a_dialog_filled_with_buttons_leaves_a_dot(go: BarPage) -> None:
    cells = "".join(f'<button class="b b{n}">{n}</button>' for n in range(3))
    style = ".b { position: fixed; height: 60px; width: 90%; left: 0; } .b0 { bottom: 0; } .b1 { top: 0; }"
    go.open(f'<style nonce="n">{style} .b2 {{ top: 200px; }}</style><div role="dialog">{cells}</div>')
    go.until(lambda: box(go.bar)["width"] == 44)
    assert box(go.bar)["x"] > 1200


BARS = """<style nonce="n">nav, #bulk, #top { position: fixed; left: 0; right: 0; bottom: 0; height: 56px; }
#bulk { bottom: 60px; } #top { position: sticky; bottom: auto; top: 0; } #bulk[hidden] { display: none; }
nav button, #top button { width: 24%; height: 50px; } #bulk button { float: right; } .tall { height: 3000px; }</style>
<div id="top"><button>A</button><button>B</button><button>C</button><button>D</button></div><div class="tall"></div>
<div id="bulk" hidden><button id="all">All</button></div>
<nav><button>1</button><button>2</button><button>3</button><button id="four">4</button></nav>"""


def test_it_stands_beside_bars_that_the_page_keeps_at_an_edge(go: BarPage) -> None:
    go.page.set_viewport_size({"width": 800, "height": 600})
    go.open(BARS)
    go.until(lambda: box(go.bar)["y"] + 44 == box(go.page.locator("nav"))["y"] - 8)
    assert box(go.bar)["width"] > 400
    go.page.locator("#four").click()
    go.page.evaluate("document.querySelector('#bulk').hidden = false")
    go.until(lambda: box(go.bar)["y"] + 44 == box(go.page.locator("#bulk"))["y"] - 8)
    go.page.locator("#all").click()
    go.page.evaluate("document.querySelector('#bulk').hidden = true")
    go.until(lambda: box(go.bar)["y"] + 44 == box(go.page.locator("nav"))["y"] - 8)
    go.bar.locator(".grip").hover()
    go.page.mouse.down()
    go.page.mouse.move(400, 5, steps=4)  # onto the page's bar at the top
    go.page.mouse.up()
    go.page.mouse.click(400, 300)  # the keyboard is no longer on the bar
    go.until(lambda: box(go.bar)["y"] >= box(go.page.locator("#top"))["height"])
    go.page.evaluate("document.querySelectorAll('nav, #top').forEach((each) => each.remove())")
    go.until(lambda: box(go.bar)["y"] < 50)  # where it was dragged to


def test_it_makes_way_for_a_bar_that_comes_when_the_page_is_scrolled(go: BarPage) -> None:
    style = (
        ".tall { height: 2000px; } .sticky { position: sticky; bottom: 16px; } button { width: 100%; height: 50px; }"
    )
    bar = '<div class="tall"></div><div class="sticky"><button>Run</button></div>'
    go.open(f'<style nonce="n">{style}</style><div class="tall"></div><section>{bar}</section>')
    home = box(go.bar)
    go.page.mouse.move(300, 300)
    go.page.mouse.wheel(0, 2200)
    go.until(lambda: box(go.bar)["y"] + 44 == box(go.page.locator(".sticky"))["y"] - 8)
    go.page.mouse.wheel(0, -2200)
    go.until(lambda: box(go.bar) == home)


@pytest.mark.parametrize("y", [30, 250, 320, 560])
def test_the_panel_stays_in_the_window_wherever_the_bar_stands(go_led: BarPage, y: int) -> None:
    go_led.page.set_viewport_size({"width": 900, "height": 600})
    go_led.open("<p>Go!</p>")
    go_led.bar.locator(".grip").hover()
    go_led.page.mouse.down()
    go_led.page.mouse.move(500, y, steps=4)
    go_led.page.mouse.up()
    go_led.bar.locator(".more").click()
    panel = box(go_led.panel)
    assert panel["y"] >= 0
    assert panel["y"] + panel["height"] <= 600
    assert panel["height"] > 150


def test_nothing_moves_under_the_pointer_when_calls_come(go: BarPage, recording: Recording) -> None:
    go.open()
    recording.mark("Save")
    recording.add(exchange("CandidateService.getDetail", id="e0"))
    expect(go.bar.locator(".calls > :last-child")).to_have_text("getDetail")
    go.bar.locator(".more").click()
    lines = go.panel.locator("[data-call]")
    lines.first.hover()

    def places() -> list[dict[str, float]]:
        return [box(each) for each in go.page.locator("owskit-bar button:not(.name):visible").all()]

    before, first = places(), box(lines.first)
    recording.add(exchange(*[f"CandidateService.update{n}" for n in range(9)], "CandidateService.getListEx", id="e1"))
    expect(lines).to_have_count(11)
    assert places() == before
    assert box(lines.first) == first
    expect(lines.first).to_contain_text("getDetail")
    go.page.mouse.move(5, 5)
    recording.add(exchange("CandidateService.updateEx", id="e2"))
    expect(lines.first).to_contain_text("update")  # writes first again, once nobody is in the list


def test_the_action_that_is_aimed_at_stays_while_the_pointer_is_on_the_bar(go: BarPage, recording: Recording) -> None:
    go.open()
    gesture(recording, "a7", "Status")
    go.shows("Status")
    go.bar.locator(".ignore").hover()
    gesture(recording, "a8", "Open")
    spot, number = box(go.bar.locator(".ignore")), len(go.asked)
    while len(go.asked) < number + 3:
        go.page.mouse.move(spot["x"] + 5 + len(go.asked) % 2, spot["y"] + 5)
        go.page.mouse.move(spot["x"] + 9, spot["y"] + 9)
        go.page.wait_for_timeout(50)
    assert shown(go)[0] == "Status"
    go.page.mouse.move(5, 5)
    go.until(lambda: shown(go)[0] == "Open")


def test_the_light_tells_and_says_why(go: BarPage, recording: Recording) -> None:
    recording._placer.learning = True
    go.open()
    root, tip = go.page.locator("owskit-bar .root"), go.page.locator("owskit-bar").get_by_role("tooltip")
    expect(root).to_have_class(re.compile(r"\blearning\b"))
    recording._placer.learning = False
    expect(root).to_have_class(re.compile(r"\brecording\b"))
    expect(tip).to_be_hidden()
    go.bar.locator(".grip").hover()
    expect(tip).to_have_text("Recording. What you do in OTYS Go! is noted.")
    go.page.mouse.move(5, 5)
    recording.problem("the browser does not trust the proxy", "go.otysapp.com")
    expect(root).to_have_class(re.compile(r"\bproblem\b"))
    go.bar.locator(".grip").focus()
    go.page.keyboard.press("Tab")
    go.page.keyboard.press("Shift+Tab")
    expect(tip).to_be_visible()
    expect(tip).to_have_text("The browser does not trust the proxy. (go.otysapp.com)")
    expect(go.page.locator("owskit-bar").get_by_role("status")).to_contain_text("does not trust the proxy")
    go.bar.locator(".grip").click()
    button(go, "Got it").click()
    expect(root).to_have_class(re.compile(r"\brecording\b"))


def test_a_proxy_that_is_gone_is_said(go: BarPage) -> None:
    go.open()
    go.silent = True
    button(go, "Start").click()
    expect(go.panel.get_by_role("alert")).to_have_text("owskit did not answer; try again.")
    go.page.mouse.move(5, 5)
    expect(go.page.locator("owskit-bar .root.lost")).to_be_visible(timeout=15_000)
    go.silent = False
    expect(go.page.locator("owskit-bar .root.recording")).to_be_visible(timeout=15_000)


def test_it_asks_little_and_nothing_while_hidden(go: BarPage) -> None:
    go.open()
    go.until(lambda: len(go.asked) >= 2)
    before, began = len(go.asked), time.monotonic()
    go.until(lambda: len(go.asked) >= before + 2)
    assert time.monotonic() - began > 2.5  # every two seconds
    go.page.evaluate(
        "Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    before = len(go.asked)
    go.page.evaluate("new Promise((done) => setTimeout(done, 3000))")
    assert len(go.asked) <= before
    go.page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    go.until(lambda: len(go.asked) > before)


def test_a_gesture_is_shown_soon(go: BarPage, recording: Recording) -> None:
    go.open("<button id='b'>Save</button>")
    go.until(lambda: len(go.asked) >= 2)
    gesture(recording, "a7", "Save")
    began = time.monotonic()
    go.page.locator("#b").click()
    go.shows("Save")
    assert time.monotonic() - began < 1.5


def test_the_page_cannot_restyle_or_lose_it(go: BarPage) -> None:
    style = "* { all: unset !important; } owskit-bar { display: none !important; opacity: 0 !important; }"
    go.open(f'<style nonce="n">{style}</style><div id="app"></div>')
    assert box(go.bar)["height"] == 44
    expect(button(go, "Start")).to_be_visible()
    go.page.evaluate("document.querySelector('owskit-bar').remove()")
    go.until(lambda: go.page.locator("owskit-bar").count() == 1)
    go.page.evaluate("document.body.remove(); document.documentElement.append(document.createElement('body'))")
    button(go, "Start").click()
    go.shows("Step 1")


def test_everything_is_reached_by_keyboard_in_the_order_seen(go_led: BarPage) -> None:
    go = go_led
    go.open()
    go.bar.locator(".grip").focus()
    names = []
    for _ in range(5):
        names.append(go.page.evaluate("document.querySelector('owskit-bar').shadowRoot.activeElement.className"))
        go.page.keyboard.press("Tab")
    assert names == ["grip", "what", "text main", "more", "folder"]
    go.bar.locator(".more").focus()
    go.page.keyboard.press("Enter")
    expect(go.panel).to_be_visible()
    go.page.keyboard.press("Escape")
    expect(go.panel).to_be_hidden()


def test_what_a_screen_reader_gets(go_led: BarPage, led: Recording) -> None:
    go = go_led
    led.obey(orders.Begin(business_event=STATUS, way=DETAIL), "t1")
    go.open()
    go.shows(DETAIL)
    go.bar.locator(".more").click()
    host = go.page.locator("owskit-bar")
    expect(host.get_by_role("region", name="owskit is recording")).to_be_visible()
    expect(host.get_by_role("heading", level=2)).to_have_text(["Service calls", "Checklist"])
    expect(host.get_by_role("heading", level=3)).to_have_text([STATUS])
    expect(host.get_by_role("textbox", name="What do you call this?")).to_be_visible()
    expect(host.get_by_role("list", name="Service calls")).to_be_visible()
    for each in host.get_by_role("button").all():
        assert re.match(r"""- '?button "[^"]+\"""", each.aria_snapshot()), each.aria_snapshot()
    ids = go.page.evaluate(
        """[...document.querySelector("owskit-bar").shadowRoot.querySelectorAll("[aria-describedby],[aria-controls],[for]")]
        .flatMap((e) => ["aria-describedby", "aria-controls", "for"].map((a) => e.getAttribute(a)).filter(Boolean))
        .filter((id) => !document.querySelector("owskit-bar").shadowRoot.getElementById(id))"""
    )
    assert ids == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough(browser: Browser, led: Recording, scheme: Any) -> None:
    led.obey(orders.Skip(business_event=STATUS, way=BULK, reason="x"), "t1")
    gesture(led, "a7", "Status")
    led._write([Call(id="c", service_call="A.updateEx", action="a7", at="2026-11-20T09:30:00.000Z", outcome="failed")])
    with bar_page(browser, led, color_scheme=scheme) as go:
        go.open()
        go.shows("Status")
        go.bar.locator(".more").click()
        low = go.page.evaluate(CONTRAST)
        assert low == []


CONTRAST = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const linear = (v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const words = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const low = [];
  for (const element of document.querySelector("owskit-bar").shadowRoot.querySelectorAll(".root *")) {
    if (element.closest(":disabled") || !element.checkVisibility() || !words(element)) continue;
    let back = element, paint;
    while (back && (paint = parse(getComputedStyle(back).backgroundColor))[3] === 0) back = back.parentElement;
    const [one, two] = [light(parse(getComputedStyle(element).color)), light(paint)].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (two + 0.05);
    if (ratio < 4.5) low.push(`${element.className}: ${element.textContent.slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return low;
}"""


def test_dutch_for_who_reads_dutch(browser: Browser, led: Recording) -> None:
    with bar_page(browser, led) as go:
        go.open(language="nl")
        go.shows("0 van 2 manieren")
        go.shows(f"hierna: {DETAIL}")
        go.bar.locator(".more").click()
        expect(go.panel).to_contain_text("Hoe noemt u dit?")
        expect(button(go, f"Overslaan: {BULK}")).to_be_visible()


def sentences(language: str) -> str:
    return (Path(script.__file__).parent / f"sentences_{language}.js").read_text(encoding="utf-8")


def test_both_languages_say_the_same_things(go: BarPage) -> None:
    find = """(text) => {
      const keys = (of) => Object.entries(of).flatMap(([key, value]) =>
        typeof value === "object" ? keys(value).map((inner) => `${key}.${inner}`) : [key]);
      return keys(eval(`${text}; SAY`)).sort();
    }"""
    page = go.page.context.new_page()  # one that lets itself be given a text to run
    english, dutch = (page.evaluate(find, sentences(language)) for language in ("en", "nl"))
    assert english == dutch


def test_no_english_is_left_in_the_dutch() -> None:
    dutch = sentences("nl").partition("const SAY")[2].partition("PROBLEMS_NL =")[0]
    said = [re.sub(r"\$\{[^}]*\}", "", text) for text in re.findall(r"""[`"]([^`"]*)[`"]""", dutch)]
    english = re.compile(r"\b(?:the|time|times|not|calls|next|undo|way|ways|you|this)\b")
    assert [text for text in said if english.search(text) and not re.fullmatch("[a-z-]+", text)] == []


def test_no_motion_for_who_wants_none(browser: Browser, recording: Recording) -> None:
    with bar_page(browser, recording, reduced_motion="reduce") as go:
        go.open()
        expect(go.page.locator("owskit-bar .light")).to_have_css("animation-name", "none")
    with bar_page(browser, recording) as go:
        go.open()
        expect(go.page.locator("owskit-bar .light")).to_have_css("animation-name", "pulse")


def test_hostile_names_are_text(go_led: BarPage, led: Recording) -> None:
    go = go_led
    go.open()
    hostile = '<img src=x onerror="window.hit=1">'
    gesture(led, "a7", hostile, hostile)
    led.obey(orders.Add(business_event=STATUS, way=hostile), "t1")
    go.shows(hostile)
    go.bar.locator(".more").click()
    expect(button(go, f"Start: {hostile}")).to_be_visible()
    assert go.page.locator("owskit-bar img").count() == 0
    assert go.page.evaluate("window.hit") is None


@pytest.mark.parametrize("elsewhere", [True, False])
def test_in_a_frame_only_where_the_page_around_has_none(go: BarPage, elsewhere: bool) -> None:
    go.elsewhere = elsewhere
    go.open('<iframe src="?inner" width="900" height="300"></iframe>')
    inner = go.page.frame_locator("iframe")
    go.until(lambda: any("above=https%3A%2F%2Fgo.example.test" in asked for asked in go.asked))
    if elsewhere:
        number = len(go.asked)
        go.until(lambda: len(go.asked) > number + 2)
        assert inner.locator("owskit-bar").count() == 0
        assert sum("above=" in asked for asked in go.asked) == 1  # it does not ask again
        inner.locator("body").evaluate("(body) => body.append(' and more')")
        go.page.wait_for_timeout(300)  # it has looked round by then, from where it no longer is
        assert "more" in inner.locator("body").inner_text()
    else:
        inner.locator("owskit-bar .bar").wait_for()


def test_a_pointer_that_was_left_on_the_bar_holds_nothing_back_for_long(go: BarPage, recording: Recording) -> None:
    go.open()
    gesture(recording, "a7", "Status")
    go.shows("Status")
    go.bar.locator(".what").hover()
    gesture(recording, "a8", "Open")
    go.until(lambda: shown(go)[0] == "Open")
