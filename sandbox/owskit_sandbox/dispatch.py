"""From one JSON-RPC request to its answer: envelopes are opened, calls executed, webhooks fired (`ows.md` 2)."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from .call import Call, HttpExchange, session_id_of
from .delivery import NEVER_DELIVERED
from .faults import FAILING, INVALID_ARGUMENTS, INVALID_REQUEST, NO_RIGHT, TOO_DEEP, UNKNOWN_METHOD, Fault
from .services import METHODS
from .sessions import Session
from .world import Executed, World

PREFIX = "Otys.Services."
MULTI = "MultiService.execute"
WRAP = "LanguageService.wrapRequest"
# Nested MultiService, and MultiService inside wrapRequest, work here; at OTYS that is open (`ows.md` 13.10, 13.11).
_MAX_ENVELOPES = 8

_log = logging.getLogger(__name__)


async def execute(world: World, http: HttpExchange, request: Any) -> Any:
    """The result of one JSON-RPC request. Raises Fault where OWS answers with `error`."""
    if not isinstance(request, dict):
        raise Fault(INVALID_REQUEST)
    return await _open(world, http, request.get("method"), request.get("params"), depth=0, batched=False)


async def _open(world: World, http: HttpExchange, method: Any, args: Any, *, depth: int, batched: bool) -> Any:
    if not isinstance(method, str):
        raise Fault(INVALID_REQUEST)
    if depth > _MAX_ENVELOPES:
        raise Fault(TOO_DEEP)
    if method == PREFIX + MULTI:
        return await _multi(world, http, _slot(args, 0), depth)
    if method == PREFIX + WRAP:
        inner = _slot(args, 1)
        if not isinstance(inner, dict):
            raise Fault(INVALID_ARGUMENTS)
        inner_args = inner.get("params", inner.get("args"))
        return await _open(world, http, inner.get("method"), inner_args, depth=depth + 1, batched=batched)
    return await _execute(Call(world, http, args), method, batched)


async def _multi(world: World, http: HttpExchange, calls: Any, depth: int) -> Any:
    """Sub-results under the keys or in the order of their calls; one that fails does not fail the others."""
    if calls == {}:
        return []  # PHP's empty object (`ows.md` 2.1)
    if isinstance(calls, dict):
        return {key: await _sub_result(world, http, call, depth) for key, call in calls.items()}
    if isinstance(calls, list):
        return [await _sub_result(world, http, call, depth) for call in calls]
    raise Fault(INVALID_ARGUMENTS)


async def _sub_result(world: World, http: HttpExchange, call: Any, depth: int) -> dict[str, Any]:
    await asyncio.sleep(0)  # a batch of thousands lets others in between
    try:
        if not isinstance(call, dict):
            raise Fault(INVALID_REQUEST)
        args = call.get("args", call.get("params"))
        data = await _open(world, http, call.get("method"), args, depth=depth + 1, batched=True)
    except Fault as fault:
        return {"status": "error", "message": fault.reason.message}
    return {"status": "success", "data": data}


async def _execute(call: Call, method: str, batched: bool) -> Any:
    """One call without envelopes. Its webhook fires under its own name, whoever made it and however it came."""
    service_call, world = method.removeprefix(PREFIX), call.world
    run = METHODS.get(service_call)
    # The five bare methods have no prefix, all others need it.
    if run is None or method.startswith(PREFIX) != ("." in service_call):
        raise Fault(UNKNOWN_METHOD)
    # Found before the call: `logout` ends it, and the log is to know who that was.
    session = _session(call)
    fault: Fault | None = None
    result: Any = None
    try:
        _require_right(call, service_call, session)
        # No copies: nothing that is stored is ever changed in place (`select.merge` makes new objects).
        result = run(call)
    except Fault as raised:
        fault = raised
    except Exception as error:  # noqa: BLE001  (a fault of ours is a refused call too, and the server lives on)
        _log.error("a service failed: %s", type(error).__name__)
        fault = Fault(INVALID_ARGUMENTS)
    user_id = session.user_id if session else None
    world.calls.append(Executed(method=service_call, user=user_id, time=world.clock.now(), ok=fault is None))
    if session and (fault is None or world.rules.fire_failed):
        await _fire(call, method, session, result if fault is None else None, fault, batched)
    if fault:
        raise fault
    return result


def _require_right(call: Call, service_call: str, session: Session | None) -> None:
    """Raises Fault for what the rules say is refused; the bare methods always work, or nobody could sign in."""
    rules = call.world.rules
    if "." not in service_call:
        return
    if service_call in rules.refuse and session is not None and session.api_key is not None:
        raise Fault(NO_RIGHT)
    if rules.fail_rate and call.world.chance.random() < rules.fail_rate:
        raise Fault(FAILING)


async def _fire(call: Call, method: str, session: Session, result: Any, fault: Fault | None, batched: bool) -> None:
    world, service_call = call.world, method.removeprefix(PREFIX)
    if service_call in NEVER_DELIVERED:
        return
    webhook = world.webhooks.firing(service_call, session.user_id)
    if webhook is None:
        return
    wrapped = batched and world.rules.result == "wrapped"
    if fault:
        delivered = {"status": "error", "message": fault.reason.message}
    else:
        delivered = {"status": "success", "data": result} if wrapped else result
    await world.deliveries.fire(
        webhook,
        client_id=webhook.client_id,
        user_id=session.user_id,
        method=method,
        args=call.args,
        result=delivered,
    )


def _session(call: Call) -> Session | None:
    return call.world.sessions.find(session_id_of(call.args, call.http.cookie) or "")


def _slot(args: Any, number: int) -> Any:
    """A parameter of an envelope, from a list or an object with numeric keys."""
    if isinstance(args, list):
        return args[number] if number < len(args) else None
    return args.get(str(number)) if isinstance(args, dict) else None


def api_key_of(world: World, http: HttpExchange, request: Any) -> str | None:
    """The API key that a request counts for, None for none: of the session that its first call has, or the key that
    it logs in with."""
    for _ in range(_MAX_ENVELOPES):
        if not isinstance(request, dict):
            return None
        method, args = request.get("method"), request.get("params", request.get("args"))
        short = method.removeprefix(PREFIX) if isinstance(method, str) else ""
        if short == MULTI:
            calls = _slot(args, 0)
            items = list(calls.values()) if isinstance(calls, dict) else calls
            request = items[0] if isinstance(items, list) and items else None
        elif short == WRAP:
            request = _slot(args, 1)
        else:
            if short == "loginByUid":
                # A key that is none counts like the real one: guessing is no way around the limit.
                return world.api_key
            session = world.sessions.find(session_id_of(args, http.cookie) or "")
            return session.api_key if session else None
    return None
