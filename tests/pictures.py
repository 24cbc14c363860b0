"""The README's pictures, from a recording of the sandbox's Go!: `python -m tests.pictures`, or `make pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import expect

from owskit_addon.capture import read_captures
from owskit_generator.catalogue.document import document
from owskit_generator.catalogue.html_page import render_html
from owskit_generator.catalogue.learn import learn
from owskit_generator.catalogue.notes import Notes
from owskit_generator.catalogue.publish import Filter, published
from owskit_sandbox import Rules, Sandbox
from tests.e2e.go_page import chromium
from tests.e2e.test_bar import recorded
from tests.e2e.test_first_session import CHECKLIST, sign_in, ways

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
WIDE = {"width": 1280, "height": 720}


def record(folder: Path) -> Path:
    """The capture of a session by the how-to's checklist; takes the bar's picture in its last action."""
    capture, listed = folder / "session.jsonl", folder / "status.yaml"
    listed.write_text(CHECKLIST, encoding="utf-8")
    with Sandbox(rules=Rules(rate_per_minute=0)) as sandbox, recorded(sandbox, capture, checklist=listed) as go:
        go.page.set_viewport_size(WIDE)
        go.page.goto(f"{sandbox.url}/us/modular.html?poll=0")
        sign_in(go.page, sandbox)
        go.page.get_by_role("banner").get_by_role("combobox").select_option("en")

        def picture_bar() -> None:
            expect(go.bar.locator(".calls")).to_contain_text("updateBulk")
            go.page.screenshot(path=FOLDER / "bar.png")

        ways(go.page, seen=picture_bar)
    return capture


def picture_catalogue(capture: Path, page_file: Path) -> None:
    made = published(document(learn(read_captures([capture]))), Filter())
    page_file.write_text(render_html(made, Notes(title="Change main status", client="Acme")), encoding="utf-8")
    with chromium() as browser:
        page = browser.new_page(viewport=WIDE)
        page.goto(page_file.as_uri())
        page.screenshot(path=FOLDER / "catalogue.png")


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as given:
        folder = Path(given)
        picture_catalogue(record(folder), folder / "catalogue.html")


if __name__ == "__main__":
    main()
