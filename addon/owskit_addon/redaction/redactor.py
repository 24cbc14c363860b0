"""One service call in, the same call without secrets and personal values out."""

from __future__ import annotations

from typing import Any

import msgspec

from owskit_addon.capture.events import Values
from owskit_addon.exchange import Exchange
from owskit_addon.wire.calls import WireCall


class Redacted(msgspec.Struct, frozen=True):
    """What may be written of a call."""

    args: Any
    result: Any
    error: Any


class Redactor:
    """Holds the key of one capture (random, never written) and the secrets seen so far, so that they are found again
    wherever they turn up."""

    def __init__(self, values: Values = "tokens") -> None:
        raise NotImplementedError

    def see_exchange(self, exchange: Exchange) -> None:
        """Remembers session ids in cookies, before the exchange's calls are redacted."""
        raise NotImplementedError

    def redact(self, call: WireCall) -> Redacted:
        """The values that may be written; fails closed: what is not understood loses its values."""
        raise NotImplementedError
