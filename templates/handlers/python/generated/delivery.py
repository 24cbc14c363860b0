"""A POST of OTYS to a delivery: read, unwrapped, and without the session."""

from __future__ import annotations

import hmac
import json
import re
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from generated.entities import SECRET_SLOTS, changes_of, uid_of
from generated.event import Event

PREFIX = "Otys.Services."
MOST_ARGUMENTS = 100

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,199}")
_NUMBER = re.compile(r"[0-9]{1,18}")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_WRAPPER = frozenset({"status", "data", "message", "code", "id"})


class Malformed(Exception):
    """The body is not what OTYS posts."""


@dataclass(frozen=True)
class Delivery:
    """The event for the handlers, and what the guards need besides."""

    event: Event
    failed: bool
    posted_result: Any = field(repr=False)


def read(body: bytes, query: str, guard_key: bytes) -> Delivery:
    """Raises Malformed, without a word of the body, where it is no object with `request.method` and `request.args`."""
    posted = _json_object(body)
    request = posted.get("request")
    method = request.get("method") if isinstance(request, dict) else None
    if not isinstance(request, dict) or not isinstance(method, str) or not _NAME.fullmatch(method):
        raise Malformed
    service_call = method.removeprefix(PREFIX)
    args = _arguments(request.get("args"))
    for slot in SECRET_SLOTS.get(service_call, (0,)):
        if slot < len(args):
            args[slot] = _mark(args[slot], guard_key)
    result, succeeded = _unwrapped(posted.get("result"))
    given = parse_qs(query, max_num_fields=100, errors="replace") if query.count("&") < 100 else {}
    event = Event(
        service_call=service_call,
        uid=uid_of(service_call, args, result),
        changes=changes_of(args),
        args=args,
        result=result,
        client=_merged(given.get("client")),
        user=_merged(given.get("user")),
    )
    failed = not succeeded or posted.get("error") is not None
    return Delivery(event=event, failed=failed, posted_result=posted.get("result"))


def new_root() -> str:
    """An id that sorts by time: 48 bits of milliseconds and 80 of chance, in 26 letters (a ULID)."""
    number = int(time.time() * 1000) << 80 | secrets.randbits(80)
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        posted = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Malformed from None
    if not isinstance(posted, dict):
        raise Malformed
    return posted


def _no_number(name: str) -> float:
    raise ValueError(name)


def _arguments(args: Any) -> list[Any]:
    """As a list counted like the real call. PHP makes an object of a list that has lost its slot 0."""
    if isinstance(args, list):
        return list(args)
    if not isinstance(args, dict) or not all(_NUMBER.fullmatch(key) for key in args):
        raise Malformed
    numbered = {int(key): value for key, value in args.items()}
    if max(numbered, default=0) >= MOST_ARGUMENTS:
        raise Malformed
    return [numbered.get(number) for number in range(max(numbered, default=-1) + 1)]


def _mark(session: Any, guard_key: bytes) -> str | None:
    """Equal sessions give equal marks; nobody gets from a mark to the session."""
    if session is None or session == "":
        return None
    text = session if isinstance(session, str) else json.dumps(session)
    return "session:" + hmac.digest(guard_key, text.encode("utf-8", "surrogatepass"), "sha256").hex()[:32]


def _unwrapped(result: Any) -> tuple[Any, bool]:
    """The result without the `{status, data}` around it, and whether the call succeeded."""
    if isinstance(result, dict) and isinstance(result.get("status"), str) and result.keys() <= _WRAPPER:
        return result.get("data"), result["status"].lower() == "success"
    return result, True


def _merged(values: list[str] | None) -> str | None:
    """A merge field's number. OTYS may leave the field blank, unmerged (`{%…%}`) or encoded: then nobody is known."""
    return values[0] if values and _NUMBER.fullmatch(values[0]) else None
