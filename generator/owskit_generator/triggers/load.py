"""Reads triggers.yaml and names every fault with line, column and what is expected there."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from owskit_addon.errors import TriggersError
from owskit_generator.catalogue.markdown import single_line
from owskit_generator.triggers.check import Check, Fault
from owskit_generator.triggers.model import Triggers

_MOST_BYTES = 1 << 20
_MOST_FAULTS = 20
_CONFLICT = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?:[ \t]|$)")


def load_triggers(path: Path | str) -> Triggers:
    """The checked file. Raises TriggersError that says `file:line:column`, the fault and what is expected."""
    path = Path(path)
    return parse_triggers(read_text(path), str(path))


def parse_triggers(text: str, name: str, *, allow_none: bool = False) -> Triggers:
    """The same from a text; `name` is what errors call the file. `allow_none`: `triggers` may be empty."""
    check = Check(allow_none=allow_none)
    triggers = check.triggers(read_document(text, name))
    if triggers is None or check.faults:
        raise faulty(name, check.faults)
    return triggers


def unseen_calls(triggers: Triggers, seen: Collection[str]) -> list[str]:
    """A sentence for each call that no capture shows, with the nearest names that one does. A warning, no fault."""
    sentences = []
    for trigger in triggers.triggers:
        for call in (*trigger.service_calls, *trigger.writes, *trigger.reads):
            if call not in seen:
                near = difflib.get_close_matches(call, seen, n=3, cutoff=0.5)
                nearest = f" Nearest: {', '.join(map(single_line, near))}." if near else ""
                sentence = f"{trigger.name}: {call} is in none of the captures given.{nearest}"
                if sentence not in sentences:
                    sentences.append(sentence)
    return sentences


def read_text(path: Path) -> str:
    """The file's text. TriggersError where it is not there, cannot be read, or is no UTF-8 text."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        hint = "`owskit choose CAPTURE --out triggers.yaml` makes one."
        raise TriggersError(f"{path}: there is no such file.", hint) from None
    except OSError as error:
        raise TriggersError(f"{path}: cannot be read ({error.strerror}).", "Give a triggers.yaml.") from None
    if len(data) > _MOST_BYTES:
        raise TriggersError(f"{path}: is larger than 1 MB.", "Give a triggers.yaml, not a capture.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TriggersError(f"{path}:{line}:1: this is no UTF-8 text.", "Save the file as UTF-8.") from None


def read_document(text: str, name: str) -> Any:
    """The YAML document with its places and comments kept (ruamel round-trip)."""
    for number, line in enumerate(text.splitlines(), 1):
        if _CONFLICT.match(line):
            hint = "Decide which side of the merge stays and take the marker lines out."
            raise TriggersError(f"{name}:{number}:1: a merge-conflict marker stands here.", hint)
    try:
        return round_trip().load(text)
    except MarkedYAMLError as error:
        raise _not_yaml(error, text, name) from None
    except (YAMLError, ValueError) as error:
        position = getattr(error, "position", None)
        number = text.count("\n", 0, position) + 1 if isinstance(position, int) else 1
        raise TriggersError(f"{name}:{number}:1: this is not YAML.", "Give a triggers.yaml.") from None
    except RecursionError:
        raise TriggersError(f"{name}:1:1: lists or mappings are nested too deep.", "Give a triggers.yaml.") from None


def round_trip() -> YAML:
    """The YAML of triggers.yaml: comments, order and quotes are kept."""
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 120
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def faulty(name: str, faults: list[Fault]) -> TriggersError:
    """All faults in one error, in the order of the file, each with what is expected."""
    faults = sorted(faults, key=lambda fault: (fault.line, fault.column))
    lines = [f"{name}:{f.line}:{f.column}: {f.what} {f.expected}".rstrip() for f in faults[:_MOST_FAULTS]]
    if len(faults) > _MOST_FAULTS:
        lines.append(f"{name}: and {len(faults) - _MOST_FAULTS} more.")
    hint = "Correct it" if len(faults) == 1 else "Correct them"
    return TriggersError("\n".join(lines), f"{hint} and run the command again.")


def _not_yaml(error: MarkedYAMLError, text: str, name: str) -> TriggersError:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    place = f"{name}:{line + 1}:{column + 1}:"
    lines = text.splitlines()
    here = lines[line] if line < len(lines) else ""
    if "\t" in here[: column + 1]:
        return TriggersError(f"{place} a tab stands here; YAML is indented with spaces.")
    if "duplicate key" in (error.problem or ""):
        return TriggersError(f"{place} this key stands here a second time; keep one of the two.")
    # The parser's own sentence can quote the file; its first line never does more than name a character or token.
    problem = (error.problem or "it cannot be read").splitlines()[0][:120]
    return TriggersError(f"{place} this is not YAML: {problem}.", "Look at this line and the one before it.")
