"""The consultant's own words: read with every fault named, made once, never written again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from owskit_addon.errors import CatalogueError
from owskit_generator.catalogue.notes import Notes, load_notes, make_notes, unknown_names

PNG = b"\x89PNG\r\n\x1a\n"


def notes(folder: Path, text: str) -> Notes:
    path = folder / "notes.yaml"
    path.write_text(text, encoding="utf-8")
    return load_notes(path)


def test_everything(tmp_path: Path) -> None:
    (tmp_path / "logo.PNG").write_bytes(PNG)
    made = notes(
        tmp_path,
        "title: T\nclient: 42\nlogo: logo.PNG\nintro: |\n  one\n\n  two\nevents: {A: note}\ncalls:\n  X.y: 'yes'\n"
        "leave_out:\n  calls: [M*]\n  actions: ['Sign in']\n",
    )
    assert (made.title, made.client, made.intro) == ("T", "42", "one\n\ntwo\n")
    assert (made.events, made.calls) == ({"A": "note"}, {"X.y": "yes"})
    assert (made.leave_out_calls, made.leave_out_actions) == (("M*",), ("Sign in",))
    assert made.logo.startswith("data:image/png;base64,iVBORw0K")


@pytest.mark.parametrize("text", ["", "# nothing\n", "title:\nevents:\nleave_out:\n  calls:\n"])
def test_nothing_is_all_right(tmp_path: Path, text: str) -> None:
    assert notes(tmp_path, text) == Notes()


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("- a\n", "1:1", "These are no notes"),
        ("titel: x\n", "1:1", "Did you mean title?"),
        ("title: [x]\n", "1:8", "This is no text"),
        ("title: true\n", "1:8", "This is no text"),
        ("events: x\n", "1:9", "These are no notes"),
        ("calls:\n  X.y: [1]\n", "2:8", "This is no text"),
        ("leave_out: x\n", "1:12", "This holds no lists"),
        ("leave_out:\n  call: []\n", "2:3", "calls or actions"),
        ("leave_out:\n  calls: [1]\n", "2:10", "no list of texts"),
        ("title: a\ntitle: b\n", "2:1", "second time"),
        ("title: 'a\n", "", "this is not YAML"),
        ("logo: x.gif\n", "", "is no PNG, JPEG or SVG"),
        ("logo: nothing.png\n", "", "the logo cannot be read"),
    ],
)
def test_faults_are_named_with_their_place(tmp_path: Path, text: str, place: str, said: str) -> None:
    with pytest.raises(CatalogueError) as raised:
        notes(tmp_path, text)
    assert said in str(raised.value)
    assert f"notes.yaml:{place}" in str(raised.value) or not place


def test_a_large_logo(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(PNG + bytes(600_000))
    with pytest.raises(CatalogueError, match="larger than 500 kB"):
        notes(tmp_path, "logo: logo.png")


@settings(deadline=None)
@given(st.lists(st.text(min_size=1, max_size=20), max_size=4, unique=True))
def test_what_is_made_can_be_read_whatever_the_names(tmp_path_factory: Any, names: list[str]) -> None:
    path = tmp_path_factory.mktemp("notes") / "notes.yaml"
    make_notes(path, names, [f"{name}Service.update" for name in names])
    made = load_notes(path)
    assert set(made.events) <= set(names)
    assert not any(made.events.values())
    assert (made.title, made.leave_out_calls) == ("", ())


def test_notes_on_what_is_not_there() -> None:
    catalogue = {"service_calls": [{"service_call": "AService.update"}]}
    made = Notes(events={"Save": "x", "Sav": "y", "empty": " "}, calls={"AService.updat": "z"})
    assert unknown_names(made, catalogue, ["Save"]) == [
        "The note on Sav is kept, but that is not in this edition. Nearest: Save.",
        "The note on AService.updat is kept, but that is not in this edition. Nearest: AService.update.",
    ]
