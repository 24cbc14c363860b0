"""The other side of a case: an OWS and handlers that do what it says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from generated import Decision, Event, Ows, done
from generated.rpc import PREFIX
from generated.worker import Handler

SESSION = "own-session"
Json = dict[str, Any]


class ScriptedOws:
    """Answers the calls of one `work` step, which must come in their order; lends its session at any time."""

    def __init__(self, step: Callable[[Json], None]) -> None:
        self._step = step
        self._expected: list[Json] = []

    @contextmanager
    def expecting(self, calls: list[Json]) -> Iterator[None]:
        self._expected = list(calls)
        yield
        assert self._expected == [], "calls that were not made"

    def __call__(self, request: httpx.Request) -> httpx.Response:
        posted = json.loads(request.content)
        method, params = posted["method"].removeprefix(PREFIX), posted["params"]
        if method == "loginByUid":
            return httpx.Response(200, json={"result": SESSION})
        if method == "LanguageService.wrapRequest":
            method, params = params[1]["method"].removeprefix(PREFIX), params[1]["params"]
        if method != "MultiService.execute":
            assert params[0] == SESSION
            params = params[1:]
        assert self._expected, f"{method} {params} was not expected"
        call = self._expected.pop(0)
        assert (method, params) == (call["call"], call["args"])
        for step in call.get("inside", []):
            self._step(step)
        if call.get("timeout"):
            raise httpx.ReadTimeout("no answer", request=request)
        if call.get("unreachable"):
            raise httpx.ConnectError("nobody there", request=request)
        if call.get("busy"):
            return httpx.Response(429)
        if "error" in call:
            return httpx.Response(200, json={"error": {"message": call["error"], "code": 400}})
        return httpx.Response(200, json={"result": call.get("result")})


def scripted(runs: list[list[Json]]) -> Handler:
    """A handler that does what the case says: a list of actions for each run, the last one again and again."""
    number = -1

    def handle(event: Event, ows: Ows) -> Decision:
        nonlocal number
        number += 1
        for action in runs[min(number, len(runs) - 1)]:
            decision = _act(action, event, ows)
            if decision is not None:
                return decision
        return done()

    return handle


def _act(action: Json, event: Event, ows: Ows) -> Decision | None:
    def filled(value: Any) -> Any:
        return event.uid if value == "$uid" else value

    essential = action.get("essential", False)
    match action:
        case {"update": [name, uid, changes]}:
            ows.update(name, filled(uid), changes, essential=essential)
        case {"call": [name, *args]}:
            ows.call(name, *map(filled, args), essential=essential, language=action.get("language"))
        case {"batch": calls}:
            ows.batch([[name, *map(filled, args)] for name, *args in calls], essential=essential)
        case {"raise": text}:
            raise RuntimeError(text)
        case {"return": [decision, reason]}:
            return Decision(decision, reason)
        case {"ignore": inner}:
            try:
                return _act(inner, event, ows)
            except Exception:  # noqa: BLE001
                return None
        case _:
            raise AssertionError(f"no such action: {action}")
    return None
