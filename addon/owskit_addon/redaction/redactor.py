"""One service call in, the same call without secrets and personal values out."""

from __future__ import annotations

from typing import Any

import msgspec

from owskit_addon.capture.events import Values
from owskit_addon.exchange import Exchange
from owskit_addon.redaction import tokens
from owskit_addon.redaction.memory import is_worth_learning, secrets_of
from owskit_addon.redaction.phrases import Phrases
from owskit_addon.redaction.walk import Walker
from owskit_addon.wire.calls import WireCall

MOST_NAMES = 4096


class Redacted(msgspec.Struct, frozen=True):
    """What may be written of a call."""

    args: Any
    result: Any
    error: Any


class Redactor:
    """Holds the key of one capture (random, never written) and the secrets seen so far, so that they are found again
    wherever they turn up. `values="plain"` keeps personal values; secrets go in either case."""

    def __init__(self, values: Values = "tokens") -> None:
        self._walker = Walker(keep_values=values == "plain")
        self._names: dict[str, bool] = {}
        self._generation = 0

    def see_exchange(self, exchange: Exchange) -> None:
        """Remembers session ids in cookies, before the exchange's calls are redacted. Never raises."""
        memory, made = self._walker.memory, self._walker.tokens
        try:
            for secret in secrets_of(exchange):
                memory.learn(secret, made.kind("session", secret))
        except Exception:  # noqa: BLE001 - headers of any sort; the call's own session slot goes in any case
            memory.learn("", tokens.secret("session"))

    @property
    def phrases(self) -> Phrases:
        """Values of several words that were met so far."""
        return self._walker.phrases

    def is_secret(self, name: str) -> bool:
        """Whether what was sent as a service call's name has a secret in it that was met before, or in its own call."""
        memory = self._walker.memory
        if self._generation != memory.generation or len(self._names) > MOST_NAMES:
            self._names.clear()
            self._generation = memory.generation
        known = self._names.get(name)
        if known is None:
            known = self._names[name] = any(is_worth_learning(each, "session") for each in memory.found(name))
        return known

    def redact(self, call: WireCall) -> Redacted:
        """The values that may be written; fails closed: what is not understood loses its values. Never raises."""
        result = None if call.result is msgspec.UNSET else call.result
        try:
            return Redacted(*self._walker.call(call.service_call, call.args, result, call.error))
        except Exception:  # noqa: BLE001 - whatever it is, nothing of this call may be written
            return Redacted(None, None, None)
