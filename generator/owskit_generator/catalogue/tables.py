"""calls.csv and catalogue.xlsx: for a spreadsheet, in which no name from traffic becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from owskit_generator.catalogue.html_view import ORDER
from owskit_generator.catalogue.links import LIST
from owskit_generator.catalogue.markdown import single_line
from owskit_generator.catalogue.sentences import Language, Say
from owskit_generator.catalogue.words import Row, argument_rows, result_rows

COLUMNS = (
    "service_call",
    "kind",
    "seen",
    "failed",
    "arguments",
    "business_events",
    "actions",
    "without_action",
    "sent_inside",
)
MADE_BY = "Made by owskit catalogue"
_SEPARATOR = "; "
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
_WIDEST = 60
_NARROW = 5
Cell = str | int | None
"""None where nothing is to be said: the cell stays empty."""


class Sheet(NamedTuple):
    """`turned`: from this column on heads stand upright over narrow columns."""

    name: str
    head: list[str]
    rows: list[list[Cell]]
    turned: int | None = None


def calls_csv(catalogue: dict[str, Any]) -> str:
    """A line a service call. With a byte order mark, or a spreadsheet takes it for another encoding."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for call in catalogue["service_calls"]:
        writer.writerow([_harmless(cell) for cell in _call(call)])
    return "\ufeff" + out.getvalue()


def _call(call: dict[str, Any]) -> list[Cell]:
    items = call["arguments"].get("prefixItems", [])
    names = [item.get("x-owskit-name") or str(position) for position, item in enumerate(items)]
    events = dict.fromkeys(a["business_event"] for a in call["actions"] if a.get("business_event"))
    labels = dict.fromkeys(a.get("way") or a["label"] for a in call["actions"])
    loose = [f"{sure} {count}" for sure, count in call["without_action"].items()]
    envelopes = dict.fromkeys(name for envelope in call["envelopes"] for name in envelope["path"])
    parts = (names, events, labels, loose, envelopes)
    return [call["service_call"], call["kind"], call["seen"], call["failed"], *(_SEPARATOR.join(p) for p in parts)]


def _harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection)."""
    if not isinstance(cell, str):
        return cell
    text = single_line(cell)
    return f"'{text}" if text.lstrip(" '\"").startswith(_FORMULA) else text


def sheets(catalogue: dict[str, Any], language: Language = "en") -> list[Sheet]:
    """Actions × calls, the same a line a call of an action, and calls × fields."""
    say = Say(language)
    return [_matrix(catalogue, say), _calls_of_actions(catalogue, say), _fields(catalogue, say)]


def _matrix(catalogue: dict[str, Any], say: Say) -> Sheet:
    """A row an action, a column a call that any of them made, writes first; in the cell how often it made it."""
    kinds = {call["service_call"]: call["kind"] for action in catalogue["actions"] for call in action["calls"]}
    columns = sorted(kinds, key=lambda name: (ORDER[kinds[name]], name))
    found: list[list[Cell]] = []
    for action in catalogue["actions"]:
        counts = {call["service_call"]: call["count"] for call in action["calls"]}
        found.append([*_action(action, say), *(counts.get(name) for name in columns)])
    found += [[*first, *(None for _ in columns)] for first in _not_done(catalogue, say)]
    keys = ("event", "way", "action", "where", "how", "done")
    head = [*(say(key) for key in keys), *(f"{name} ({say('kind_' + kinds[name])})" for name in columns)]
    return Sheet(say("sheet_matrix"), head, found, len(keys))


def _action(action: dict[str, Any], say: Say) -> list[Cell]:
    said = [action.get("business_event", ""), action.get("way", ""), action["label"], action["where"]]
    return [*said, say(f"how.{action['how']}"), action["count"]]


def _not_done(catalogue: dict[str, Any], say: Say) -> Iterator[list[Cell]]:
    """The ways that nobody tried, each as an action that was done no time."""
    for event in catalogue["business_events"]:
        for way in event["ways"]:
            if way["state"] != "done":
                state = say("skipped" if way["state"] == "skipped" else "not_tried")
                yield [event["name"], way["way"], "", "", f"{state} {way['reason']}".strip(), 0]


def _calls_of_actions(catalogue: dict[str, Any], say: Say) -> Sheet:
    keys = ("event", "way", "action", "where", "how", "done", "call", "kind", "count", "failed_head", "sure")
    found: list[list[Cell]] = []
    for action in catalogue["actions"]:
        calls = sorted(action["calls"], key=lambda call: (ORDER[call["kind"]], call["service_call"]))
        for call in calls:
            sure = _SEPARATOR.join(f"{say(f'sure.{sure}')} {count}" for sure, count in call["sure"].items())
            kind = say(f"kind_{call['kind']}")
            found.append([*_action(action, say), call["service_call"], kind, call["count"], call["failed"], sure])
        if not calls:
            found.append([*_action(action, say), "", "", 0, 0, ""])
    found += [[*first, "", "", 0, 0, ""] for first in _not_done(catalogue, say)]
    return Sheet(say("sheet_actions"), [say(key) for key in keys], found)


def _fields(catalogue: dict[str, Any], say: Say) -> Sheet:
    keys = ("call", "kind", "part", "field", "type", "present", "null_head", "source")
    found: list[list[Cell]] = []
    for call in catalogue["service_calls"]:
        parts = [("arguments", argument_rows(call["arguments"], say))]
        parts += [("result", result_rows(call["result"], say))] if "result" in call else []
        for part, rows in parts:
            for row in rows:
                source = _SEPARATOR.join(_dotted(source) for source in row.sources)
                first: list[Cell] = [call["service_call"], say(f"kind_{call['kind']}"), say(part)]
                found.append([*first, _field(row, say), row.what, row.often, row.nulls, source])
    return Sheet(say("sheet_fields"), [say(key) for key in keys], found)


def _field(row: Row, say: Say) -> str:
    if not row.path:
        return say("all_of_it")
    return f"{row.path[0]} ({row.name})" if row.name else _dotted(row.path)


def _dotted(path: tuple[str, ...]) -> str:
    return ".".join(path).replace(f".{LIST}", LIST)


def workbook(catalogue: dict[str, Any], language: Language = "en") -> bytes:
    """The file catalogue.xlsx: the same bytes for the same catalogue. Texts are written as texts, whatever they begin
    with."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"comments": MADE_BY, "created": datetime(2020, 1, 1)})
        bold = book.add_format({"bold": True, "bottom": 1})
        upright = book.add_format({"bold": True, "bottom": 1, "rotation": 90})
        for sheet in sheets(catalogue, language):
            _write(book.add_worksheet(sheet.name), sheet, bold, upright)
    return out.getvalue()


def _write(page: Worksheet, sheet: Sheet, bold: Format, upright: Format) -> None:
    """Rows past the first 1,000 do not widen a column."""
    plain = len(sheet.head) if sheet.turned is None else sheet.turned
    page.freeze_panes(1, 0 if sheet.turned is None else 3)
    page.autofilter(0, 0, max(1, len(sheet.rows)), plain - 1)
    for column, title in enumerate(sheet.head):
        page.write_string(0, column, single_line(title), bold if column < plain else upright)
        texts = [single_line(str(row[column])) for row in sheet.rows[:1000]] if column < plain else []
        width = max([len(title) + 3, *(len(text) + 2 for text in texts)]) if column < plain else _NARROW
        page.set_column(column, column, min(_WIDEST, width))
    for number, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(number, column, single_line(cell))
            elif cell is not None:
                page.write_number(number, column, cell)
