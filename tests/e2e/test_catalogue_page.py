"""catalogue.html in a real browser: from disk, without network, by mouse, keyboard, screen reader and on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.e2e.test_go_look import TOO_FAINT, UNNAMED
from tests.generator.catalogue.hostile import hostile
from tests.generator.catalogue.remake import NOTES, catalogue

from owskit_addon.capture.events import Action, Call, CaptureStart, Event, Way
from owskit_generator.catalogue.document import document
from owskit_generator.catalogue.folder import with_changes
from owskit_generator.catalogue.html_page import render_html
from owskit_generator.catalogue.learn import learn
from owskit_generator.catalogue.notes import Notes
from owskit_generator.catalogue.publish import Filter, published
from owskit_generator.catalogue.sentences import Language

_SEARCH = """(texts) => texts.map((text) => {
  const box = document.querySelector("#search");
  box.value = text;
  const start = performance.now();
  box.dispatchEvent(new Event("input"));
  document.body.offsetHeight;
  return performance.now() - start;
})"""
"""Milliseconds from typing until the page is laid out again."""
SIZES = [(1280, 800), (390, 844)]
Open = Callable[..., Page]


def status() -> dict[str, Any]:
    """A business event with four ways, a screen, and changes since an edition before."""
    at = "2026-11-20T09:30:{:02}.000Z".format
    session, uid = "tok:session:26:0123456789", "tok:uid:16:0123456789"

    def done(number: int, label: str, way: str | None, *names: str, **more: Any) -> list[Event]:
        event = "Change main status" if way else None
        action = Action(
            id=f"a{number}",
            label=label,
            how="checklist",
            at=at(number),
            business_event=event,
            way=way,
            where="Candidates",
        )
        args = [session, uid, {"statusId": 12345, **more}]
        calls = [
            Call(id="e", at=at(number), service_call=n, action=f"a{number}", sure="certain", args=args) for n in names
        ]
        return [action, *calls]

    events: list[Event] = [CaptureStart(started=at(0), values="tokens")]
    row = {"uid": uid, "statusId": 12345}
    events.append(Call(id="l", at=at(0), service_call="CandidateService.getListEx", result={"listOutput": [row]}))
    events += done(1, "Save", "from the detail", "CandidateService.updateEx", "CandidateService.getDetail")
    events += done(2, "Save", "in bulk from the list", "CandidateService.updateBulk")
    events += done(
        3,
        "Step",
        "from a workflow",
        "WorkflowService.executeStep",
        "CandidateService.updateEx",
        note="tok:text:4:0123456789",
    )
    events += done(4, "Open a candidate", None, "CandidateService.getDetail")
    events.append(Way(business_event="Change main status", way="by import", at=at(9), state="listed"))
    before = published(document(learn(events)), Filter())
    events += done(5, "Publish", None, "VacancyService.updateEx", field="tok:date:10:0123456789")
    return with_changes(published(document(learn(events)), Filter()), before)


def big(calls: int = 500, fields: int = 50) -> dict[str, Any]:
    """As much as the issue names, with names of usual length."""
    at = "2026-11-20T09:30:00.000Z"
    kinds: list[Any] = ["tok:text:4:0123456789", None, 3, "tok:date:10:0123456789", {"uid": "tok:uid:16:0123456789"}]
    events: list[Event] = [CaptureStart(started=at, values="tokens")]
    for number in range(calls):
        service, verb = f"Candidate{chr(65 + number % 26)}{number // 26}Service", ("getDetail", "updateEx")[number % 2]
        action = f"a{number}"
        events.append(Action(id=action, label=f"Save {number % 90}", how="mark", at=at, where=f"Screen {number % 20}"))
        names = [f"{('status', 'contact', 'address', 'owner')[n % 4]}Field{n}" for n in range(fields - 3)]
        for turn in range(2):
            data = {name: kinds[(n + turn) % 5] for n, name in enumerate(names[:15]) if n % 3 or turn}
            result = {name: kinds[n % 5] for n, name in enumerate(names[15:]) if n % 4 or turn}
            args = ["tok:session:26:0123456789", "tok:uid:16:0123456789", data]
            events.append(
                Call(
                    id="e",
                    at=at,
                    service_call=f"{service}.{verb}",
                    action=action,
                    sure="certain",
                    args=args,
                    result=result,
                )
            )
    return published(document(learn(events)), Filter())


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a catalogue from disk; afterwards nothing was asked for, said or hacked."""
    contexts, faults = [], []

    def shown(
        data: dict[str, Any],
        *,
        notes: Notes | None = None,
        language: Language = "en",
        size: tuple[int, int] = SIZES[0],
        scheme: str = "light",
        script: bool = True,
    ) -> Page:
        path = tmp_path / "catalogue.html"
        path.write_text(render_html(data, notes, language), encoding="utf-8")
        viewport = {"width": size[0], "height": size[1]}
        context = browser.new_context(
            viewport=viewport, color_scheme=scheme, java_script_enabled=script, reduced_motion="reduce"  # type: ignore[arg-type]
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: None if request.url == path.as_uri() else faults.append(request.url[:200]))
        page.goto(path.as_uri())
        return page

    yield shown
    for context in contexts:
        context.close()
    assert [fault for fault in faults if not fault.startswith("data:image/")] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("which", [status, catalogue, hostile, big])
