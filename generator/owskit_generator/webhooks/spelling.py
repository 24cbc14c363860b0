"""Fields of OTYS' webhooks under every name that they may have (`ows.md` 4.4).

Definitions are camelCase and log rows snake_case where OTYS' own plugin reads them; the manual has other names, partly
in brackets. Compared are letters and digits in lower case: `klantGlobal`, `klant_global`, `[klantglobal]` are one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# field → its names, the likeliest first
DEFINITION: Mapping[str, tuple[str, ...]] = {
    "uid": ("uid", "id"),
    "service_call": ("servicecall",),
    "address": ("webhookurl", "url"),
    "everyone": ("klantglobal", "clientglobal"),
    "client": ("klantid", "clientid"),
    "user": ("userid",),
}
LOG: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "logid", "uid"),
    "address": ("webhookurl", "url"),
    "request": ("requestdata",),
    "response": ("responsedata",),
    "code": ("responsecode",),
    "added": ("added", "addeddatetime", "dtadded"),
    "processed": ("isprocessed", "processed"),
    "processed_at": ("dtprocessed", "processeddatetime"),
    "client": ("klantid", "clientid"),
    "user": ("userid",),
}


def rows(result: Any) -> list[Any]:
    """The rows of a list, as getList (flat) and getLogs (one level deeper) give them, as a list or as an object with
    numbers as keys; `[null]`, `[]` and null are none (`ows.md` 4.3)."""
    result = _values(result)
    if not isinstance(result, list):
        return []
    if len(result) == 1 and not _is_row(result[0]):
        inner = _values(result[0])
        result = inner if isinstance(inner, list) else result
    return [row for row in result if row is not None]


def fields(row: Any, names: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """What a row holds by our names; what it has not is left out."""
    if not isinstance(row, dict):
        return {}
    given = {normal(key): value for key, value in reversed(row.items())}
    found = {}
    for field, spellings in names.items():
        name = next((name for name in spellings if name in given), None)
        if name is not None:
            found[field] = given[name]
    return found


def normal(key: str) -> str:
    return "".join(letter for letter in key.lower() if letter.isascii() and letter.isalnum())


def text(value: Any) -> str | None:
    """An id, a name or a time as text; ids change type freely (`ows.md` 6). None for nothing and what is neither."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value) or None


def flag(value: Any) -> bool:
    """A flag in any of its forms: true, 1, "1", "true"."""
    if isinstance(value, str):
        return value.strip().lower() not in {"", "0", "false", "null", "no"}
    return bool(value)


def _values(result: Any) -> Any:
    """PHP makes an object of a list whose numbers have a hole."""
    if isinstance(result, dict) and result and all(key.isdecimal() for key in result):
        return list(result.values())
    return result


def _is_row(value: Any) -> bool:
    return isinstance(value, dict) and not (value and all(key.isdecimal() for key in value))
