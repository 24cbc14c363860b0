"""The graph as one SVG without scripts, fonts or network: calls that wake on the left, triggers, what they call."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from owskit_generator.triggers.lint.graph import edges
from owskit_generator.triggers.model import Trigger

START = "<svg "
"""What every picture begins with."""
_ROW, _HEIGHT, _LETTER, _GAP, _MARGIN = 44, 28, 8.0, 150, 24
_STYLE = """
  text { font: 13px ui-monospace, Consolas, monospace; fill: #1f2933 }
  rect { fill: #f4f6f8; stroke: #9aa5b1; rx: 5 }
  .trigger rect { fill: #e3f0ff; stroke: #4a7fb5 }
  path { fill: none; stroke: #7b8794; stroke-width: 1.4 }
  .reads { stroke-dasharray: 5 4 }
  .loop { stroke: #c0392b; stroke-width: 2 }
"""


def as_svg(triggers: Sequence[Trigger]) -> str:
    """A call that a handler makes and that wakes a trigger stands on the left; the line back to it is red."""
    made = edges(triggers)
    waking = list(dict.fromkeys(call for trigger in triggers for call in trigger.service_calls))
    others = list(dict.fromkeys(edge.call for edge in made if not edge.wakes))
    columns = [waking, [trigger.name for trigger in triggers], others]
    widths = [max((len(name) for name in column), default=0) * _LETTER + 20 for column in columns]
    lefts = [_MARGIN, _MARGIN + widths[0] + _GAP, _MARGIN + widths[0] + widths[1] + 2 * _GAP]
    height = max(map(len, columns)) * _ROW + 2 * _MARGIN
    places = {
        (number, name): (lefts[number], _MARGIN + row * _ROW)
        for number, column in enumerate(columns)
        for row, name in enumerate(column)
    }
    lines: list[str] = []
    for trigger in triggers:
        x, y = places[1, trigger.name]
        for call in trigger.service_calls:
            left, top = places[0, call]
            lines.append(_line(left + widths[0], top, x, y, "wakes", f"{call} wakes {trigger.name}"))
    for edge in made:
        x, y = places[1, edge.trigger]
        said = f"{edge.trigger} {edge.kind} {edge.call}"
        if edge.wakes:
            left, top = places[0, edge.call]
            lines.append(_back(x, y, left + widths[0], top, f"{edge.kind} loop", said))
        else:
            left, top = places[2, edge.call]
            lines.append(_line(x + widths[1], y, left, top, edge.kind, said))
    boxes = [
        f'<g class="{"trigger" if number == 1 else "call"}"><rect x="{x:.0f}" y="{y}" width="{widths[number]:.0f}"'
        f' height="{_HEIGHT}"/><text x="{x + 10:.0f}" y="{y + 19}">{escape(name)}</text></g>'
        for (number, name), (x, y) in places.items()
    ]
    width = lefts[2] + widths[2] + _MARGIN
    head = (
        f'{START}xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" role="img">'
        "<title>Triggers, the calls that wake them and the calls that they make</title>"
        '<defs><marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 8 4 0 8z" style="fill:#7b8794;stroke:none"/></marker></defs>'
    )
    return "\n".join([head, f"<style>{_STYLE}</style>", *lines, *boxes, "</svg>\n"])


def _line(x1: float, y1: float, x2: float, y2: float, kind: str, said: str) -> str:
    middle = (x1 + x2) / 2
    y1, y2 = y1 + _HEIGHT / 2, y2 + _HEIGHT / 2
    return _path(f"M{x1:.0f} {y1:.0f} C{middle:.0f} {y1:.0f} {middle:.0f} {y2:.0f} {x2:.0f} {y2:.0f}", kind, said)


def _back(x1: float, y1: float, x2: float, y2: float, kind: str, said: str) -> str:
    """Below the line that wakes, from the trigger's left side to the call's right side."""
    middle = (x1 + x2) / 2
    y1, y2 = y1 + _HEIGHT - 5, y2 + _HEIGHT - 5
    lower = max(y1, y2) + 18
    return _path(f"M{x1:.0f} {y1:.0f} C{middle:.0f} {lower:.0f} {middle:.0f} {lower:.0f} {x2:.0f} {y2:.0f}", kind, said)


def _path(way: str, kind: str, said: str) -> str:
    return f'<path class="{kind}" d="{way}" marker-end="url(#end)"><title>{escape(said)}</title></path>'
