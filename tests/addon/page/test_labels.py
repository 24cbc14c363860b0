"""What a label may say: the page's words where they are plain ones, and nothing that could be data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owskit_addon.page.channel import SeenGesture
from owskit_addon.page.labels import name
from owskit_addon.page.vocabulary import keep_known
from owskit_addon.redaction.phrases import Phrases


def gesture(*names: tuple[str, str], where: str = "", kind: str = "click") -> SeenGesture:
    return SeenGesture(number=1, at=0, kind=kind, where=where, names=list(names))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Change status", "Change status"),
        ("Kandidaatstatus wijzigen", "Kandidaatstatus wijzigen"),
        ("E-mailadres", "E-mailadres"),
        ("3 candidates selected", "candidates selected"),
        ("Edit Piet Jansen", "Edit …"),
        ("Open dossier van Jan de Boer", "Open dossier …"),
        ("Anna Zwartkruis openen", "… openen"),
        ("de Vries", ""),
        ("Van den Berg", ""),
        ("Jan van der Velden", ""),
        ("van der Velden openen", "… openen"),
        ("Piet Straat bewerken", "… bewerken"),
        ("Overveld", ""),
        ("Nieuwland", ""),
        ("Will Smith", ""),
        ("Velden kiezen", "Velden kiezen"),
        ("Status van de kandidaat", "Status van de kandidaat"),
        ("piet.jansen@example.com", ""),
        ("06-12345678", ""),
        ("Иванов", ""),
        ("", ""),
    ],
)
def test_unknown_words_leave_a_gap(text: str, kept: str) -> None:
    assert keep_known(text) == kept


@given(st.text(max_size=120))
def test_no_word_comes_out_that_is_not_known(text: str) -> None:
    from owskit_addon.page.vocabulary import GAP, is_known

    assert all(word == GAP or is_known(word) for word in keep_known(text).split())


def test_the_best_name_that_may_be_said_in_its_place() -> None:
    found = gesture(("aria-label", "Zwartkruis"), ("title", "Status wijzigen"), where="Kandidaten › =list › =row")
    named = name(found, "nl", lambda words: None)
    assert named == ("Kandidaten › lijst › rij › Status wijzigen", "Kandidaten › lijst › rij", "")
    assert name(gesture(("text", "Jan"), ("role", "button")), "en", lambda words: None).label == "Button"
    assert name(gesture(("role", "place"), kind="key"), "nl", lambda words: None).label == "Toets"
    assert name(gesture(kind="load"), "en", lambda words: None).label == "Page opened"
    assert name(gesture(("label", "Status"), kind="change"), "en", lambda words: None).label == "Status: changed"


def test_what_was_met_as_a_value_is_data_though_its_words_are_plain() -> None:
    phrases = Phrases()
    for value in ("Project manager", "Open", "x " * 200, "Werk"):
        phrases.add(value)
    assert phrases.found_in(["project", "Manager"]) == (0, 2)
    found = gesture(("text", "Open project manager"), ("role", "link"))
    assert name(found, "en", phrases.found_in).label == "Open …"
    assert name(gesture(("text", "Project manager"), ("role", "link")), "en", phrases.found_in).label == "Link"
    assert phrases.found_in(["Open", "project"]) is None


def test_a_label_has_its_length_and_loses_the_outermost_place_first() -> None:
    place = " › ".join(["Status van kandidaten wijzigen in lijst"] * 4)
    named = name(gesture(("text", "Opslaan"), where=place), "nl", lambda words: None)
    assert len(named.label) <= 100
    assert named.label.endswith("› Opslaan")
