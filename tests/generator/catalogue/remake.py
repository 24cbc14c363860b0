"""Remakes the golden files: `python -m tests.generator.catalogue.remake`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.generator.catalogue.xlsx import as_text

from owskit_addon.capture.several import read_captures
from owskit_generator.catalogue.document import document
from owskit_generator.catalogue.folder import CSV, HTML, POSTMAN, XLSX, texts
from owskit_generator.catalogue.html_page import render_html
from owskit_generator.catalogue.learn import learn
from owskit_generator.catalogue.notes import Notes
from owskit_generator.catalogue.page import render
from owskit_generator.catalogue.postman import postman
from owskit_generator.catalogue.publish import Filter, published

GOLDEN = Path(__file__).parent / "golden"
NOTES = Notes(
    title="Candidate status",
    client="Acme",
    intro="First line.\n\nSecond <b>paragraph</b>.",
    events={"settings seen": "What the client said {{ 7*7 }}."},
    calls={"CandidateService.updateEx": "The one to take."},
)


def catalogue() -> dict[str, Any]:
    return published(document(learn(read_captures([GOLDEN / "capture.jsonl"]))), Filter())


def made() -> dict[str, str]:
    """File name → what the catalogue of the golden capture holds now; of the workbook its cells as text, of the page
    its body, as style and script are files of their own."""
    found = texts(catalogue(), NOTES, "en")
    golden = {name: content for name, content in found.items() if isinstance(content, str) and name not in (HTML, CSV)}
    golden[CSV] = str(found[CSV]).replace("\r\n", "\n")
    golden[POSTMAN] = json.dumps(postman(catalogue()), indent=2) + "\n"
    workbook = found[XLSX]
    assert isinstance(workbook, bytes)
    golden[f"{XLSX}.txt"] = as_text(workbook)
    for language in ("en", "nl"):
        page = render_html(catalogue(), NOTES, language)
        golden[f"catalogue.{language}.html"] = page[page.index("<body") : page.index("<script>")]
    golden["catalogue.nl.md"] = render(catalogue(), None, "nl")
    return golden


if __name__ == "__main__":
    for name, text in made().items():
        (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")