def test_it_fits_and_can_be_read_and_heard(show: Open, which: Any, size: tuple[int, int], scheme: str) -> None:
    if which is big and (size != SIZES[0] or scheme == "dark"):
        pytest.skip("one look at the large one is enough")
    page = show(which(), notes=NOTES, size=size, scheme=scheme)
    if which is not big:
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(TOO_FAINT) == []
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate("window.hacked") is None
    if which is big:
        return  # axe takes minutes for it, and it has nothing that the others have not
    found = Axe().run(page)
    violations = [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found.response["violations"]]
    assert violations == []


def test_the_first_screen_says_what_to_subscribe_to(show: Open) -> None:
    page = show(status(), notes=Notes(client="Acme"))
    table = page.get_by_role("group", name="What to subscribe to")
    assert table.locator("code").all_inner_texts() == ["CandidateService.updateEx", "CandidateService.updateBulk"]
    box = table.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < SIZES[0][1]
    event = page.locator("section.event", has_text="Change main status")
    rows = [row.strip().split("\t") for row in event.locator("tbody").all_inner_texts()]
    assert rows[0][1:] == ["CandidateService.updateEx", "1 of 1", "yes"]
    assert rows[3] == ["by import", "not tried", "–", "?\nnot known"]
    expect(page.get_by_role("heading", level=1)).to_have_text("Service calls behind OTYS Go!")
    expect(page.get_by_text("For Acme · Recorded 20 Nov 2026")).to_be_visible()


def test_on_a_telephone_no_part_of_a_table_is_out_of_sight(show: Open) -> None:
    page = show(status(), size=(390, 844))
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    hidden = "[...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > innerWidth)"
    assert page.evaluate(f"{hidden}.length") == 0
    assert (
        page.evaluate("[...document.querySelectorAll('.scroll')].filter((s) => s.scrollWidth > s.clientWidth).length")
        == 0
    )


