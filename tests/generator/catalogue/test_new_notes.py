"""What is new gets an empty line; every letter that a person typed stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from owskit_generator.catalogue.new_notes import add_new
from owskit_generator.catalogue.notes import load_notes, make_notes

NEW = ("Publish vacancy", "VacancyService.updateEx")


def after(path: Path, text: str) -> str:
    path.write_bytes(text.encode())
    add_new(path, [NEW[0]], [NEW[1]])
    return path.read_bytes().decode()


@pytest.mark.parametrize(
    "text",
    [
        "title: Ours # mine\nevents: # ours\n    # a remark\n    Status: |\n      two\n\n      lines\ncalls:\n",
        "calls:\nevents:\n  Status: 'it''s'",
        "\ufeffcalls:\r\n  X.y: note\r\nevents:\r\n  Status: x\r\n",
        "events: &a\n  b: c\ncalls:",
    ],
)
def test_only_new_lines_are_added(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes.yaml"
    path.write_bytes(text.encode())
    before, made = load_notes(path), after(path, text)
    added = [f'"{NEW[0]}": ""', f'{NEW[1]}: ""']
    kept = [line for line in made.splitlines() if line.strip() not in added]
    assert kept == text.splitlines()
    assert len(made.splitlines()) == len(kept) + 2
    now = load_notes(path)
    assert now.events == {NEW[0]: "", **before.events}
    assert now.calls == {NEW[1]: "", **before.calls}
    assert add_new(path, [NEW[0]], [NEW[1]]) == 0


@pytest.mark.parametrize("text", ["", "title: x\n", "events: {}\ncalls: {a: b}\n", "events: ~\ncalls: null\n"])
def test_another_form_stays_as_it_is(tmp_path: Path, text: str) -> None:
    assert after(tmp_path / "notes.yaml", text) == text


def test_a_file_that_was_made_empty_takes_what_comes(tmp_path: Path) -> None:
    path = tmp_path / "notes.yaml"
    make_notes(path, [], [])
    assert add_new(path, ['Status: "x"', "two\nlines"], ["a"]) == 2
    assert load_notes(path).events == {'Status: "x"': ""}
