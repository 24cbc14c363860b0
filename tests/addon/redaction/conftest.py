"""A service call in a line, redacted. Session scoped, so that hypothesis may use them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from owskit_addon.redaction import Redacted, Redactor
from owskit_addon.wire.calls import WireCall


@pytest.fixture(scope="session")
def call_of() -> Callable[..., WireCall]:
    """`call_of("CandidateService.add", args, result=…, error=…)`."""

    def make(name: str, args: Any = None, **fields: Any) -> WireCall:
        return WireCall(method=name, service_call=name, envelopes=(), place="request", args=args, **fields)

    return make


@pytest.fixture(scope="session")
def redact(call_of: Callable[..., WireCall]) -> Callable[..., Redacted]:
    """The same, redacted: by a new Redactor, or by one that is given as `by`."""

    def make(
        name: str, args: Any = None, *, by: Redactor | None = None, values: Any = "tokens", **fields: Any
    ) -> Redacted:
        return (by or Redactor(values)).redact(call_of(name, args, **fields))

    return make


@pytest.fixture(scope="session")
def written() -> Callable[[Redacted], str]:
    """What of a redacted call would stand in a file."""
    return lambda redacted: msgspec.json.encode(redacted).decode()
