"""Text from traffic in Markdown: it comes out as text, whatever it holds."""

from __future__ import annotations

import re
import unicodedata

from owskit_generator.catalogue.words import LIST, Row

_SIGNIFICANT = re.compile(r"[\\`*_\[\]<>#|~$&@]|:(?=//)|www(?=\.)", re.IGNORECASE)
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "|": "&#124;", "`": "&#96;", "@": "&#64;", ":": "&#58;"}
_CODE = re.compile(r"[A-Za-z0-9_$.\-\[\]{}]+")
_MOST = 200


class Markdown(str):
    """Text that is Markdown already. Everything else is escaped when a template writes it."""

    __slots__ = ()


def escape(value: object) -> str:
    """Any value on one line, without meaning in Markdown or HTML, at any place of a line or table cell."""
    if isinstance(value, Markdown):
        return value
    if isinstance(value, int):
        return str(value)
    text = single_line(str(value))
    escaped = _SIGNIFICANT.sub(_escaped, text)
    # A list, a rule or an underlined heading only begins where a line does.
    escaped = re.sub(r"^[-+=](?=[-+=\s]|$)", r"\\\g<0>", escaped)
    return re.sub(r"^(\d{1,9})(?=[.)](\s|$))", r"\1\\", escaped)


def single_line(text: str) -> str:
    """One line without control, format or unprintable characters, at most 200 characters."""
    line = " ".join("".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text).split())
    return line if len(line) <= _MOST else line[: _MOST - 1] + "…"


def code(name: str) -> Markdown:
    """A name in code style where that is safe, else as escaped text: code style has no escapes."""
    return Markdown(f"`{name}`") if _CODE.fullmatch(name) and len(name) <= _MOST else Markdown(escape(name))


def path(row: Row) -> Markdown:
    """`2.Person.firstName`, `listOutput[].uid`."""
    joined = ".".join(row.path).replace(f".{LIST}", LIST)
    if all(_CODE.fullmatch(segment) for segment in row.path) and 0 < len(joined) <= _MOST:
        return Markdown(f"`{joined}`")
    return Markdown(".".join(escape(segment) for segment in row.path))


def _escaped(match: re.Match[str]) -> str:
    found = match[0]
    if len(found) > 1:
        return found[0] + "&#8203;" + found[1:]  # no link of a bare www.
    return _ENTITIES.get(found, "\\" + found)
