"""What is served: small enough to stand before every page, and the same script as it is written."""

from __future__ import annotations

import pytest

from owskit_addon.page.documents import Documents
from owskit_addon.page.script import bar, first, module_of, script_of

HERE = "https://acme.otysapp.com"
SMALL = 30_000
"""Bytes (as UTF-8) of a script that runs before the page does."""


def test_what_runs_before_the_page_is_small() -> None:
    documents = Documents()
    document = documents.issue(HERE, "nl", 1.0)
    assert len(script_of(document, documents.path).encode()) < SMALL
    assert "showBar" not in first()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_bar_holds_no_secret(language: str) -> None:
    documents = Documents()
    document = documents.issue(HERE, language, 1.0)
    module = module_of(document)
    assert module == f"export default {bar(language)};\n"
    assert document.token not in module
    before, _, style = module.partition("const BAR_CSS")
    code = before + style.partition("\n")[2]  # style and Dutch sentences are no script
    assert (
        len(code.partition("const PROBLEMS_NL")[0] + code.partition("const PROBLEMS_NL")[2].partition("};")[2]) < SMALL
    )


def test_a_page_that_lets_no_second_script_come_has_the_bar_in_the_first() -> None:
    documents = Documents()
    document = documents.issue(HERE, "en", 1.0, whole=True)
    assert bar("en") in script_of(document, documents.path)
