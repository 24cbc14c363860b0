"""Waits until a delivery to a new address is in OTYS' log: the only witness that a registration works."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from owskit_generator.webhooks.address import is_filled
from owskit_generator.webhooks.client import OwsClient
from owskit_generator.webhooks.log_fetch import Tail
from owskit_generator.webhooks.log_row import LogRow
from owskit_generator.webhooks.secret import Secret

EVERY = 2.0


def wait_for_delivery(
    ows: OwsClient,
    addresses: Sequence[Secret],
    floor: int,
    seconds: float,
    wait: Callable[[float], bool],
    clock: Callable[[], float] = time.monotonic,
) -> LogRow | None:
    """The first row after `floor` that went to one of the addresses and was processed; None when the time is over or
    `wait` (that many seconds) says to stop."""
    tail = Tail(ows, floor)
    end = clock() + seconds
    while True:
        for row in tail.new_rows():
            if not any(is_filled(address, row.address) for address in addresses):
                tail.handled(row.id)
            elif row.processed:
                return row
        if clock() >= end or wait(EVERY):
            return None