def test_search_as_one_types(show: Open) -> None:
    page = show(status())
    details = page.locator("details")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("executestep")
    expect(page.get_by_role("status")).to_contain_text("2 of ")
    expect(details.filter(visible=True)).to_have_count(1)
    expect(page.locator("section.event", has_text="Change main status")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(page.get_by_role("status")).to_be_empty()
    expect(details.filter(visible=True)).to_have_count(details.count())
    # A field opens the call that has it, and closes it again.
    page.keyboard.press("/")
    page.keyboard.type("note")
    expect(page.locator("details[open]")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator("details[open]")).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.type("<b>nothing")
    expect(page.get_by_role("status")).to_have_text(
        "Nothing here has “<b>nothing” in it. Try a part of a word, or clear the search."
    )


def test_a_slash_that_is_typed_is_a_slash(show: Open) -> None:
    page = show(status())
    page.keyboard.press("/")
    page.keyboard.type("a/b")
    expect(page.get_by_role("searchbox")).to_have_value("a/b")


def test_folding_by_keyboard_and_all_at_once(show: Open) -> None:
    page = show(status())
    first = page.locator("details").first
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(first).to_have_attribute("open", "")
    expect(first.locator("table.fields").first).to_be_visible()
    page.get_by_role("button", name="Close all details").click()
    expect(page.locator("details[open]")).to_have_count(0)
    page.get_by_role("button", name="Open all details").click()
    expect(page.locator("details:not([open])")).to_have_count(0)


def test_a_link_to_a_call_opens_it(show: Open) -> None:
    page = show(status())
    link = page.locator("section.event", has_text="Change main status").locator("a", has_text="updateBulk")
    target = page.locator(str(link.get_attribute("href")))
    link.click()
    expect(target).to_have_attribute("open", "")
    expect(target).to_be_in_viewport()
    target.locator("summary").click()
    link.click()  # the same address once more
    expect(target).to_have_attribute("open", "")


def test_a_name_is_copied_with_one_click(show: Open) -> None:
    page = show(status())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy CandidateService.updateBulk").first.click()
    expect(page.get_by_role("status")).to_have_text("Copied: CandidateService.updateBulk")
    assert page.evaluate("navigator.clipboard.readText()") == "CandidateService.updateBulk"


def test_on_paper_everything_is_opened_and_nothing_can_be_pressed(show: Open, tmp_path: Path) -> None:
    page = show(status())
    page.emulate_media(media="print")
    for hidden in ("nav", ".top", ".tools", ".copy"):
        expect(page.locator(hidden).filter(visible=True)).to_have_count(0)
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    assert (tmp_path / "page.pdf").read_bytes().count(b"/Type /Page\n") >= 4
    expect(page.locator("details[open]")).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("details:not([open])")).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("details[open]")).to_have_count(0)


def test_without_script_it_is_all_there(show: Open) -> None:
    page = show(status(), script=False)
    expect(page.locator(".search")).to_be_hidden()
    expect(page.locator("noscript")).to_be_visible()
    page.locator("summary").first.click()
    expect(page.locator("table.fields").first).to_be_visible()


def test_dutch(show: Open) -> None:
    page = show(status(), language="nl")
    assert page.locator("html").get_attribute("lang") == "nl"
    text = page.locator("body").inner_text()
    for english in ("Business event", "Subscribe", "not tried", "What changed", " seen", "always", "Search"):
        assert english not in text
    expect(page.get_by_text("Waarop u zich abonneert")).to_be_visible()


def test_five_hundred_calls_of_fifty_fields_open_in_a_second(show: Open) -> None:
    data = big()
    html = render_html(data)
    assert len(data["service_calls"]) == 500
    assert len(html.encode()) < 2_000_000
    # The quickest of a few: others may keep the machine busy.
    opened = 9.0
    for _ in range(8):
        page = show(data)
        opened = min(opened, page.evaluate("performance.getEntriesByType('navigation')[0].domComplete") / 1000)
        if opened < 1:
            break
    assert opened < 1
    assert page.locator("table.fields tr").count() > 25_000
    searched = page.evaluate(_SEARCH, ["c", "contact", "contactField33", "status", "zzz"])
    assert min(searched) < 100, searched
    expect(page.get_by_role("status")).to_contain_text("Nothing here")


def test_the_script_is_small() -> None:
    html = render_html(catalogue())
    script = html[html.index("<script>") : html.index("</script>")]
    assert len(script.encode()) < 30_000
