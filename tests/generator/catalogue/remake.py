"""Remakes the golden files: `python -m tests.generator.catalogue.remake`."""

from __future__ import annotations

from pathlib import Path

from owskit_addon.capture.reader import read_captures
from owskit_generator.catalogue.document import document, to_json
from owskit_generator.catalogue.learn import learn
from owskit_generator.catalogue.page import render

GOLDEN = Path(__file__).parent / "golden"


def made() -> dict[str, str]:
    """File name → what the catalogue of the golden capture holds now."""
    catalogue = document(learn(read_captures([GOLDEN / "capture.jsonl"])))
    return {"catalogue.json": to_json(catalogue), "catalogue.md": render(catalogue)}


if __name__ == "__main__":
    for name, text in made().items():
        (GOLDEN / name).write_text(text, encoding="utf-8", newline="\n")
