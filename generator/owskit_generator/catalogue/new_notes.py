"""Empty lines in notes.yaml for what is new in an edition. Every letter that is there stays."""

from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path
from typing import Any

from ruamel.yaml.comments import CommentedMap

from owskit_addon.errors import CatalogueError
from owskit_addon.yaml_file import read_document, read_text
from owskit_generator.catalogue.markdown import single_line
from owskit_generator.catalogue.notes import entries
from owskit_generator.files import write_whole

_HINT = "It holds your own words for the catalogue, as YAML; docs/catalogue.md shows one."


def add_new(path: Path, events: list[str], calls: list[str]) -> int:
    """Adds what has no line yet at the top of `events:` and of `calls:`; how many lines that were. Where a person wrote
    one of them in another form (braces, `~`, left out), nothing is added there."""
    text, added = read_text(path, CatalogueError, _HINT), 0
    for key, names in (("events", events), ("calls", calls)):
        new = [name for name in names if single_line(name) == name and name not in _noted(text, key)]
        longer = _with(text, key, new)
        if new and _adds_only(text, longer, key, new):
            text, added = longer, added + len(new)
    if added:
        mark = BOM_UTF8 if path.read_bytes().startswith(BOM_UTF8) else b""
        write_whole(path, mark + text.encode("utf-8"))
    return added


def _noted(text: str, key: str) -> dict[str, Any]:
    document = _document(text)
    value = document.get(key)
    return value if isinstance(value, CommentedMap) else {}


def _with(text: str, key: str, names: list[str]) -> str:
    """The text with a line for each name after that of `key`, as far in as the lines below it."""
    document, noted = _document(text), _noted(text, key)
    if key not in document:
        return text
    indent = noted.lc.key(next(iter(noted)))[1] if isinstance(noted, CommentedMap) and noted else 2
    lines = text.split("\n")
    end = "\r" if lines[0].endswith("\r") else ""
    at = document.lc.key(key)[0] + 1
    more = [line + end for line in entries(names, " " * indent)]
    if at == len(lines):  # the last line, without an end
        return "\n".join([*lines[:-1], lines[-1] + end, *more, ""])
    return "\n".join([*lines[:at], *more, *lines[at:]])


def _adds_only(before: str, after: str, key: str, names: list[str]) -> bool:
    """Whether what was read before is read again, and these names with empty notes besides."""
    try:
        was, now = _document(before), _document(after)
    except CatalogueError:
        return False
    if not isinstance(now.get(key), CommentedMap):
        return False
    return {**now, key: dict(now[key])} == {**was, key: {**dict.fromkeys(names, ""), **(was[key] or {})}}


def _document(text: str) -> CommentedMap:
    found = read_document(text, "", CatalogueError, _HINT)
    return found if isinstance(found, CommentedMap) else CommentedMap()
