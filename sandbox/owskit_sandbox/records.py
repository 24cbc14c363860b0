"""Records: one table per kind, read as lists and details, written by what changed (`ows.md` 7)."""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from .conditions import compile_condition, sort_key, value_at
from .faults import ABSTRACT_FIELD, INVALID_ARGUMENTS, NOT_FOUND, Fault
from .select import Fields, Record, check, known, learn, merge, select, unknown_fields

_UID_ALPHABET = string.ascii_letters + string.digits + "_-"
# What a caller cannot set: who a record is and when it came.
_FIXED = frozenset({"uid", "internalId", "entryDateTime"})


def as_it_is(row: Record) -> Record:
    return row


@dataclass
class Table:
    """Rows by uid. `listed` and `detailed` are what lists and details give unless asked for less. Others can be
    asked for once somebody has written it: OWS knows many more fields than are listed here. `view` completes a stored
    row with what follows from it (the name of its status, of its candidate)."""

    listed: Fields
    detailed: Fields
    view: Callable[[Record], Record] = as_it_is
    rows: dict[str, Record] = field(default_factory=dict)
    next_internal_id: int = 1

    def __post_init__(self) -> None:
        self.list_fields, self.detail_fields = deepcopy(self.listed), deepcopy(self.detailed)

    def find(self, key: Any) -> Record:
        """The stored row of a uid or an internal id. Raises Fault where there is none."""
        row = None
        if isinstance(key, int | str) and not isinstance(key, bool):  # ids change type freely (`ows.md` 6)
            row = self.rows.get(str(key))
            row = row or next((each for each in self.rows.values() if str(each.get("internalId")) == str(key)), None)
        if row is None:
            raise Fault(NOT_FOUND)
        return row

    def add(self, data: Any, now: str) -> str:
        """A new row; gives its uid."""
        if not isinstance(data, dict):
            raise Fault(INVALID_ARGUMENTS)
        uid = new_uid()
        self._write({"uid": uid, "internalId": self.next_internal_id, "entryDateTime": now}, data)
        self.next_internal_id += 1
        return uid

    def update(self, key: Any, data: Any) -> str:
        """Writes the fields that `data` has and leaves the others; gives the uid."""
        row = self.find(key)
        if not isinstance(data, dict) and data != []:  # PHP's empty object
            raise Fault(INVALID_ARGUMENTS)
        self._write(row, data or {})
        return str(row["uid"])

    def delete(self, key: Any) -> str:
        uid = str(self.find(key)["uid"])
        del self.rows[uid]
        return uid

    def _write(self, row: Record, data: Record) -> None:
        changes = {name: value for name, value in data.items() if name not in _FIXED}
        for path in unknown_fields(changes, self.detail_fields):
            learn(self.list_fields, path)
            learn(self.detail_fields, path)
        self.rows[row["uid"]] = merge(row, changes)


def detail(table: Table, key: Any, what: Any) -> Record:
    """getDetail: one record, its asked fields, or all that it has."""
    row = table.view(table.find(key))
    chosen = select(row, what, table.detail_fields, table.detailed)
    return chosen if what else {**row, **chosen}


def listing(table: Table, query: Any, limit: int) -> tuple[list[Record], int]:
    """The rows of a list and how many there are without paging. `limit` is the most that one call gets, unless the
    query says excludeLimitCheck, as OTYS' own plugin does (`ows.md` 5)."""
    if query is None or query == []:
        query = {}
    if not isinstance(query, dict):
        raise Fault(INVALID_ARGUMENTS)
    check(query.get("what"), table.list_fields)
    test = compile_condition(query.get("condition"), table.list_fields)
    rows = [row for row in map(table.view, table.rows.values()) if test(row)]
    for name, direction in reversed(_order(query)):
        path = name.split(".")
        if not known(path, table.list_fields):
            raise Fault(ABSTRACT_FIELD)
        rows.sort(key=lambda row, path=path: sort_key(value_at(row, path)), reverse=direction == "DESC")  # type: ignore[misc]
    start, wanted = _number(query.get("offset"), 0), _number(query.get("limit"), limit)
    if not query.get("excludeLimitCheck"):
        wanted = min(wanted, limit)
    page = rows[start : start + wanted]
    return [select(row, query.get("what"), table.list_fields, table.listed) for row in page], len(rows)


def listing_ex(table: Table, query: Any, limit: int) -> Record:
    """getListEx: {listOutput, totalCount}."""
    rows, total = listing(table, query, limit)
    return {"listOutput": rows, "totalCount": total}


def _order(query: Record) -> list[tuple[str, str]]:
    """`sort`, or `order` as the plugin asks users for (`ows.md` 7.1)."""
    order = query.get("sort") or query.get("order") or {}
    if not isinstance(order, dict):
        raise Fault(INVALID_ARGUMENTS)
    return [(name, str(direction).upper()) for name, direction in order.items()]


def _number(value: Any, default: int) -> int:
    if value is None or value is False:
        return default
    if isinstance(value, int) or (isinstance(value, str) and value.isdecimal() and value.isascii() and len(value) < 10):
        number = int(value)
        if number >= 0:
            return number
    raise Fault(INVALID_ARGUMENTS)


def new_uid() -> str:
    """16 characters, safe in a URL (`ows.md` 6)."""
    return "".join(secrets.choice(_UID_ALPHABET) for _ in range(16))
