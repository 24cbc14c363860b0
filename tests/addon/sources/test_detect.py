from __future__ import annotations

import gzip
import zipfile
import zlib
from pathlib import Path

import pytest

from owskit_addon.errors import SourceError
from owskit_addon.sources import detect, kind_by_name


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'{"log":{', "har"),
        (b'\xef\xbb\xbf \r\n{"log":{', "har"),
        (b'{"pages":1,"log":{', "har"),
        (zlib.compress(b'{"log":{'), "zhar"),
        (gzip.compress(b'{"log":{'), "zhar"),
        (b"9:4:type;0:~}", "mitm"),
        (b"1234:7:version;2:21#", "mitm"),
    ],
)
def test_the_first_bytes_say_it(tmp_path: Path, data: bytes, kind: str) -> None:
    path = tmp_path / "named.wrongly"
    path.write_bytes(data)
    assert detect(path) == kind


@pytest.mark.parametrize(
    ("name", "inside", "kind"),
    [("x.har", "raw/1_c.txt", "saz"), ("x.saz", "a/b.HAR", "zhar"), ("x.zip", "Raw\\12_C.txt", "saz")],
)
def test_a_zip_is_known_by_what_is_inside(tmp_path: Path, name: str, inside: str, kind: str) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr(inside, b"x")
    assert detect(tmp_path / name) == kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "an empty file"),
        (b"%PDF-1.7", "a PDF document"),
        (b"PK\x03\x04nonsense", "a damaged zip file"),
        (b"x^2 + y^2", "a text"),
        (b"SQLite format 3\x00", "a SQLite database"),
        (b"\xff\xfe{\x00", "a text in UTF-16"),
        (gzip.compress(b"hello"), "gzip-compressed data with a text inside"),
        (b"\x1f\x8b\x08", "damaged gzip-compressed data"),
        (b'{"event":"capture","format":1}', "an owskit capture already"),
    ],
)
def test_anything_else_is_named(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "x.har"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=words):
        detect(path)


def test_zips_of_other_things_are_named(tmp_path: Path) -> None:
    for inside, words in (("word/document.xml", "an Office document"), ("x.txt", "without Fiddler's raw folder")):
        with zipfile.ZipFile(tmp_path / "x.saz", "w") as archive:
            archive.writestr(inside, b"x")
        with pytest.raises(SourceError, match=words):
            detect(tmp_path / "x.saz")


def test_two_hars_in_one_zip_are_too_many(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("a.har", b"{}")
        archive.writestr("b.har", b"{}")
    with pytest.raises(SourceError, match="holds 2 HAR files"):
        detect(tmp_path / "x.zip")


def test_missing_files_and_folders(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        detect(tmp_path / "none.har")
    with pytest.raises(SourceError, match="is a folder"):
        detect(tmp_path)


@pytest.mark.parametrize(
    ("name", "kind"), [("a.HAR", "har"), ("a.zhar", "zhar"), ("a.saz", "saz"), ("a.mitm", "mitm"), ("a", None)]
)
def test_what_the_name_says(name: str, kind: str | None) -> None:
    assert kind_by_name(Path(name)) == kind
