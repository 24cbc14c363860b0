"""Names from traffic come out as text in every format, whatever they are."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from tests.generator.catalogue.hostile import NAMES, hostile
from tests.generator.catalogue.xlsx import cells

from owskit_generator.catalogue.folder import CSV, HTML, JSON, MARKDOWN, OPENRPC, POSTMAN, XLSX, texts
from owskit_generator.catalogue.notes import Notes
from owskit_generator.catalogue.postman import postman

_ATTRIBUTES = {
    "id", "class", "href", "lang", "charset", "http-equiv", "content", "name", "style", "translate", "aria-label",
    "aria-labelledby", "aria-hidden", "aria-describedby", "role", "tabindex", "scope", "rowspan", "colspan", "title",
    "type", "for", "placeholder", "autocomplete", "spellcheck", "hidden", "viewbox", "cx", "cy", "r", "d", "data-copy",
    "data-found", "data-nothing", "data-copied", "alt", "src",
}  # fmt: skip


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    catalogue = hostile()
    words = Notes(title=NAMES[0], client=NAMES[1], intro=NAMES[2], events={NAMES[3]: NAMES[0]})
    found: dict[str, Any] = dict(texts(catalogue, words, "nl"))
    found[POSTMAN] = json.dumps(postman(catalogue))
    return found


def test_the_page_has_only_elements_and_attributes_of_its_own(made: dict[str, Any]) -> None:
    parser = _Elements()
    parser.feed(made[HTML])
    assert [tag for tag, _ in parser.found].count("script") == 1
    assert not {tag for tag, _ in parser.found} & {"img", "iframe", "object", "link", "base", "embed"}
    for tag, attributes in parser.found:
        assert set(attributes) <= _ATTRIBUTES, (tag, attributes)
        for name in ("href", "src"):
            assert (attributes.get(name) or "#").startswith("#"), attributes
    assert "<!-- -->" not in made[HTML]
    assert "{{ 7*7 }}{% raw %}${7*7}" in made[HTML]


def test_no_text_steers_or_fills_the_page(made: dict[str, Any]) -> None:
    for name in (HTML, MARKDOWN):
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", made[name]), name
        assert "x" * 201 not in made[name], name


def test_spreadsheets_have_no_formulas(made: dict[str, Any]) -> None:
    for row in csv.reader(io.StringIO(made[CSV].removeprefix("\ufeff"))):
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")), cell
            assert "\n" not in cell
    rows = [row for sheet in cells(made[XLSX]).values() for row in sheet]
    assert len(rows) > 100
    assert not any(cell.startswith("FORMULA") for row in rows for cell in row)
    assert any(cell.startswith("=HYPERLINK") for row in rows for cell in row), "it is there, as text"


def test_what_machines_read_is_ascii_json(made: dict[str, Any]) -> None:
    for name in (JSON, OPENRPC, POSTMAN):
        assert made[name].isascii(), name
        json.loads(made[name])


def test_a_collection_has_no_variables_but_ours(made: dict[str, Any]) -> None:
    def strings(value: Any) -> Any:
        if isinstance(value, str):
            yield value
        for inner in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
            yield from strings(inner)

    for item in json.loads(made[POSTMAN])["item"]:
        for request in item["item"]:
            body = request["request"]["body"]["raw"]
            assert set(re.findall(r"\{\{.*?\}\}", body)) <= {"{{session}}"}
            assert json.loads(body)["jsonrpc"] == "2.0"
            assert "{{" not in request["request"]["description"]


def test_a_status_that_is_anything_is_not_told(made: dict[str, Any]) -> None:
    """The field is one whose values may be told, its values are not."""
    for call in json.loads(made[JSON])["service_calls"]:
        rows = call.get("result", {}).get("properties", {}).get("listOutput", {}).get("items", {})
        assert "enum" not in rows.get("properties", {}).get("status", {}), call["service_call"]
