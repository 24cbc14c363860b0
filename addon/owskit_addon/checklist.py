"""The checklist of a recording: business events, and the ways to do each, to go through with the client.

The manual asks for it (2.2): a field in OTYS Go! can be changed in several ways, and each may use another service call.
"""

from __future__ import annotations

import difflib
import unicodedata
from pathlib import Path
from typing import Any

import msgspec
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from owskit_addon.errors import ChecklistError
from owskit_addon.yaml_file import (
    Fault,
    Place,
    all_faults,
    fault,
    item_place,
    key_place,
    read_document,
    read_text,
    shown,
    value_place,
)

TIMES = 3
"""How often a way is done if nothing is said: calls seen every time are its core, the rest is chance."""

LONGEST = 100
_MOST_EVENTS, _MOST_WAYS, _MOST_TIMES = 100, 50, 20
_HINT = "It lists business events and the ways to do each, as YAML; `owskit record --help` shows one."


class ListedWay(msgspec.Struct, frozen=True):
    name: str
    times: int = TIMES


class BusinessEvent(msgspec.Struct, frozen=True):
    name: str
    ways: tuple[ListedWay, ...]


class Checklist(msgspec.Struct, frozen=True):
    events: tuple[BusinessEvent, ...] = ()


def load_checklist(path: Path | str) -> Checklist:
    """The checked file. Raises ChecklistError that says `file:line:column`, each fault and what is expected."""
    return parse_checklist(read_text(Path(path), ChecklistError, _HINT), str(path))


def parse_checklist(text: str, name: str) -> Checklist:
    """The same from a text; `name` is what errors call the file."""
    document = read_document(text, name, ChecklistError, _HINT)
    if document is None:
        raise ChecklistError(f"{name}: is empty.", _HINT)
    check = _Check()
    checklist = check.checklist(document)
    if check.faults:
        raise all_faults(name, check.faults, ChecklistError)
    return checklist


def name_fault(text: str) -> str:
    """What is wrong with the name of a business event or way; empty where nothing is."""
    if not text.strip():
        return "It has no words."
    if any(unicodedata.category(c)[0] == "C" and not c.isspace() for c in text):
        return "It has characters that cannot be shown."
    if len(" ".join(text.split())) > LONGEST:
        return f"It is longer than {LONGEST} characters."
    return ""


class _Check:
    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def checklist(self, document: Any) -> Checklist:
        if not isinstance(document, CommentedMap):
            self._fault((0, 0), "This is no checklist.", "`events:` stands here, with a list under it.")
            return Checklist()
        self._keys(document, ("version", "times", "events"), "events")
        if document.get("version", 1) != 1:
            self._fault(value_place(document, "version"), "This version is not known.", "version: 1 is expected.")
        times = self._times(document, TIMES)
        items = self._list(document, "events", _MOST_EVENTS)
        events = [self._event(items, number, item, times) for number, item in enumerate(items)]
        return Checklist(tuple(event for event in events if event is not None))

    def _event(self, items: Any, number: int, item: Any, times: int) -> BusinessEvent | None:
        place = item_place(items, number)
        if not isinstance(item, CommentedMap):
            self._fault(place, f"{shown(item)} is no business event.", "`event:` and `ways:` stand here.")
            return None
        self._keys(item, ("event", "times", "ways"), "event", "ways")
        name = self._name(item.get("event"), value_place(item, "event"), "event") if "event" in item else ""
        self._once([other.get("event") for other in items[:number] if isinstance(other, CommentedMap)], name, place)
        times = self._times(item, times)
        ways: list[ListedWay] = []
        listed = self._list(item, "ways", _MOST_WAYS)
        for index, entry in enumerate(listed):
            way = self._way(entry, item_place(listed, index), times)
            self._once([other.name for other in ways], way.name, item_place(listed, index))
            ways.append(way)
        return BusinessEvent(name, tuple(ways))

    def _way(self, entry: Any, place: Place, times: int) -> ListedWay:
        if not isinstance(entry, CommentedMap):
            return ListedWay(self._name(entry, place, "way"), times)
        if "way" not in entry and len(entry) == 1:
            self._fault(place, "This way is taken for a key and a value.", "Put a text with a colon in quotes.")
            return ListedWay("", times)
        self._keys(entry, ("way", "times"), "way")
        name = self._name(entry["way"], value_place(entry, "way"), "way") if "way" in entry else ""
        return ListedWay(name, self._times(entry, times))

    def _name(self, value: Any, place: Place, what: str) -> str:
        if not isinstance(value, str):
            self._fault(place, f"{shown(value)} names no {what}.", "A text is expected; put it in quotes.")
            return ""
        if wrong := name_fault(value):
            self._fault(place, f"This name of {'an event' if what == 'event' else 'a way'} does not do. {wrong}")
            return ""
        return " ".join(value.split())

    def _once(self, others: list[Any], name: str, place: Place) -> None:
        if name and any(isinstance(other, str) and _same(other, name) for other in others):
            self._fault(place, f"“{shown(name)}” stands twice.", "Give each a name of its own.")

    def _times(self, mapping: CommentedMap, default: int) -> int:
        times = mapping.get("times", default)
        if type(times) is not int or not 1 <= times <= _MOST_TIMES:
            expected = f"A number from 1 to {_MOST_TIMES} is expected."
            self._fault(value_place(mapping, "times"), "times has an impossible value.", expected)
            return default
        return times

    def _list(self, mapping: CommentedMap, key: str, most: int) -> Any:
        if key not in mapping:
            return CommentedSeq()
        value = mapping[key]
        if not isinstance(value, CommentedSeq) or not value:
            what = f"{key} is empty." if value is None or value == [] else f"{key} is no list."
            place = key_place(mapping, key) if value is None else value_place(mapping, key)
            self._fault(place, what, "A list with at least one line is expected.")
        elif len(value) > most:
            self._fault(value_place(mapping, key), f"{key} has {len(value)} lines.", f"At most {most} are expected.")
        else:
            return value
        return CommentedSeq()

    def _keys(self, mapping: CommentedMap, known: tuple[str, ...], *needed: str) -> None:
        meant: set[str] = set()
        for key in mapping:
            if key not in known:
                near = difflib.get_close_matches(str(key), known, n=1)
                expected = f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(known)}."
                meant.update(near)
                self._fault(key_place(mapping, key), f"The key {shown(key)} is not known.", expected)
        for key in needed:
            if key not in mapping and key not in meant:
                self._fault((mapping.lc.line, mapping.lc.col), f"The key {key} is missing.")

    def _fault(self, place: Place, what: str, expected: str = "") -> None:
        self.faults.append(fault(place, what, expected))


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == other.casefold()
