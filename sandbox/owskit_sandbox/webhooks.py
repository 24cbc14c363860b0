"""Webhook definitions and which of them fires (`ows.md` 4.2)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from .clock import Clock


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """A definition. `service_call` is compared as it was registered: a name with the prefix `Otys.Services.` never
    fires, as registered names carry none (`ows.md` 4.8)."""

    uid: str
    service_call: str
    url: str
    client_wide: bool
    client_id: int
    user_id: int


class Webhooks:
    """All definitions, and the copy that firing looks at: it is up to `cache_seconds` old, so that what is added
    stays silent at first and what is deleted fires for a while (`ows.md` 4.1)."""

    def __init__(self, clock: Clock, cache_seconds: float) -> None:
        self._clock = clock
        self._cache_seconds = cache_seconds
        self._definitions: dict[str, Webhook] = {}
        self._next_uid = 1001
        self._seen: list[Webhook] = []
        self._seen_at: datetime = clock.now()

    def all(self) -> list[Webhook]:
        """As they are now, in the order of their registration."""
        return list(self._definitions.values())

    def get(self, uid: str) -> Webhook | None:
        return self._definitions.get(uid)

    def add(self, service_call: str, url: str, *, client_wide: bool, client_id: int, user_id: int) -> Webhook:
        webhook = Webhook(
            uid=str(self._next_uid),
            service_call=service_call,
            url=url,
            client_wide=client_wide,
            client_id=client_id,
            user_id=user_id,
        )
        self._next_uid += 1
        self._definitions[webhook.uid] = webhook
        return webhook

    def replace(self, webhook: Webhook) -> None:
        self._definitions[webhook.uid] = webhook

    def delete(self, uid: str) -> None:
        del self._definitions[uid]

    def firing(self, service_call: str, user_id: int) -> Webhook | None:
        """The one webhook that a user's call fires: the user's own first, then the client-wide one registered first
        (which of several client-wide ones wins is open, `ows.md` 13.5)."""
        age = (self._clock.now() - self._seen_at).total_seconds()
        if not 0 <= age < self._cache_seconds:
            self._seen, self._seen_at = self.all(), self._clock.now()
        candidates = [each for each in self._seen if each.service_call == service_call]
        own = [each for each in candidates if not each.client_wide and each.user_id == user_id]
        client_wide = [each for each in candidates if each.client_wide]
        return next(iter(own + client_wide), None)
