from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from owskit_addon.capture.lock import try_lock
from owskit_addon.errors import MapFileError
from owskit_addon.map_file import MapFile, key_of

OWN = """\
# Names for Acme.
version: 1
names:
  # what Jan calls it
  "Candidates › list › Status": Set for selection   # agreed in March
  Vacancies › Publish: 'Put it online'
# the end
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "names.yaml"


def test_names_are_found_by_place_and_label(path: Path) -> None:
    path.write_text(OWN, encoding="utf-8")
    names = MapFile(path)
    assert names.label_for("Candidates › list", "Status") == "Set for selection"
    assert names.label_for("Vacancies", "Publish") == "Put it online"
    assert names.label_for("", "Vacancies › Publish") == "Put it online"
    assert names.label_for("Vacancies", "Save") is None


def test_a_new_file_says_what_it_is_and_is_the_persons_only(path: Path) -> None:
    MapFile(path).keep("Candidates", "Save", "Keep: what I changed")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# What you call what you do")
    assert MapFile(path).label_for("Candidates", "Save") == "Keep: what I changed"
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_is_written_until_something_is_named(path: Path) -> None:
    assert MapFile(path).label_for("a", "b") is None
    assert list(path.parent.iterdir()) == []


def test_what_the_person_wrote_stays_word_for_word(path: Path) -> None:
    path.write_text(OWN, encoding="utf-8")
    names = MapFile(path)
    names.keep("Candidates", "Delete", "Throw away")
    names.keep("Candidates › list", "Status", "Set for an interview")
    expected = OWN.replace("selection   #", "an interview # ") + "  Candidates › Delete: Throw away\n"
    text = path.read_text(encoding="utf-8")
    assert [line.split() for line in text.splitlines()] == [line.split() for line in expected.splitlines()]
    assert MapFile(path).label_for("Candidates", "Delete") == "Throw away"


def test_what_is_edited_meanwhile_is_seen_and_kept(path: Path) -> None:
    path.write_text(OWN, encoding="utf-8")
    names = MapFile(path)
    path.write_text(OWN + "\n# later\n", encoding="utf-8")
    with path.open("a", encoding="utf-8") as file:
        file.write('  "Mine": By hand\n')
    assert names.label_for("", "Mine") == "By hand"
    names.keep("", "Other", "By the bar")
    again = MapFile(path)
    assert (again.label_for("", "Mine"), again.label_for("", "Other")) == ("By hand", "By the bar")
    assert "# later" in path.read_text(encoding="utf-8")


def test_a_name_that_is_taken_back_leaves_the_file(path: Path) -> None:
    path.write_text(OWN, encoding="utf-8")
    names = MapFile(path)
    names.keep("Vacancies", "Publish", None)
    assert names.label_for("Vacancies", "Publish") is None
    assert "Publish" not in path.read_text(encoding="utf-8")
    assert "# what Jan calls it" in path.read_text(encoding="utf-8")


def test_a_file_that_is_being_edited_is_not_touched_and_the_name_follows(path: Path) -> None:
    said: list[str] = []
    path.write_text(OWN, encoding="utf-8")
    names = MapFile(path, said.append)
    broken = OWN + "names: twice\n"
    path.write_text(broken, encoding="utf-8")
    names.keep("Candidates", "Save", "Keep")
    assert path.read_text(encoding="utf-8") == broken
    assert "names.yaml:8:1:" in said[-1]
    assert names.label_for("Candidates", "Save") == "Keep"
    assert names.close() == ["Candidates › Save: Keep"]
    path.write_text(OWN, encoding="utf-8")
    assert names.close() == []
    assert MapFile(path).label_for("Candidates", "Save") == "Keep"


def test_two_recordings_share_a_file(path: Path) -> None:
    one, two = MapFile(path), MapFile(path)
    one.keep("", "A", "from one")
    two.keep("", "B", "from two")
    one.keep("", "C", "from one again")
    third = MapFile(path)
    assert [third.label_for("", label) for label in "ABC"] == ["from one", "from two", "from one again"]


def test_one_writer_at_a_time(path: Path) -> None:
    said: list[str] = []
    names = MapFile(path, said.append)
    fd = os.open(path.with_name(".names.yaml.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        assert try_lock(fd)
        names.keep("", "A", "mine")
    finally:
        os.close(fd)
    assert "another recording writes into it" in said[0]
    names.keep("", "B", "mine too")
    assert MapFile(path).label_for("", "A") == "mine"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: b\n", ":1:1: The key a is not known."),
        ("[1]\n", ":1:1: This is no file of names."),
        ("names: [a]\n", ":1:8: names is no list of names."),
        ("names:\n  a: 3\n", ":2:6: No name stands here."),
        ("names:\n  a: ''\n", ":2:6: No name stands here."),
        ("names:\n  true: b\n", ":2:3: True is no text. Put it in quotes."),
        (f"names:\n  a: {'x' * 101}\n", ":2:6: This name is longer than 100 characters."),
        ("names:\n  a: b\n  a: c\n", ":3:3: this key stands here a second time"),
        ("version: 3\n", ":1:10: This version is not known."),
    ],
)
def test_faults_have_line_and_column(path: Path, text: str, fault: str) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MapFileError) as caught:
        MapFile(path)
    assert fault in caught.value.message


@pytest.mark.parametrize("text", ["", "names:\n", "version: 1\nnames:   # none yet\n", "# mine\n"])
def test_an_empty_file_is_begun(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    MapFile(path).keep("Candidates", "Save", "Keep")
    assert MapFile(path).label_for("Candidates", "Save") == "Keep"
    assert all(line.strip() in path.read_text(encoding="utf-8") for line in text.splitlines() if "#" in line)


def test_line_ends_of_windows_stay(path: Path) -> None:
    path.write_bytes(OWN.replace("\n", "\r\n").encode())
    MapFile(path).keep("Candidates", "Save", "Keep")
    assert path.read_bytes().count(b"\r\n") == path.read_bytes().count(b"\n") == OWN.count("\n") + 1


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere"
    real.mkdir()
    (real / "n.yaml").write_text(OWN, encoding="utf-8")
    path.symlink_to(real / "n.yaml")
    MapFile(path).keep("Candidates", "Save", "Keep")
    assert path.is_symlink()
    assert "Keep" in (real / "n.yaml").read_text(encoding="utf-8")


def test_a_folder_that_takes_nothing_costs_no_name(tmp_path: Path) -> None:
    said: list[str] = []
    (tmp_path / "file").write_text("", encoding="utf-8")
    names = MapFile(tmp_path / "file" / "names.yaml", said.append)
    names.keep("", "A", "mine")
    assert names.label_for("", "A") == "mine"
    assert len(said) == 1


@pytest.mark.parametrize(
    "name", ["a: b", "'", '"', "# no comment", "{{x}}", "- a", "yes", "1", "café ☕", "*a", "|", "%"]
)
def test_any_words_can_be_a_name(path: Path, name: str) -> None:
    MapFile(path).keep(name, name, name)
    assert MapFile(path).label_for(name, name) == name


def test_keys_are_one_line() -> None:
    assert key_of(" Candidates \n› list", "Status\t now") == "Candidates › list › Status now"
    assert key_of("", "Save") == "Save"


def test_a_label_that_says_its_place_is_the_key_itself() -> None:
    assert key_of("Candidates › list", "Candidates › list › Status") == "Candidates › list › Status"
    assert key_of("Candidates", "Candidates") == "Candidates"
    assert key_of("Candidates", "Candidates and more") == "Candidates › Candidates and more"
