"""What takes the place of sessions and other secrets before anything is stored or logged."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterable
from typing import Any

from generated.entities import secret_names, secret_slots

MARK = "session:"
LEAST = 8
"""Bytes of a secret that is looked for inside other texts: a shorter one would be found in ordinary words."""

_NESTED = (dict, list, tuple)
_ESCAPED_LETTER = re.compile(r"\\u00[0-7]")
_NEVER_ESCAPED = re.compile(r"[ !#-\[\]-~]+")


class Marks:
    """`key` comes from the webhook's secret, so that every process makes the same marks. `secrets`: ours, which no text
    may show."""

    def __init__(self, key: bytes, secrets: Iterable[str] = ()) -> None:
        self._key = key
        self._secrets = frozenset(filter(_is_long, secrets))

    def mark(self, secret: Any) -> str | None:
        """Equal secrets give equal marks; nobody gets from a mark to the secret."""
        if secret is None or secret == "":
            return None
        text = secret if isinstance(secret, str) else json.dumps(secret, separators=(",", ":"))
        return MARK + hmac.digest(self._key, text.encode(), "sha256").hex()[:32]

    def arguments(self, service_call: str, args: list[Any]) -> list[Any]:
        """A copy with a mark in place of each session, password and text of a mail, and of our secrets inside texts."""
        return self.call(service_call, args, None)[0]

    def call(self, service_call: str, args: list[Any], result: Any, body: str | None = None) -> tuple[list[Any], Any]:
        """Arguments and result. `body` is the JSON they stand in: it tells whether each text has to be looked at."""
        names = secret_names(service_call)
        slots = [slot for slot in secret_slots(service_call, len(args)) if slot < len(args)]
        own = {secret for slot in slots if isinstance(secret := args[slot], str) and _is_long(secret)}
        marked = self._by_name(args, names)
        for slot in slots:
            marked[slot] = self.mark(args[slot])
        result = self._by_name(result, names)
        inside = self._secrets | own
        if body is not None:
            inside = _found(inside, own, body)
        if not inside:
            return marked, result
        either = re.compile("|".join(map(re.escape, sorted(inside, key=len, reverse=True))))
        return self._inside(marked, either), self._inside(result, either)

    def _by_name(self, value: Any, names: frozenset[str]) -> Any:
        """A copy, with a mark in place of each value that has a secret's name."""
        if isinstance(value, dict):
            return {
                name: self.mark(item)
                if name in names
                else self._by_name(item, names)
                if isinstance(item, _NESTED)
                else item
                for name, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [self._by_name(item, names) if isinstance(item, _NESTED) else item for item in value]
        return value

    def _inside(self, value: Any, either: re.Pattern[str]) -> Any:
        """A copy, with a mark in place of each secret in the middle of a text."""
        if isinstance(value, str):
            return either.sub(lambda found: str(self.mark(found[0])), value)
        if isinstance(value, dict):
            return {self._inside(name, either): self._inside(item, either) for name, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._inside(item, either) for item in value]
        return value


def _found(secrets: frozenset[str], own: set[str], body: str) -> frozenset[str]:
    """Which stand in the JSON besides once in their own place, or may. As a rule none: then no text is looked at."""
    if _ESCAPED_LETTER.search(body):
        return secrets
    body = body.replace("\\/", "/")
    return frozenset(
        secret for secret in secrets if body.count(secret) > (secret in own) or not _NEVER_ESCAPED.fullmatch(secret)
    )


def _is_long(secret: str) -> bool:
    return len(secret.encode()) >= LEAST
