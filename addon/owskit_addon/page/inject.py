"""Putting a tag into a page as it came, by its bytes: nothing else in it changes, in whatever charset it is.

HTML's own beginning is read as far as `<head>`: white space, comments, doctype, `<html>`. Where something else begins,
a browser makes a head by itself, and the tag goes there (capture-techniques.md 2).
"""

from __future__ import annotations

import re

_PROLOG = re.compile(
    rb"\s+|<!--.*?-->|<!(?!--)[^>]*>|<\?[^>]*>|<html(?=[\s/>])(?:[^>\"']|\"[^\"]*\"|'[^']*')*>",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = re.compile(rb"<head(?=[\s/>])(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_CHARSET = re.compile(
    rb"<meta\s(?:[^>\"']|\"[^\"]*\"|'[^']*')*?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_MARKS = ((b"\xef\xbb\xbf", ""), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
PRESCAN = 1024
"""Bytes in which a browser looks for a page's `<meta charset>` (HTML, "prescan a byte stream")."""


def inject(page: bytes, tag: str, charset: str = "") -> bytes:
    """The page with `tag` (ASCII) first in its head. `charset` is what the Content-Type says."""
    wide = wide_charset(page, charset)
    if wide:
        text = page.decode(wide, "surrogatepass")
        marked = text.startswith("\ufeff")
        at = marked + place_of(text[marked:].encode("ascii", "replace"))
        return (text[:at] + tag + text[at:]).encode(wide, "surrogatepass")
    at = place_of(page)
    return page[:at] + tag.encode("ascii") + page[at:]


def place_of(page: bytes) -> int:
    """The offset at which the tag goes into a page whose markup is ASCII."""
    at = len(_MARKS[0][0]) if page.startswith(_MARKS[0][0]) else 0
    while found := _PROLOG.match(page, at):
        at = found.end()
    head = _HEAD.match(page, at)
    return head.end() if head else at


def wide_charset(page: bytes, charset: str) -> str:
    """The codec of a page in UTF-16, else an empty text. A byte order mark goes before what the header says."""
    for mark, codec in _MARKS:
        if page.startswith(mark):
            return codec
    name = charset.strip().lower()
    return {"utf-16": "utf-16-le", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}.get(name, "")


def pushed_charset(page: bytes, added: int, charset: str) -> str:
    """The page's own `<meta charset>`, where `added` bytes before it push it out of the browser's sight."""
    if charset or page.startswith(tuple(mark for mark, _ in _MARKS)):
        return ""
    found = _CHARSET.search(page[:PRESCAN])
    pushed = found is not None and found.end() + added > PRESCAN - 32
    return found[1].decode("ascii") if found is not None and pushed else ""
