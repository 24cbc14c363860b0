"""Which calls of a request are held back, and what their sender is answered instead (`ows.md` 2.2, 2.3, 7.5)."""

from __future__ import annotations

import secrets
from contextlib import suppress
from typing import Any

import msgspec

from owskit_addon.service_call import BARE, MULTI, WRAP, kind_of, short_name

_DEEPEST = 8


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A call that was not sent. Its args hold a session and people's data."""

    service_call: str
    args: Any

    def __repr__(self) -> str:
        return f"Held({self.service_call})"


def held_in(request: Any, depth: int = 0) -> list[Held] | None:
    """The calls of a request that are not certainly reads or the log-in, envelopes taken off. None where it cannot be
    understood, and so may be anything."""
    if not isinstance(request, dict) or depth > _DEEPEST or not isinstance(request.get("method"), str):
        return None
    name, args = short_name(request["method"]), request.get("params", request.get("args"))
    if name == MULTI:
        found: list[Held] = []
        for inner in _calls(args).values():
            one = held_in(inner, depth + 1)
            if one is None:
                return None
            found += one
        return found
    if name == WRAP:
        return held_in(_slot(args, 1), depth + 1)
    passes = name in BARE or kind_of(name) == "read"
    return [] if passes else [Held(service_call=name, args=args)]


def without_held(request: dict[str, Any]) -> dict[str, Any] | None:
    """A batch without what is held; None where nothing is left to send."""
    if short_name(request["method"]) != MULTI:
        return None
    calls = _calls(request.get("params", request.get("args")))
    kept = {key: inner for key, inner in calls.items() if not held_in(inner)}
    if not kept:
        return None
    return {**request, "params": [kept]}


def answer_of(request: dict[str, Any]) -> dict[str, Any]:
    """What a request is answered of which nothing was sent."""
    return {"result": _result(request), "id": request.get("id")}


def merged(request: dict[str, Any], answer: bytes) -> bytes:
    """OWS' answer to the rest of a batch, with what its held calls would have given, in the batch's own order."""
    given: Any = None
    with suppress(ValueError, RecursionError):
        given = msgspec.json.decode(answer)
    results = given.get("result") if isinstance(given, dict) else None
    if isinstance(results, list):
        results = {str(at): value for at, value in enumerate(results)}
    if not isinstance(results, dict):
        return answer
    params = request.get("params", request.get("args"))
    whole = {
        key: results.get(key) if not held_in(inner) else {"status": "success", "data": _result(inner)}
        for key, inner in _calls(params).items()
    }
    shaped = whole if isinstance(_slot(params, 0), dict) else list(whole.values())
    return msgspec.json.encode({**given, "result": shaped})


def _result(request: dict[str, Any]) -> Any:
    name, args = short_name(request["method"]), request.get("params", request.get("args"))
    if name == MULTI:
        calls = _calls(args)
        results = {key: {"status": "success", "data": _result(inner)} for key, inner in calls.items()}
        return results if isinstance(_slot(args, 0), dict) else list(results.values())
    if name == WRAP:
        return _result(_slot(args, 1))
    verb = name.rpartition(".")[2]
    if verb.startswith("add"):
        return f"dry{secrets.token_hex(8)}"[:16]  # a uid as any other: 16 letters and digits (`ows.md` 6)
    if verb.startswith("update"):
        return _slot(args, 1)
    return True if verb.startswith("delete") else None


def _calls(args: Any) -> dict[str, Any]:
    """The calls of a batch by key; a list's by number."""
    calls = _slot(args, 0)
    if isinstance(calls, list):
        return {str(at): inner for at, inner in enumerate(calls)}
    return calls if isinstance(calls, dict) else {"0": None}


def _slot(args: Any, number: int) -> Any:
    if isinstance(args, list):
        return args[number] if number < len(args) else None
    return args.get(str(number)) if isinstance(args, dict) else None
