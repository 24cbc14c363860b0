"""Which tool made a file: its first bytes say it; its name is only checked against them (capture-techniques.md 6)."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

from owskit_addon.errors import SourceError
from owskit_addon.looks_like import HEAD, is_capture, is_flows, is_zlib, looks_like, without_bom
from owskit_addon.sources.har import har_in, head_of
from owskit_addon.sources.saz import sessions_in

Kind = Literal["mitm", "har", "zhar", "saz"]

WORDS: dict[Kind, str] = {
    "mitm": "a mitmproxy flow file",
    "har": "a HAR file",
    "zhar": "a compressed HAR file",
    "saz": "a Fiddler archive",
}
_BY_NAME: dict[str, Kind] = {
    ".mitm": "mitm",
    ".mitmproxy": "mitm",
    ".flow": "mitm",
    ".flows": "mitm",
    ".har": "har",
    ".zhar": "zhar",
    ".saz": "saz",
}


def kind_by_name(path: Path) -> Kind | None:
    """What the name says, None where it says nothing."""
    return _BY_NAME.get(path.suffix.lower())


def detect(path: Path) -> Kind:
    """What the first bytes say. Raises SourceError where they say none of these, and names what it looks like."""
    head = _head(path)
    text = without_bom(head).lstrip()
    if is_capture(head):
        raise SourceError(f"{path} is an owskit capture already.", "Read it as it is: owskit calls " + path.name)
    if text.startswith(b"{"):
        return "har"
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if is_flows(head):
        return "mitm"
    if head.startswith(b"\x1f\x8b") or is_zlib(head):
        inside = head_of(path, HEAD)
        if without_bom(inside).lstrip().startswith(b"{"):
            return "zhar"
        what = f"{looks_like(head)} with {looks_like(inside)} inside" if inside else f"damaged {looks_like(head)}"
        raise _unknown(path, what)
    raise _unknown(path, looks_like(head))


def _zipped(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            if any("c" in session for session in sessions_in(archive).values()):
                return "saz"
            names = archive.namelist()
            if any(name.lower().endswith(".har") for name in names):
                har_in(path, archive)
                return "zhar"
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise _unknown(path, "a damaged zip file") from error
    if any(name in ("word/document.xml", "xl/workbook.xml", "ppt/presentation.xml") for name in names):
        raise _unknown(path, "an Office document")
    raise _unknown(path, "a zip file without Fiddler's raw folder and without a HAR")


def _unknown(path: Path, what: str) -> SourceError:
    return SourceError(
        f"{path} looks like {what}.",
        "What can be imported: mitmproxy's flow files (.mitm), HAR (.har, .zhar) and Fiddler's archives (.saz).",
    )


def _head(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise SourceError(f"{path} is a folder.", "Name the files inside it.")
        with path.open("rb") as file:
            return file.read(HEAD)
    except FileNotFoundError as error:
        raise SourceError(f"{path} does not exist.", "Check the name.") from error
    except OSError as error:
        raise SourceError(f"{path} cannot be opened: {error.strerror or 'the system refuses'}.") from error
