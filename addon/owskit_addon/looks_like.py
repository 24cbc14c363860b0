"""What a file looks like by its first bytes, in words for a person who gave the wrong one."""

from __future__ import annotations

import re

HEAD = 4096
"""Bytes that are enough to tell."""

_BOM = b"\xef\xbb\xbf"
_MAGIC = (
    (b"PK\x03\x04", "a zip file"),
    (b"PK\x05\x06", "an empty zip file"),
    (b"\x1f\x8b", "gzip-compressed data"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\n\r\r\n", "a network capture (pcapng)"),
    (b"\xd4\xc3\xb2\xa1", "a network capture (pcap)"),
    (b"\xa1\xb2\xc3\xd4", "a network capture (pcap)"),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_FLOWS = re.compile(rb"\d{1,12}:\d{1,12}:")
_CAPTURE = re.compile(rb'\{[^{}]{0,200}"event"\s*:\s*"')
_HAR = re.compile(rb'\{\s*"log"\s*:')


def without_bom(data: bytes) -> bytes:
    return data.removeprefix(_BOM)


def is_utf16(head: bytes) -> bool:
    """What Windows tools write when a text is redirected or saved as "Unicode"."""
    return head.startswith(_UTF16)


def is_flows(head: bytes) -> bool:
    """A mitmproxy flow file is a row of netstrings, each a dictionary whose first member is a netstring again."""
    return _FLOWS.match(head) is not None


def is_zlib(head: bytes) -> bool:
    """The two bytes with which a zlib stream starts (RFC 1950 2.2); one of the four pairs is also a text's `x^`."""
    return head[:2] in (b"x\x01", b"x\x9c", b"x\xda") or (head[:2] == b"x^" and not _text(head))


def is_capture(head: bytes) -> bool:
    return _CAPTURE.match(without_bom(head).lstrip()) is not None


def looks_like(head: bytes) -> str:
    """`a zip file`, `a HAR file`, `a text`, …: never a word of what the file holds."""
    if not head:
        return "an empty file"
    for magic, words in _MAGIC:
        if head.startswith(magic):
            return words
    if is_utf16(head):
        return "a text in UTF-16"
    if is_flows(head):
        return "a mitmproxy flow file"
    if is_zlib(head):
        return "zlib-compressed data"
    text = without_bom(head).lstrip()
    if not text:
        return "a file of blanks"
    if is_capture(head):
        return "an owskit capture"
    if _HAR.match(text):
        return "a HAR file"
    if text[:1] in (b"{", b"["):
        return "a JSON file"
    lower = text[:200].lower()
    if lower.startswith((b"<!doctype html", b"<html")):
        return "an HTML page"
    if text.startswith(b"<"):
        return "an XML or HTML file"
    return "a text" if _text(head) else "a binary file"


def _text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4  # a character cut in two by the end of what was read
    return True
