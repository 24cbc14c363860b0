"""Triggers to the registrations that OTYS needs (design.md 5.6; `ows.md` 4.3, 4.7)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import msgspec

from owskit_addon.errors import GenerateError
from owskit_addon.service_call import full_name
from owskit_generator.rendering import environment
from owskit_generator.triggers import PLACEHOLDER_RECEIVER, Triggers

SESSION_PLACE = "[sessionid]"
"""Stands where the session goes, as in the manual (2.3.2)."""
SECRET_PLACE = "${OWSKIT_WEBHOOK_SECRET}"  # noqa: S105 - the place of a secret, not one
LEAST_SECRET = 24
MERGE_FIELDS = "client={%user.clientId%}&user={%user.internalId%}"
"""Raw on purpose: OTYS would hardly merge them percent-encoded (`ows.md` 4.7)."""

_SECRET = re.compile(r"[A-Za-z0-9._~-]+")


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """One service call (short name) and the whole JSON-RPC request that registers it."""

    service_call: str
    request: dict[str, Any]


def registrations(triggers: Triggers) -> tuple[list[Registration], list[str]]:
    """One registration a service call, ids from 1, in the order of the file; and what to warn about.

    One webhook fires per call (`ows.md` 4.2), so triggers that share one share its registration; where they differ in
    `everyone`, everyone wins: a user's own webhook would hide the others.
    """
    warnings = []
    if triggers.receiver == PLACEHOLDER_RECEIVER:
        warnings.append(
            f"The receiver is still the placeholder {PLACEHOLDER_RECEIVER}: set `receiver` in the triggers file to "
            "where the handlers will live before anything is registered."
        )
    everyone: dict[str, bool] = {}
    for trigger in triggers.triggers:
        for call in trigger.service_calls:
            if everyone.setdefault(call, trigger.everyone) != trigger.everyone:
                warning = f"{call} is for everyone in one trigger and not in another: it is registered for everyone."
                if warning not in warnings:
                    warnings.append(warning)
                everyone[call] = True
    address = webhook_url(triggers)
    return [_registration(call, address, everyone[call], n) for n, call in enumerate(everyone, 1)], warnings


def webhook_url(triggers: Triggers) -> str:
    """The one address of all registrations, with the secret's place left open and the merge fields raw."""
    return f"{triggers.receiver.rstrip('/')}/{SECRET_PLACE}?owskit={triggers.stack}&{MERGE_FIELDS}"


def fill_secret(made: Sequence[Registration], secret: str) -> list[Registration]:
    """The registrations with the secret in its place, for sending only: never written to a file.

    Raises GenerateError where the secret could not stand in a URL as it is, or is too short to be one.
    """
    check_secret(secret)
    return [msgspec.convert(_filled(msgspec.to_builtins(one), secret), Registration) for one in made]


def check_secret(secret: str) -> None:
    """Raises GenerateError, without the secret, unless it has 24 or more letters, digits and `-._~`."""
    hint = 'Make one:  python -c "import secrets; print(secrets.token_urlsafe(32))"'
    if len(secret) < LEAST_SECRET:
        raise GenerateError(f"OWSKIT_WEBHOOK_SECRET is shorter than {LEAST_SECRET} characters.", hint)
    if not _SECRET.fullmatch(secret):
        raise GenerateError("OWSKIT_WEBHOOK_SECRET has characters that cannot stand in an address as they are.", hint)


def registrations_json(made: Sequence[Registration]) -> str:
    """`registrations.json`: a list of objects with `service_call` and `request`, in ASCII."""
    return json.dumps(msgspec.to_builtins(list(made)), indent=2) + "\n"


def registrations_http(made: Sequence[Registration]) -> str:
    """`registrations.http`: the same by hand from VS Code (REST Client) or a JetBrains editor. No secret in it."""
    requests = [{"service_call": one.service_call, "body": _by_hand(one.request)} for one in made]
    address = made[0].request["params"][1]["webhookUrl"] if made else ""
    return environment("registrations").get_template("registrations.http.j2").render(requests=requests, address=address)


def _registration(call: str, address: str, everyone: bool, number: int) -> Registration:
    # A real boolean, as OTYS' own plugin sends it; the manual quotes it (`ows.md` 4.3).
    definition = {"serviceCall": call, "webhookUrl": address, "klantGlobal": everyone}
    method = full_name("WebhooksService.add")
    params = [SESSION_PLACE, definition]
    return Registration(service_call=call, request={"jsonrpc": "2.0", "method": method, "params": params, "id": number})


def _filled(value: Any, secret: str) -> Any:
    if isinstance(value, dict):
        return {key: _filled(item, secret) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, secret) for item in value]
    return value.replace(SECRET_PLACE, secret) if isinstance(value, str) else value


def _by_hand(request: dict[str, Any]) -> str:
    body = json.dumps(request, indent=2)
    return body.replace(SESSION_PLACE, "{{session}}").replace(SECRET_PLACE, "{{secret}}")
