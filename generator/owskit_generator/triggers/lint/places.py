"""Where in the text of a triggers file something stands."""

from __future__ import annotations

from typing import Any, NamedTuple

from owskit_generator.triggers.load import read_document


class Place(NamedTuple):
    """From 1."""

    line: int
    column: int


class Places:
    """Of a file that was read without a fault: its triggers are those of `Triggers`, in the same order."""

    def __init__(self, text: str, name: str) -> None:
        self.file = name
        items: Any = read_document(text, name)["triggers"]
        self._triggers = {item["name"]: item for item in items}

    def of(self, trigger: str, key: str = "name", entry: str | None = None) -> Place:
        """A trigger's key (its value), or one entry in the list there; where it is left out, the trigger's name."""
        item = self._triggers[trigger]
        if key not in item:
            key = "name"
        value: Any = item[key]
        if entry is not None and isinstance(value, list) and entry in value:
            line, column = value.lc.item(value.index(entry))  # type: ignore[attr-defined]
        else:
            line, column = item.lc.value(key)
        return Place(line + 1, column + 1)
