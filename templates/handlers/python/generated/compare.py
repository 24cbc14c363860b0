"""Values as OTYS means them: what is the same, and what a write would really change (docs/guards.md of owskit, 5)."""

from __future__ import annotations

from typing import Any

from generated.canonical import digest

COMMANDS = frozenset({"ADD", "DELETE"})

_TRUE = frozenset({"true", "1"})
_FALSE = frozenset({"false", "0", ""})


def same(found: Any, wanted: Any) -> bool:
    """Ids and flags change their type freely: 1 is "1", and true is 1, "1" and "true"."""
    if found is None or wanted is None:
        return found is wanted
    if isinstance(found, dict | list) or isinstance(wanted, dict | list):
        return _same_inside(found, wanted)
    if isinstance(found, bool):
        return _text(wanted).lower() in (_TRUE if found else _FALSE)
    if isinstance(wanted, bool):
        return _text(found).lower() in (_TRUE if wanted else _FALSE)
    return _text(found) == _text(wanted)


def _same_inside(found: Any, wanted: Any) -> bool:
    if found in ([], {}) and wanted in ([], {}):
        return True
    if isinstance(found, dict) and isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(same(found[key], wanted[key]) for key in found)
    if isinstance(found, list) and isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(same, found, wanted))
    return False


def difference(current: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """The fields of `wanted` that the record does not hold already."""
    return {field: value for field, value in wanted.items() if not _holds(current.get(field), value)}


def swing(current: dict[str, Any], changes: dict[str, Any]) -> str:
    """Equal for the same fields that go from the same values to the same values."""
    return digest([[field, current.get(field), changes[field]] for field in sorted(changes)])


def _holds(current: Any, wanted: Any) -> bool:
    """Of an object only the keys that would be written count: the rest of it stays as it is."""
    if isinstance(wanted, dict) and wanted:
        if COMMANDS & wanted.keys():
            return False
        return isinstance(current, dict) and all(_holds(current.get(key), value) for key, value in wanted.items())
    return same(current, wanted)


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).lower() if isinstance(value, bool) else str(value)
