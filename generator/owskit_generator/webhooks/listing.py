"""All registrations as they may be shown."""

from __future__ import annotations

import msgspec

from owskit_generator.webhooks.address import shown, troubles
from owskit_generator.webhooks.conflicts import Conflict, among
from owskit_generator.webhooks.definitions import Registry
from owskit_generator.webhooks.owner import Owner, owned


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One registration; `who` is the owner in words, `address` has its secrets masked."""

    uid: str
    service_call: str
    address: str
    everyone: bool
    user: str | None
    client: str | None
    owner: Owner
    who: str


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """`notes` are sentences about single registrations, `unread` rows that could not be read."""

    webhooks: list[Listed]
    conflicts: list[Conflict]
    notes: list[str]
    unread: int


def listing(present: Registry, stack: str | None, me: str | None) -> Listing:
    """`me`: the user whose key asks."""
    listed, notes = [], []
    for one in present.definitions:
        whose = owned(one, stack, me)
        listed.append(
            Listed(
                uid=one.uid,
                service_call=one.service_call,
                address=shown(one.address),
                everyone=one.everyone,
                user=one.user,
                client=one.client,
                owner=whose.owner,
                who=whose.who,
            )
        )
        if one.service_call != one.name:
            notes.append(f"{one.uid}: the call is registered with its prefix, so it never fires.")
        notes += [f"{one.uid}: {trouble}." for trouble in troubles(one.address)]
    if present.unread:
        notes.append(f"{present.unread} rows of OTYS' list have unknown spellings and are left alone.")
    return Listing(webhooks=listed, conflicts=among(present.definitions, me), notes=notes, unread=present.unread)
