"""YAML that people write: read with comments kept, every fault named with line and column. Not part of a hot path."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError

from owskit_addon.errors import OwskitError

_MOST_BYTES = 1 << 20
_MOST_FAULTS = 20
_CONFLICT = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?:[ \t]|$)")
Place = tuple[int, int]
"""Line and column, from 0."""


class Fault(NamedTuple):
    """Where (from 1), what is wrong there, and a sentence that says what is expected."""

    line: int
    column: int
    what: str
    expected: str = ""


def fault(place: Place, what: str, expected: str = "") -> Fault:
    return Fault(place[0] + 1, place[1] + 1, what, expected)


def round_trip() -> YAML:
    """Comments, order and quotes are kept."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 120
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def read_text(path: Path, error: type[OwskitError], hint: str) -> str:
    """The file's text. `error` where it is not there, cannot be read, is large, or is no UTF-8 text."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise error(f"{path}: there is no such file.", hint) from None
    except OSError as failed:
        raise error(f"{path}: cannot be read ({(failed.strerror or 'the system refuses').lower()}).", hint) from None
    if len(data) > _MOST_BYTES:
        raise error(f"{path}: is larger than 1 MB.", hint)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as failed:
        line = data.count(b"\n", 0, failed.start) + 1
        raise error(f"{path}:{line}:1: this is no UTF-8 text.", "Save the file as UTF-8.") from None


def read_document(text: str, name: str, error: type[OwskitError], hint: str) -> Any:
    """The document, None where the text holds none. `error` where it is no YAML; never with what the file says."""
    for number, line in enumerate(text.splitlines(), 1):
        if _CONFLICT.match(line):
            said = "Decide which side of the merge stays and take the marker lines out."
            raise error(f"{name}:{number}:1: a merge-conflict marker stands here.", said)
    try:
        return round_trip().load(text)
    except MarkedYAMLError as failed:
        raise _not_yaml(failed, text, name, error) from None
    except RecursionError:
        raise error(f"{name}:1:1: lists or mappings are nested too deep.", hint) from None
    except Exception as failed:  # noqa: BLE001 - a mapping as a key, a number that is none: the parser raises anything
        position = getattr(failed, "position", None)
        number = text.count("\n", 0, position) + 1 if isinstance(position, int) else 1
        raise error(f"{name}:{number}:1: this is not YAML.", hint) from None


def all_faults(name: str, faults: Sequence[Fault], error: type[OwskitError]) -> OwskitError:
    """All of them in one error, in the order of the file, each with what is expected."""
    faults = sorted(faults, key=lambda fault: (fault.line, fault.column))
    lines = [f"{name}:{f.line}:{f.column}: {f.what} {f.expected}".rstrip() for f in faults[:_MOST_FAULTS]]
    if len(faults) > _MOST_FAULTS:
        lines.append(f"{name}: and {len(faults) - _MOST_FAULTS} more.")
    hint = "Correct it" if len(faults) == 1 else "Correct them"
    return error("\n".join(lines), f"{hint} and run the command again.")


def key_place(mapping: CommentedMap, key: Any) -> Place:
    data = (mapping.lc.data or {}).get(key)
    return (data[0], data[1]) if data else (mapping.lc.line, mapping.lc.col)


def value_place(mapping: CommentedMap, key: Any) -> Place:
    """The key's where nothing stands after it: YAML puts that nothing wherever the next thing begins."""
    if mapping.get(key) is None:
        return key_place(mapping, key)
    data = (mapping.lc.data or {}).get(key)
    return (data[2], data[3]) if data else (mapping.lc.line, mapping.lc.col)


def item_place(items: Any, number: int) -> Place:
    data = (items.lc.data or {}).get(number)
    return (data[0], data[1]) if data else (items.lc.line, items.lc.col)


def shown(value: Any) -> str:
    """A text of the file in one line, without what could steer a terminal."""
    text = "".join(letter if letter.isprintable() else "?" for letter in str(value))
    return text if len(text) <= 60 else text[:59] + "…"


def _not_yaml(failed: MarkedYAMLError, text: str, name: str, error: type[OwskitError]) -> OwskitError:
    mark = failed.problem_mark or failed.context_mark
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    place = f"{name}:{line + 1}:{column + 1}:"
    lines = text.splitlines()
    here = lines[line] if line < len(lines) else ""
    if "\t" in here[: column + 1]:
        return error(f"{place} a tab stands here; YAML is indented with spaces.")
    if "duplicate key" in (failed.problem or ""):
        return error(f"{place} this key stands here a second time; keep one of the two.")
    # The parser's own sentence can quote the file; its first line never does more than name a character or token.
    problem = (failed.problem or "it cannot be read").splitlines()[0][:120]
    return error(f"{place} this is not YAML: {problem}.", "Look at this line and the one before it.")
