"""Waits until a delivery to a new address is in OTYS' log: the only witness that a registration works."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from owskit_generator.webhooks.address import is_filled
from owskit_generator.webhooks.client import OwsClient
from owskit_generator.webhooks.log_fetch import Tail
from owskit_generator.webhooks.log_row import LogRow
from owskit_generator.webhooks.plan import Wanted

EVERY = 2.0


def wait_for_delivery(
    ows: OwsClient,
    wanted: Sequence[Wanted],
    floor: int,
    seconds: float,
    wait: Callable[[float], bool],
    clock: Callable[[], float] = time.monotonic,
) -> LogRow | None:
    """The first row after `floor` of one of the registrations, by its call and its address, that was processed; None
    when the time is over or `wait` (that many seconds) says to stop."""
    tail = Tail(ows, floor)
    end = clock() + seconds
    while True:
        for row in tail.new_rows():
            if not any(one.service_call == row.service_call and is_filled(one.address, row.address) for one in wanted):
                tail.handled(row.id)
            elif row.processed:
                return row
        if clock() >= end or wait(EVERY):
            return None
