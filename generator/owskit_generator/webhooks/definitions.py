"""What is registered at OTYS now (`ows.md` 4.3, 4.4)."""

from __future__ import annotations

from typing import Any

import msgspec

from owskit_addon.service_call import short_name
from owskit_generator.webhooks.address import secret_of, stack_of
from owskit_generator.webhooks.client import OwsClient
from owskit_generator.webhooks.secret import Secret
from owskit_generator.webhooks.spelling import DEFINITION, fields, flag, rows, text


class Definition(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook at OTYS. `service_call` as it was registered; `everyone` is `klantGlobal`."""

    uid: str
    service_call: str
    address: Secret
    everyone: bool
    client: str | None = None
    user: str | None = None

    @property
    def name(self) -> str:
        """The call's short name, by which two registrations of one call are told."""
        return short_name(self.service_call)


class Registry(msgspec.Struct, frozen=True, kw_only=True):
    """All definitions in the order of OTYS' list. `unread` rows had no uid, call or address that we know how to read:
    they are nobody's to touch."""

    definitions: tuple[Definition, ...]
    unread: int = 0


def registry(ows: OwsClient) -> Registry:
    """Asks OTYS. Raises OwsError."""
    found = read_registry(ows.call("WebhooksService.getList"))
    ows.hide(secret_of(each.address) for each in found.definitions if stack_of(each.address))
    return found


def read_registry(result: Any) -> Registry:
    """The result of getList. A row that cannot be read is counted."""
    found = [_definition(row) for row in rows(result)]
    return Registry(
        definitions=tuple(each for each in found if each is not None), unread=sum(each is None for each in found)
    )


def _definition(row: Any) -> Definition | None:
    given = fields(row, DEFINITION)
    uid, call, address = text(given.get("uid")), text(given.get("service_call")), given.get("address")
    if uid is None or call is None or not isinstance(address, str):
        return None
    return Definition(
        uid=uid,
        service_call=call,
        address=Secret(address),
        everyone=flag(given.get("everyone")),
        client=text(given.get("client")),
        user=text(given.get("user")),
    )
