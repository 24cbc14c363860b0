"""Pieces of catalogue.html that are made often: names of calls and rows of fields, as few bytes as will do.

Every text from traffic goes through `text`, which leaves nothing of it that is markup or steers the page.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from owskit_generator.catalogue.links import LIST, MAP
from owskit_generator.catalogue.markdown import single_line
from owskit_generator.catalogue.sentences import Say
from owskit_generator.catalogue.words import MOST_ROWS, Row

NAMELESS = "–"
_DEEPEST = 8
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LONG = 28
_BREAK = "\ue000"  # private use: single_line lets none through


def text(value: object) -> Markup:
    """One line, escaped, at most 200 characters."""
    return escape(single_line(str(value)))


def name(service_call: str) -> Markup:
    """A service call, the service lighter than the method. A long one wraps at the dot and at capitals, never cut."""
    shown = single_line(service_call) or NAMELESS
    service, dot, method = shown.rpartition(".")
    if len(shown) > _LONG:
        service, method = (_CAPITAL.sub(_BREAK, part) for part in (service, method))
    marked = escape(f"{service}{dot}")
    light = Markup("<span>{}</span><wbr>").format(marked) if dot else Markup("")
    return Markup('<code translate="no">{}{}</code>').format(light, escape(method)).replace(_BREAK, Markup("<wbr>"))


def link(service_call: str, anchors: dict[str, str]) -> Markup:
    """The name, leading to its place where it has one."""
    if service_call not in anchors:
        return name(service_call)
    return Markup('<a href="#{}">{}</a>').format(anchors[service_call], name(service_call))


def rows(found: list[Row], say: Say, anchors: dict[str, str]) -> Markup:
    """The rows of a table of fields: a tree by indentation. An empty third cell says `always` (by style sheet)."""
    made = [_row(row, say, anchors) for row in found[:MOST_ROWS]]
    if len(found) > MOST_ROWS:
        made.append(f"<tr><td colspan=4>{escape(say('more_rows', count=len(found) - MOST_ROWS))}")
    return Markup("".join(made))  # noqa: S704 - each part was escaped


def _row(row: Row, say: Say, anchors: dict[str, str]) -> str:
    depth = min(sum(segment != LIST for segment in row.path) - (1 if row.name or row.path else 0), _DEEPEST)
    often = "" if row.required or not row.often else text(row.often)
    if row.nulls:
        nulls = text(say("null_times", count=row.nulls))
        often = f"{often}, {nulls}" if often else nulls
    elif not row.often:
        often = Markup("–")
    # No blank after the last cell: an empty one must be empty for the style sheet.
    cells = f"<tr\n><td{f' class=d{depth}' if depth > 0 else ''}>{_field(row, say)}<td>{text(row.what)}<td>{often}"
    if row.sources:
        cells += "<td>" + ", ".join(_source(source, anchors) for source in row.sources)
    return cells


def _field(row: Row, say: Say) -> str:
    if not row.path:
        return f"<i>{escape(say('all_of_it'))}</i>"
    last = row.path[-1]
    if len(row.path) == 1 and last.isdigit():
        why = f" · {escape(say('why_' + row.why))}" if row.why and row.why != "session" else ""
        return f"<b>{text(row.name)}</b> <small>{last}{why}</small>" if row.name else f"<b>{last}</b>"
    if last == LIST:
        last = row.path[-2] if len(row.path) > 1 else LIST
    return "<i>*</i>" if last == MAP else str(text(last)) or '""'


def _source(source: tuple[str, ...], anchors: dict[str, str]) -> str:
    field = ".".join(source[1:]).replace(f".{LIST}", LIST)
    return f"{link(source[0], anchors)} <small>{text(field)}</small>" if field else str(link(source[0], anchors))
