"""What a handler decided, read out of its answer in OTYS' log (loop-guards.md 3)."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any

import msgspec

from owskit_generator.webhooks.secret import Secret

DECISIONS = ("accepted", "done", "error", "parked", "skip", "ignored")
_LONGEST = 64 * 1024
_TRIGGER = re.compile(r"[a-z][a-z0-9-]{0,40}")
_ROOT = re.compile(r"[0-9A-Z]{26}")
# Reasons are a handler's own words. What could be a name, a number or an address is not shown.
_REASON = re.compile(r"(?:[a-z]{1,20}(?:[-'][a-z]{1,20}){0,4}[,.;:]?|[0-9]{1,4}|[A-Z]{2,4}|\s){1,60}")
UNSHOWN = "…"


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """The outer fields of an answer; what has not the form it should have is None, a reason that may hold data `…`."""

    decision: str
    reason: str | None
    trigger: str | None
    root: str | None
    hop: int | None


def decided(response: Secret) -> Decided | None:
    """None where the answer is not one of owskit's handlers."""
    text = response.reveal()
    given: Any = None
    if len(text) <= _LONGEST:
        with suppress(ValueError, RecursionError):
            given = json.loads(text)
    if not isinstance(given, dict) or given.get("owskit") != 1 or given.get("decision") not in DECISIONS:
        return None
    hop = given.get("hop")
    return Decided(
        decision=given["decision"],
        reason=_reason(given.get("reason")),
        trigger=_matching(_TRIGGER, given.get("trigger")),
        root=_matching(_ROOT, given.get("root")),
        hop=hop if type(hop) is int and 0 <= hop < 1000 else None,
    )


def _reason(given: Any) -> str | None:
    if not isinstance(given, str) or not given:
        return None
    return given if len(given) <= 120 and _REASON.fullmatch(given) else UNSHOWN


def _matching(pattern: re.Pattern[str], given: Any) -> str | None:
    return given if isinstance(given, str) and pattern.fullmatch(given) else None
