"""A sequence diagram as SVG: who called whom, in order, with the times on the clock of the proof."""

from __future__ import annotations

from html import escape

from owskit_generator.prove.course import Step

_COLUMNS = {"person": 90, "otys": 330, "handler": 570}
_TITLES = {"person": "person or another system", "otys": "OTYS", "handler": "handler"}
_TOP, _ROW, _WIDTH, _MOST = 56, 34, 680, 24


def diagram(steps: list[Step], title: str) -> str:
    """At most 24 steps are drawn; what follows is counted. Texts are escaped."""
    shown = steps[:_MOST]
    height = _TOP + _ROW * (len(shown) + 1)
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}" class="sequence">',
        *(
            f'<text x="{x}" y="20" class="who">{_TITLES[who]}</text>'
            f'<line x1="{x}" y1="32" x2="{x}" y2="{height - 8}" class="life"/>'
            for who, x in _COLUMNS.items()
        ),
    ]
    for number, step in enumerate(shown):
        parts.append(_arrow(step, _TOP + _ROW * number))
    if len(steps) > len(shown):
        more = len(steps) - len(shown)
        parts.append(f'<text x="{_COLUMNS["otys"]}" y="{height - 12}" class="what">and {more} more</text>')
    return "".join([*parts, "</svg>"])


def _arrow(step: Step, y: int) -> str:
    start, end = _COLUMNS[step.who], _COLUMNS[step.to]
    tip = end - 7 if end > start else end + 7
    kind = "write" if step.who == "handler" else step.who
    middle = (start + end) // 2
    return (
        f'<text x="{middle}" y="{y - 5}" class="what">{escape(step.what)}</text>'
        f'<line x1="{start}" y1="{y}" x2="{end}" y2="{y}" class="arrow {kind}"/>'
        f'<path d="M{tip} {y - 4} L{end} {y} L{tip} {y + 4}" class="tip {kind}"/>'
        f'<text x="{_WIDTH - 4}" y="{y}" class="at">{_when(step.at)}</text>'
    )


def _when(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min {rest:02} s"
