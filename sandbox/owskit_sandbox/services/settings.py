"""SettingsService and CsmService: what Go! asks for first, and the client's settings by code (`ows.md` 7.7, 8)."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from ..call import Call, Method
from ..faults import INVALID_ARGUMENTS, Fault

_CODE = re.compile(r"[A-Z]{2}\d{1,5}")


def get(call: Call) -> Any:
    """[sid, {group: [names]}] → {group: {name: value}}, null for a name that has none. `_USER.amqp_password` is a
    secret in a result (`ows.md` 3.4)."""
    user, groups = call.user, call.record(1)
    # A password like no other, and the same whenever it is asked for.
    bus = hashlib.sha256(f"{call.world.api_key}/{user.id}".encode()).hexdigest()[:24]
    known: dict[str, Any] = {"amqp_password": bus, "language": "nl", "name": user.name, **call.world.settings}
    return {
        group: {name: known.get(name) for name in (names if isinstance(names, list) else []) if isinstance(name, str)}
        for group, names in groups.items()
    }


def get_value(call: Call) -> Any:
    """[sid, [codes], clientId] → {code: {value}}; [sid, code, clientId, 0, 0] → {value}."""
    _ = call.session
    codes = call.arg(1)
    if isinstance(codes, str):
        return {"value": call.world.settings.get(codes)}
    if not isinstance(codes, list):
        raise Fault(INVALID_ARGUMENTS)
    return {code: {"value": call.world.settings.get(code)} for code in codes if isinstance(code, str)}


def set_value(call: Call) -> Any:
    """[sid, code, value, clientId] → true. Where the code stands is not known (`ows.md` 13.16): the first argument that
    looks like one is taken, and the one after it as its value."""
    _ = call.session
    for number in range(1, 6):
        code = call.arg(number)
        if isinstance(code, str) and _CODE.fullmatch(code):
            call.world.settings[code] = call.arg(number + 1)
            return True
    raise Fault(INVALID_ARGUMENTS)


METHODS: dict[str, Method] = {
    "SettingsService.get": get,
    "CsmService.getValue": get_value,
    "CsmService.setValue": set_value,
}
