"""The sandbox's Go! for people: every page narrow and wide, light and dark, by keyboard, in two languages."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.e2e.go_page import Go, new_go

from owskit_sandbox import Sandbox

FILES = Path(__file__).parents[2] / "sandbox/owskit_sandbox/go"
SENTENCES = re.compile(r'^\s+"?([\w.]+)"?: \[\s*"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)",?\s*\],$', re.M)

# Texts whose contrast with what is behind them is below WCAG AA: 4.5, or 3 for large text. Disabled ones are exempt.
TOO_FAINT = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const color = rgba(getComputedStyle(each).backgroundColor);
      if (color[3] === 255) return color;
    }
    return rgba(getComputedStyle(document.body).backgroundColor);
  };
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || element.closest(":disabled, .sr-only, option, [hidden]") || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(rgba(style.color)), light(behind(element))].sort((x, y) => y - x);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (large ? 3 : 4.5)) found.push(`${element.textContent.trim().slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return found;
}"""

UNNAMED = """() => [...document.querySelectorAll("button, a, input, select, textarea")]
  .filter((each) => each.getClientRects().length)
  .filter((each) => !each.getAttribute("aria-label") && !each.getAttribute("aria-labelledby") && !each.labels?.length)
  .filter((each) => !each.textContent.trim())
  .map((each) => each.outerHTML)"""


@pytest.fixture
def new(browser: Browser, sandbox: Sandbox) -> Iterator[Callable[..., Go]]:
    made: list[Go] = []

    def make(width: int = 1280, scheme: str = "light") -> Go:
        viewport = {"width": width, "height": 800}
        context = browser.new_context(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        made.append(new_go(context, sandbox))
        return made[-1]

    yield make
    for go in made:
        go.page.context.close()
        assert go.faults == []


def look(go: Go) -> None:
    """What holds on every page, whatever is on it."""
    go.after()
    assert go.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, go.page.url
    assert go.page.evaluate(TOO_FAINT) == [], go.page.url
    assert go.page.evaluate(UNNAMED) == [], go.page.url
    assert go.page.evaluate("document.querySelectorAll('h1').length") == 1, go.page.url
    assert go.page.evaluate("document.querySelectorAll('main').length") == 1
    ids = go.page.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)")
    assert len(ids) == len(set(ids)), ids


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_fits_can_be_read_and_names_its_controls(new: Callable[..., Go], width: int, scheme: str) -> None:
    go = new(width, scheme)
    go.open()
    expect(go.page.get_by_role("heading", name="Inloggen")).to_be_visible()
    look(go)
    go.sign_in()
    expect(go.page.get_by_role("banner")).to_contain_text("Sandbox")
    look(go)
    for number in (0, 1):
        go.rows.nth(number).get_by_role("checkbox").check()
    go.page.get_by_role("button", name="Status wijzigen").click()
    look(go)
    go.page.get_by_role("menuitem").first.click()
    look(go)
    go.page.get_by_role("dialog").get_by_role("button", name="Wijzigen").click()
    go.says("2 kandidaten")
    look(go)
    go.candidate()
    go.page.get_by_role("button", name="E-mailadres bewerken").click()
    look(go)
    for tab in ("Procedures", "Notities", "Documenten"):
        go.page.get_by_role("tab", name=tab).click()
        look(go)
    for module in ("Vacatures", "Procedures", "Workflows", "Instellingen"):
        go.visit(module)
        look(go)
    go.visit("Procedures")
    go.page.get_by_role("link", name="Toon als bord").click()
    go.page.locator(".board-card").first.wait_for()
    look(go)
    for module in ("Vacatures", "Workflows"):
        go.visit(module)
        go.page.get_by_role("main").get_by_role("listitem").or_(go.rows).first.get_by_role("link").click()
        go.page.locator(".record h1").wait_for()
        look(go)
    go.visit("Kandidaten")
    go.page.get_by_label("Kandidaten zoeken").fill("zzzz")
    expect(go.page.get_by_text("Niets gevonden")).to_be_visible()
    look(go)


def test_by_keyboard(new: Callable[..., Go]) -> None:
    go = new()
    go.sign_in()
    go.page.keyboard.press("/")
    expect(go.page.get_by_label("Kandidaten zoeken")).to_be_focused()
    go.rows.first.get_by_role("checkbox").focus()
    go.page.keyboard.press("Space")
    opener = go.page.get_by_role("button", name="Status wijzigen")
    opener.focus()
    go.page.keyboard.press("Enter")
    expect(go.page.get_by_role("menuitem").first).to_be_focused()
    go.page.keyboard.press("ArrowDown")
    expect(go.page.get_by_role("menuitem").nth(1)).to_be_focused()
    go.page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(go.page.get_by_role("menu")).to_have_count(0)
    go.candidate()
    go.page.get_by_role("tab", name="Algemeen").focus()
    go.page.keyboard.press("ArrowRight")
    expect(go.page.get_by_role("tab", name="Procedures")).to_be_focused()
    expect(go.page.get_by_role("tabpanel", name="Procedures")).to_be_visible()


def test_english(new: Callable[..., Go]) -> None:
    go = new()
    go.sign_in()
    go.page.get_by_label("Taal").select_option("en")
    expect(go.page.get_by_role("heading", level=1)).to_have_text("Candidates")
    assert go.page.evaluate("document.documentElement.lang") == "en"
    go.page.reload()
    expect(go.page.get_by_role("heading", level=1)).to_have_text("Candidates")


def test_an_address_that_is_none_says_where_to_go(new: Callable[..., Go]) -> None:
    go = new()
    go.sign_in()
    go.open("#/nothing/here")
    expect(go.page.get_by_role("main")).to_contain_text("Deze pagina bestaat niet")


def test_no_markup_from_data_and_nothing_that_the_policy_forbids() -> None:
    for path in FILES.rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text), (
            path
        )
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text), path
        if path.suffix == ".html":
            assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=", text), path


def test_every_sentence_is_in_both_languages_and_used() -> None:
    scripts = {path: path.read_text(encoding="utf-8") for path in FILES.rglob("*.js")}
    table = scripts.pop(FILES / "sentences.js")
    sentences = {key: (dutch, english) for key, dutch, english in SENTENCES.findall(table)}
    assert len(sentences) == len(re.findall(r'^  "?[\w.]+"?: \[', table, re.M))
    code = "\n".join(scripts.values())
    for key, (dutch, english) in sentences.items():
        assert set(re.findall(r"\{\w+\}", dutch)) == set(re.findall(r"\{\w+\}", english)), key
        assert dutch.count("|") == english.count("|"), key
    named = set(re.findall(r'\bt\(\s*"([\w.]+)"', code))
    assert named <= set(sentences)
    parts = set(re.findall(r'"([\w.]+)"', code))
    unused = {key for key in sentences if key not in parts and not re.match(r"error\.|SE\d+\.|\w+\.(title|none)$", key)}
    assert unused == set()


def test_the_script_is_small() -> None:
    """Under 30 kB as it travels compressed."""
    assert len(gzip.compress(b"".join(path.read_bytes() for path in sorted(FILES.rglob("*.js"))))) < 30_000
