"""Whether a key that stands twice in a request hides a service call: PHP and browsers take the last one."""

from __future__ import annotations

import json
import re
from typing import Any

from owskit_addon.service_call import BARE, is_name

_ESCAPED_LETTER = re.compile(rb"\\u00[67]")


def maybe_hidden(data: bytes, requests: int) -> bool:
    """A cheap look: as many times `"method"` in the text as there were requests with a method leaves nothing hidden.

    Letters written as escapes could fool the count, and nobody's serialiser writes them so.
    """
    return data.count(b'"method"') != requests or _ESCAPED_LETTER.search(data) is not None


def hides_a_call(data: bytes) -> bool:
    """The exact and slow look. False for what is no JSON."""
    hidden = False

    def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal hidden
        kept = dict(members)
        if len(kept) != len(members) and not hidden:
            hidden = any(kept[key] is not value and _holds_a_call(key, value) for key, value in members)
        return kept

    try:
        json.loads(data, object_pairs_hook=pairs, parse_int=str, parse_float=str, strict=False)
    except (ValueError, RecursionError):
        return False
    return hidden


def _holds_a_call(key: str, value: Any) -> bool:
    rest: list[tuple[str, Any]] = [(key, value)]
    while rest:
        key, value = rest.pop()
        if key == "method" and isinstance(value, str) and is_name(value) and (value in BARE or "Service." in value):
            return True
        if isinstance(value, dict):
            rest.extend(value.items())
        elif isinstance(value, list):
            rest.extend(("", item) for item in value)
    return False
