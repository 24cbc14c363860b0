"""Field selection (`what`) and partial writes of records (`ows.md` 7.1, 7.5)."""

from __future__ import annotations

import re
from typing import Any

from .faults import ABSTRACT_FIELD, INVALID_ARGUMENTS, Fault

Record = dict[str, Any]
# What can be selected: a name leads to None (a plain field) or to the fields of a sub-entity.
Fields = dict[str, "Fields | None"]

# Free fields exist in every record without being listed (`ows.md` 11).
_FREE = re.compile(r"extraInfo\d{1,3}|matchCriteria_\d{1,2}")
# AngularJS leaves its own mark on objects that went through a list on screen (`ows.md` 2.5).
_NOISE = "$$hashKey"


def known(path: list[str], fields: Fields) -> bool:
    """Whether a dotted field is one that can be selected."""
    level: Fields | None = fields
    for name in path:
        if level is None:
            return False
        if name in level:
            level = level[name]
        elif _FREE.fullmatch(name):
            level = None
        else:
            return False
    return True


def select(row: Record, what: Any, fields: Fields, default: Fields) -> Record:
    """The asked part of a row: a tree with leaves 1 or true, or null for the default set. `uid` always comes along.

    Raises Fault where a field cannot be selected: that fails the whole call (`ows.md` 2.4).
    """
    chosen = _branch(row, what, fields, default)
    if "uid" in row:
        chosen.setdefault("uid", row["uid"])
    return chosen


def check(what: Any, fields: Fields) -> None:
    """Refuses a selection before any row is looked at, so that it fails on an empty list too."""
    _branch({}, what, fields, {})


def _branch(row: Any, what: Any, fields: Fields, default: Fields) -> Record:
    row = row if isinstance(row, dict) else {}
    if what is None or what == [] or what == {}:
        what = dict.fromkeys(default, 1)
    elif isinstance(what, list):
        what = dict.fromkeys((name for name in what if isinstance(name, str)), 1)
    if not isinstance(what, dict):
        raise Fault(INVALID_ARGUMENTS)
    chosen: Record = {}
    for name, leaf in what.items():
        if name == _NOISE or (not leaf and leaf is not None and not isinstance(leaf, dict | list)):
            continue
        if not known([name], fields):
            raise Fault(ABSTRACT_FIELD)
        deeper = fields.get(name)
        if deeper is None:
            if isinstance(leaf, dict) and leaf:
                raise Fault(ABSTRACT_FIELD)
            chosen[name] = row.get(name)
        else:
            asked = leaf if isinstance(leaf, dict) else None
            chosen[name] = _branch(row.get(name), asked, deeper, default.get(name) or deeper)
    return chosen


def merge(old: Any, new: Any) -> Any:
    """A changed value on top of the present one: objects field by field, ADD and DELETE inside collections."""
    if new == [] and isinstance(old, dict):
        return old  # PHP's empty object: nothing changed
    if not isinstance(new, dict):
        return new
    if isinstance(old, list) and ("ADD" in new or "DELETE" in new):
        old = {str(number): item for number, item in enumerate(old)}
    merged: Record = dict(old) if isinstance(old, dict) else {}
    for name in _names(new.get("DELETE")):
        merged.pop(name, None)
    for name, value in new.items():
        if name not in {_NOISE, "ADD", "DELETE"}:
            merged[name] = merge(merged.get(name), value)
    added = new.get("ADD")
    for item in added if isinstance(added, list) else []:
        merged[str(max((int(key) for key in merged if key.isdecimal()), default=0) + 1)] = item
    return merged


def _names(value: Any) -> list[str]:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return [str(item) for item in items if isinstance(item, str | int)]


def unknown_fields(data: Record, fields: Fields) -> list[list[str]]:
    """The paths in `data` that `fields` does not have."""
    found = []
    for name, value in data.items():
        deeper = fields.get(name)
        if name in {_NOISE, "ADD", "DELETE"}:
            continue
        if not known([name], fields):
            found.append([name])
        elif isinstance(value, dict) and deeper is not None:
            found += [[name, *path] for path in unknown_fields(value, deeper)]
    return found


def learn(fields: Fields, path: list[str]) -> None:
    """Makes one more field selectable."""
    *outer, name = path
    level: Fields | None = fields
    for each in outer:
        level = level.get(each) if level is not None else None
    if level is not None:
        level.setdefault(name, None)
