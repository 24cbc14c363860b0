"""Reads triggers.yaml and names every fault with line, column and what is expected there."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from owskit_addon import yaml_file
from owskit_addon.errors import TriggersError
from owskit_addon.yaml_file import all_faults
from owskit_generator.catalogue.markdown import single_line
from owskit_generator.triggers.check import Check
from owskit_generator.triggers.model import Triggers

_HINT = "Give a triggers.yaml; `owskit choose CAPTURE --out triggers.yaml` makes one."


def load_triggers(path: Path | str) -> Triggers:
    """The checked file. Raises TriggersError that says `file:line:column`, the fault and what is expected."""
    path = Path(path)
    return parse_triggers(read_text(path), str(path))


def parse_triggers(text: str, name: str, *, allow_none: bool = False) -> Triggers:
    """The same from a text; `name` is what errors call the file. `allow_none`: `triggers` may be empty."""
    check = Check(allow_none=allow_none)
    triggers = check.triggers(read_document(text, name))
    if triggers is None or check.faults:
        raise all_faults(name, check.faults, TriggersError)
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
    return yaml_file.read_text(path, TriggersError, _HINT)


def read_document(text: str, name: str) -> Any:
    """The YAML document with its places and comments kept (ruamel round-trip)."""
    return yaml_file.read_document(text, name, TriggersError, _HINT)
