"""Which deliveries were replayed with success from this machine, so that none is by mistake again: OTYS' log does not
know of a replay. Numbers of that log only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from owskit_generator.webhooks import state

_KEPT = 20_000


class Replayed:
    """Of one OWS and client."""

    def __init__(self, host: str, client: str | None) -> None:
        self._name = f"replayed-{hashlib.sha256(f'{host} {client}'.encode()).hexdigest()[:16]}.json"
        given = state.read(self._name)
        self._ids = {each for each in given if type(each) is int} if isinstance(given, list) else set()

    def __contains__(self, number: int) -> bool:
        return number in self._ids

    def add(self, numbers: Iterable[int]) -> None:
        """Raises OwskitError where they cannot be kept."""
        new = set(numbers) - self._ids
        if new:
            self._ids |= new
            state.write(self._name, sorted(self._ids)[-_KEPT:])
