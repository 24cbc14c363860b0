"""Canonical JSON and the fingerprint of a call: equal calls give equal bytes, in every language (docs/guards.md 4)."""

from __future__ import annotations

import hashlib
from json.encoder import encode_basestring
from typing import Any


def fingerprint(service_call: str, args: list[Any]) -> str:
    """SHA-256 in hex of a call. `args` are as OWS counts them: slot 0 is the session, which says nothing."""
    given = args[1:]
    while given and given[-1] is None:  # the end may or may not be filled up with nulls
        given.pop()
    return digest([service_call, given])


def digest(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def canonical(value: Any) -> str:
    """Sorted keys, no spaces, numbers as text (`1` is `"1"`), `{}` as `[]` (to PHP they are the same)."""
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return f'"{value}"'
    if isinstance(value, float):
        return f'"{_number(value)}"'
    if isinstance(value, dict):
        if not _is_list(value):
            return "{" + ",".join(f"{encode_basestring(key)}:{canonical(value[key])}" for key in sorted(value)) + "}"
        value = [value[str(number)] for number in range(len(value))]
    return "[" + ",".join(map(canonical, value)) + "]"


def _is_list(value: dict[str, Any]) -> bool:
    """Whether PHP would make a list of this object on its way: its keys are just 0, 1, 2 …"""
    return all(str(number) in value for number in range(len(value)))


def _number(value: float) -> str:
    """As JavaScript writes it: the shortest digits that give the number back, with an exponent from 1e21 on."""
    if value == 0:
        return "0"
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(digits) - len(fraction) + int(exponent or 0)
    digits = digits.rstrip("0")
    if 0 < point <= 21:
        text = digits.ljust(point, "0")
        text = text[:point] + ("." + text[point:] if len(text) > point else "")
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        text = digits[0] + ("." + digits[1:] if len(digits) > 1 else "") + f"e{point - 1:+d}"
    return "-" + text if value < 0 else text
