"""Deliveries: what is posted to a webhook's address, by whom, and the log of it (`ows.md` 4.5, 4.7; manual 4)."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from datetime import date, datetime
from typing import Any, Literal

import msgspec

from .clock import Clock
from .rules import Rules
from .sender import Reply, Sender
from .webhooks import Webhook

_KEPT = 50_000
# Only these calls: they are nothing but secrets, and the manual says that they are filtered out (3.1).
NEVER_DELIVERED = frozenset({"login", "loginByUid", "loginAs"})
_MASK = "[sessionid]"


class Delivery(msgspec.Struct, kw_only=True):
    """One delivery and what became of it. `delivered`: the receiver answered, whatever it answered. `unreachable`: no
    answer in time. `over_limit`: never sent, the day's limit of the user was used up."""

    id: int
    webhook_uid: str
    service_call: str
    client_id: int
    user_id: int
    url: str
    body: str
    added: datetime
    status: Literal["queued", "delivered", "unreachable", "over_limit"] = "queued"
    response_code: int = 0
    response_data: str = ""
    processed: datetime | None = None


class Deliveries:
    """The queue, its workers and the log. One worker per receiver: each gets its deliveries in order, and one that
    hangs holds up nobody else's."""

    def __init__(self, clock: Clock, rules: Rules) -> None:
        self._clock = clock
        self._rules = rules
        self._sender = Sender(rules.delivery_timeout)
        self._queues: dict[str, asyncio.Queue[Delivery]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._used: dict[int, tuple[date, int]] = {}
        self._next_id = 1
        self.log: deque[Delivery] = deque(maxlen=_KEPT)

    async def fire(
        self, webhook: Webhook, *, client_id: int, user_id: int, method: str, args: Any, result: Any
    ) -> None:
        """Makes the delivery of one executed call. Returns at once, or after the receiver with `delivery: inside`."""
        body = {"request": {"method": method, "args": masked(args, self._rules.mask_session)}, "result": result}
        delivery = Delivery(
            id=self._next_id,
            webhook_uid=webhook.uid,
            service_call=webhook.service_call,
            client_id=client_id,
            user_id=user_id,
            url=merge_fields(webhook.url, client_id, user_id),
            body=json.dumps(body, separators=(",", ":")),
            added=self._clock.now(),
        )
        self._next_id += 1
        self.log.append(delivery)
        if not self._within_limit(user_id):
            delivery.status = "over_limit"
        elif self._rules.delivery == "inside":
            await self._deliver(delivery)
        else:
            self._queue(delivery)

    async def close(self) -> None:
        """Ends the workers; what is still queued stays queued."""
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        self._workers.clear()
        self._queues.clear()
        await self._sender.close()

    def _within_limit(self, user_id: int) -> bool:
        """Counts one execution for the user that made the call; the owner of the webhook, and when the day ends, are
        open (`ows.md` 13.4). A delivery that the receiver refuses counts too."""
        today = self._clock.now().date()
        day, used = self._used.get(user_id, (today, 0))
        used = used if day == today else 0
        if used >= self._rules.daily_limit:
            return False
        self._used[user_id] = today, used + 1
        return True

    def _queue(self, delivery: Delivery) -> None:
        receiver = delivery.url.partition("?")[0].rpartition("/")[0]
        if receiver not in self._queues:
            queue = self._queues[receiver] = asyncio.Queue()
            self._workers.add(asyncio.get_running_loop().create_task(self._work(queue)))
        self._queues[receiver].put_nowait(delivery)

    async def _work(self, queue: asyncio.Queue[Delivery]) -> None:
        while True:
            await self._deliver(await queue.get())

    async def _deliver(self, delivery: Delivery) -> None:
        reply: Reply | None = await self._sender.post(delivery.url, delivery.body)
        delivery.status = "unreachable" if reply is None else "delivered"
        delivery.response_code = reply.code if reply else 0
        delivery.response_data = reply.body if reply else ""
        delivery.processed = self._clock.now()


def merge_fields(url: str, client_id: int, user_id: int) -> str:
    """Fills in the two documented fields, in their exact raw form only: what was encoded stays as it is."""
    return url.replace("{%user.clientId%}", str(client_id)).replace("{%user.internalId%}", str(user_id))


def masked(args: Any, how: str) -> Any:
    """The args of a call without the session in slot 0; the other positions stay where they were (`ows.md` 4.5)."""
    if how == "keep":
        return args
    if isinstance(args, dict):
        if how == "drop":
            return {key: value for key, value in args.items() if key != "0"}
        return {key: _masked_slot(how) if key == "0" else value for key, value in args.items()}
    if not isinstance(args, list) or not args:
        return args
    if how == "drop":  # PHP encodes a list with a hole as an object
        return {str(number): value for number, value in enumerate(args) if number}
    return [_masked_slot(how), *args[1:]]


def _masked_slot(how: str) -> str | None:
    return _MASK if how == "mask" else None
