"""The webhooks of `listen`: for one user, at an address that nobody can have, marked with who listens and how long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from owskit_generator.webhooks.address import LISTEN, UNTIL, mark
from owskit_generator.webhooks.definitions import Definition
from owskit_generator.webhooks.owner import is_own
from owskit_generator.webhooks.plan import Wanted
from owskit_generator.webhooks.registrations import MERGE_FIELDS
from owskit_generator.webhooks.secret import Secret

PLACE = "https://owskit-listen.invalid/"
"""Where OTYS posts to. No host can have this name (RFC 2606), so that nobody gets the data; the log holds the request
whatever comes of it."""
_FORM = "%Y%m%dT%H%M%SZ"


def wanted(calls: Sequence[str], listener: str, until: datetime, place: str = PLACE) -> list[Wanted]:
    """One webhook a call for the user of the key; `place` is an address without a query."""
    query = f"{LISTEN}={listener}&{UNTIL}={until.astimezone(UTC).strftime(_FORM)}&{MERGE_FIELDS}"
    return [Wanted(service_call=call, address=Secret(f"{place}?{query}"), everyone=False) for call in calls]


def listener_of(address: Secret) -> str | None:
    return mark(address, LISTEN)


def until_of(address: Secret) -> datetime | None:
    try:
        return datetime.strptime(mark(address, UNTIL) or "", _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None


def of_user(definitions: Sequence[Definition], me: str | None) -> list[Definition]:
    """The webhooks of `listen` that are this user's own: only these may be swept."""
    return [
        each for each in definitions if listener_of(each.address) is not None and not each.everyone and is_own(each, me)
    ]


def is_over(definition: Definition, now: datetime) -> bool:
    """Whether its time is over. One without a time is nobody's any more."""
    until = until_of(definition.address)
    return until is None or until < now
