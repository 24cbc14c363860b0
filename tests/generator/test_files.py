"""Files are written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from owskit_addon.errors import GenerateError
from owskit_generator.files import make_folder, write_whole


def test_a_new_file_is_the_owners_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", "x\r\ny\n")
    assert (tmp_path / "a").read_bytes() == b"x\r\ny\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights and seldom such links")
def test_rights_and_links_stay(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o640)
    (tmp_path / "link").symlink_to(target)
    write_whole(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert target.read_text(encoding="utf-8") == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_what_cannot_be_written_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(GenerateError, match="cannot be written"):
        write_whole(tmp_path / "folder", "x")
    with pytest.raises(GenerateError, match="cannot be written"):
        write_whole(tmp_path / "none" / "a", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_folder_that_is_there_keeps_its_rights(tmp_path: Path) -> None:
    before = tmp_path.stat().st_mode
    make_folder(tmp_path)
    make_folder(tmp_path / "a" / "b")
    assert tmp_path.stat().st_mode == before
    assert (tmp_path / "a" / "b").is_dir()
