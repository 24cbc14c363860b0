"""Opens envelopes, in any nesting to a bounded depth, and pairs each service call inside with its answer (`ows.md` 2.2,
2.3). Envelopes are no calls of their own; one that cannot be opened is a problem."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from owskit_addon.service_call import MULTI, WRAP, is_service_call, short_name
from owskit_addon.wire.answers import UNREADABLE, Answer, call_answer, wrapped_answer
from owskit_addon.wire.calls import WireCall, WireProblem
from owskit_addon.wire.pairing import batch_answers, multi_answers

BATCH = "batch"
MAX_ENVELOPES = 16
MAX_CALLS = 100_000
"""In one exchange. What is beyond is reported and not recorded: a body of 64 MB could hold millions."""
MAX_PROBLEMS = 200

_INDEX = re.compile(r"[0-9]{1,6}")


class Walk(msgspec.Struct):
    """What has been found so far. `requests` counts the objects that had a `method`, envelopes too."""

    calls: list[WireCall] = msgspec.field(default_factory=list)
    problems: list[WireProblem] = msgspec.field(default_factory=list)
    requests: int = 0
    full: bool = False


def note(walk: Walk, what: str, where: str) -> None:
    """Adds a problem; after very many only that there are more, so that a hostile body does not fill the capture."""
    if len(walk.problems) < MAX_PROBLEMS:
        walk.problems.append(WireProblem(what, where))
    elif len(walk.problems) == MAX_PROBLEMS:
        walk.problems.append(WireProblem("further problems in this exchange are not listed", "exchange"))


def unwrap(walk: Walk, value: Any, answer: Answer, envelopes: tuple[str, ...] = (), place: str = "") -> None:
    """Adds the calls in `value` (a request, or a list of them) in the order sent.

    `answer` is what the layer above says about it: for a request its result, for a list the list of replies.
    """
    if isinstance(value, list):
        if _may_open(walk, value, "batch without calls", envelopes, place):
            answers = batch_answers(value, answer)
            _unwrap_each(walk, list(enumerate(value)), answer, answers, (*envelopes, BATCH), place)
        return None
    if not isinstance(value, dict):
        return note(walk, "call is not an object", place or "request")
    if "method" not in value:
        return note(walk, "method is missing", place or "request")
    walk.requests += 1
    method = value["method"]
    if not isinstance(method, str):
        return note(walk, "method is not a text", place or "request")
    if not is_service_call(method):
        return note(walk, "method is not the name of a service call", place or "request")
    name = short_name(method)
    if name == MULTI:
        return _unwrap_multi(walk, value, answer, envelopes, place)
    if name == WRAP:
        return _unwrap_wrap(walk, value, answer, envelopes, place)
    if len(walk.calls) >= MAX_CALLS:
        if not walk.full:
            walk.full = True
            note(walk, f"more than {MAX_CALLS} calls in one exchange", place or "request")
        return None
    given = call_answer(name, answer)
    walk.calls.append(
        WireCall(
            method=method,
            service_call=name,
            envelopes=envelopes,
            place=place or "request",
            args=value.get(_params_key(value)),
            result=given.result,
            error=given.error,
            outcome=given.outcome,
        )
    )
    return None


def _unwrap_multi(walk: Walk, request: dict[str, Any], answer: Answer, envelopes: tuple[str, ...], place: str) -> None:
    key = _params_key(request)
    calls = _positional(request.get(key), 0)
    place = f"{_below(place, key)}.0"
    entries: list[tuple[int | str, Any]] = []
    if isinstance(calls, dict | list):
        entries = list(calls.items() if isinstance(calls, dict) else enumerate(calls))
    if _may_open(walk, entries, "MultiService without calls", envelopes, place):
        answers = multi_answers(calls, answer)
        _unwrap_each(walk, entries, answer, answers, (*envelopes, MULTI), place)


def _unwrap_wrap(walk: Walk, request: dict[str, Any], answer: Answer, envelopes: tuple[str, ...], place: str) -> None:
    key = _params_key(request)
    inner = _positional(request.get(key), 1)
    place = f"{_below(place, key)}.1"
    if _may_open(walk, inner if isinstance(inner, dict | list) else (), "wrapRequest without a call", envelopes, place):
        unwrap(walk, inner, wrapped_answer(answer, inner), (*envelopes, WRAP), place)


def _may_open(walk: Walk, content: Any, empty: str, envelopes: tuple[str, ...], place: str) -> bool:
    if not content:
        note(walk, empty, place or "request")
    elif len(envelopes) >= MAX_ENVELOPES:
        note(walk, f"nested deeper than {MAX_ENVELOPES} envelopes", place or "request")
    else:
        return True
    return False


def _unwrap_each(
    walk: Walk,
    entries: list[tuple[int | str, Any]],
    whole: Answer,
    answers: list[Answer],
    envelopes: tuple[str, ...],
    place: str,
) -> None:
    """Each entry with its own answer. Said once for all where the envelope's answer holds no answers for its calls."""
    lost = whole.outcome == "ok" and all(answer is UNREADABLE for answer in answers)
    if lost:
        note(walk, "answer does not hold the answers of its calls", place or "answer")
    for number, ((key, value), answer) in enumerate(zip(entries, answers, strict=True)):
        if walk.full:
            return
        at = _below(place, key if isinstance(key, int) or _INDEX.fullmatch(key) else f"*{number}")
        if answer is UNREADABLE and whole.outcome == "ok" and not lost:
            note(walk, "answer of a call is not readable", at)
        unwrap(walk, value, answer, envelopes, at)


def _params_key(request: dict[str, Any]) -> str:
    """`params` outside and `args` inside MultiService, taken either way; the one that holds something."""
    return "args" if request.get("params") is None and "args" in request else "params"


def _positional(params: Any, index: int) -> Any:
    """A parameter of a list, or of an object with numeric keys (`ows.md` 2.5)."""
    if isinstance(params, list):
        return params[index] if index < len(params) else None
    return params.get(str(index)) if isinstance(params, dict) else None


def _below(place: str, key: int | str) -> str:
    """A dotted place. The names that a caller gave to the calls of a batch may be anybody's data: `*2` is the third."""
    return f"{place}.{key}" if place else str(key)
