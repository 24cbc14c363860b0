"""One service call in, the same call without secrets and personal values out."""

from __future__ import annotations

from typing import Any

import msgspec

from owskit_addon.capture.events import Values
from owskit_addon.exchange import Exchange
from owskit_addon.redaction import tokens
from owskit_addon.redaction.memory import secrets_of
from owskit_addon.redaction.phrases import Phrases
from owskit_addon.redaction.walk import Walker
from owskit_addon.wire.calls import WireCall


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

    def redact(self, call: WireCall) -> Redacted:
        """The values that may be written; fails closed: what is not understood loses its values. Never raises."""
        result = None if call.result is msgspec.UNSET else call.result
        try:
            return Redacted(*self._walker.call(call.service_call, call.args, result, call.error))
        except Exception:  # noqa: BLE001 - whatever it is, nothing of this call may be written
            return Redacted(None, None, None)
