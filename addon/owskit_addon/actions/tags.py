"""The header with which the page script says which gesture a request comes from (docs/capture-format.md, `sure`).

    X-Owskit-Tag: <token>;<tab>;<number>;<cause>[,<cause>...]     cause = <gesture's number>:<c|i|p|n>, or 0:b

Where the page sets a header of its own, the same stands at its end (`Accept: */*, X-Owskit-Tag=<token>;...`), for a
further header could change the order of the others. It is good only with the token of a document of this recording, and
never leaves the proxy.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from owskit_addon.capture.events import Sure

HEADER = "X-Owskit-Tag"
MOST_CAUSES = 8

_SURE: dict[str, Sure] = {
    "c": "certain",
    "i": "inherited",
    "p": "probable",
    "n": "navigation",
    "b": "background",
}
_TAG = re.compile(r"([A-Za-z0-9_-]{16,64});([a-z0-9]{1,32});([0-9]{1,9});([0-9cipnb:,]{3,200})")
_CAUSE = re.compile(r"([0-9]{1,9}):([cipnb])")


class Cause(NamedTuple):
    """A gesture of the tab that a request may come from, and how that is known; gesture 0 is no gesture at all."""

    gesture: int
    sure: Sure


class Tag(NamedTuple):
    """`number` counts the requests of one document; `causes` is never empty."""

    token: str
    tab: str
    number: int
    causes: tuple[Cause, ...]


def read_tag(text: str) -> Tag | None:
    """The header's value, or None where it is not of that form."""
    found = _TAG.fullmatch(text)
    if found is None:
        return None
    causes = read_causes(found[4])
    return Tag(found[1], found[2], int(found[3]), causes) if causes else None


def read_causes(text: str) -> tuple[Cause, ...]:
    """The causes in such a text; none where one of them is not of that form."""
    causes = []
    for part in text.split(","):
        cause = _CAUSE.fullmatch(part)
        if cause is None or (cause[2] == "b") != (int(cause[1]) == 0):
            return ()
        causes.append(Cause(int(cause[1]), _SURE[cause[2]]))
    return tuple(causes) if len(causes) <= MOST_CAUSES else ()
