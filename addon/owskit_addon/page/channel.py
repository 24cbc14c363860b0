"""What the page script tells. The page's own scripts could send anything, so each part has its type and its bounds."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from owskit_addon.actions.gestures import Kind

BODY = 64 * 1024
"""Bytes of one message."""

Trouble = Literal["service-worker", "no-bar"]
TROUBLE: dict[Trouble, tuple[str, str]] = {
    "service-worker": (
        "a service worker of the page can answer without the proxy",
        "What it answers itself is not recorded. A new recording starts without it, until the page installs it again.",
    ),
    "no-bar": (
        "the page does not let the bar come",
        "Clicks and calls are recorded all the same; name what you do with owskit mark.",
    ),
}
"""What the page can be in trouble with, and what there is to do."""

_Text = Annotated[str, msgspec.Meta(max_length=200)]
_Source = Annotated[str, msgspec.Meta(max_length=40)]


class SeenGesture(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As the page saw it, not yet fit to be written. `at` is in milliseconds since 1970; `names` are the texts that it
    might be called by, each with its source, the best first."""

    number: Annotated[int, msgspec.Meta(ge=1, le=999_999_999)]
    at: Annotated[float, msgspec.Meta(ge=0, le=1e14)]
    kind: Kind
    label: _Text = ""
    where: _Text = ""
    names: Annotated[list[tuple[_Source, _Text]], msgspec.Meta(max_length=12)] = []


class SeenWorker(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The page made a worker, or gave it something: `causes` as in a request's tag (actions/tags.py). `number`
    counts the page's workers; `free`: this one had answered all that it was given before."""

    number: Annotated[int, msgspec.Meta(ge=1, le=999_999_999)]
    url: Annotated[str, msgspec.Meta(max_length=2000)]
    at: Annotated[float, msgspec.Meta(ge=0, le=1e14)]
    causes: Annotated[str, msgspec.Meta(max_length=200)]
    free: bool = False


class Seen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One message of `POST seen`. `answered`: numbers of tags whose request a service worker let be answered."""

    tab: Annotated[str, msgspec.Meta(max_length=32)]
    gestures: Annotated[list[SeenGesture], msgspec.Meta(max_length=64)] = []
    workers: Annotated[list[SeenWorker], msgspec.Meta(max_length=64)] = []
    answered: Annotated[list[Annotated[int, msgspec.Meta(ge=1, le=999_999_999)]], msgspec.Meta(max_length=64)] = []
    trouble: Annotated[list[Trouble], msgspec.Meta(max_length=4)] = []


read_seen = msgspec.json.Decoder(Seen).decode
"""Raises msgspec.MsgspecError, UnicodeDecodeError or RecursionError for anything else."""
