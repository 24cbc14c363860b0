"""Two languages from one list, whole in both."""

from __future__ import annotations

import re
import string

import pytest

from owskit_generator.catalogue.sentences import Language, Say, sentences
from owskit_generator.catalogue.words import of_type


def _gaps(sentence: str) -> set[str]:
    return {name for part in sentence.split("|") for _, name, _, _ in string.Formatter().parse(part) if name}


@pytest.mark.parametrize("key", sentences())
def test_both_languages_have_the_same_gaps_and_numbers(key: str) -> None:
    english, dutch = sentences()[key]
    assert _gaps(english) == _gaps(dutch)
    assert english.count("|") == dutch.count("|") <= 1
    assert english.strip() == english != ""
    assert dutch.strip() == dutch != ""


def test_every_sentence_that_is_said_is_there_and_the_other_way_round() -> None:
    from owskit_generator.templates import template_folder

    root = template_folder() / "catalogue"
    code = (root.parents[1] / "generator" / "owskit_generator" / "catalogue").glob("*.py")
    text = "".join(path.read_text(encoding="utf-8") for path in [*root.glob("*.j2"), *code])
    said = set(re.findall(r'say(?:\.plain)?\("([\w.]+)"(?! [~+])', text))
    assert said <= set(sentences()), "said, but not there"
    made = (
        "kind",
        "how.",
        "sure.",
        "outcome.",
        "why_",
        "source_",
        "left_out_",
        "webhook_",
        "field_",
        "type_",
        "required_",
        "way_",
        "call_",
    )
    for key in set(sentences()) - said:
        assert f'"{key}"' in text or f"'{key}'" in text or key.startswith(made), f"{key} is never said"


def test_numbers_and_dates() -> None:
    assert Say("en")("calls", count=12345) == "12,345 service calls"
    assert Say("nl")("calls", count=1) == "1 service call"
    assert (Say("en").date("2026-11-20T09:30"), Say("nl").date("2026-03-02")) == ("20 Nov 2026", "2 mrt. 2026")
    assert Say("en").date("no date") == "no date"


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_type_has_words(language: Language) -> None:
    types = ["array", "boolean", "integer", "number", "object", "string"]
    assert len({of_type(name, Say(language)) for name in types}) == len(types)
    assert of_type("integer", Say("nl")) == "geheel getal"
