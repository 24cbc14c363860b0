"""What an API key can do here: one probe a line, none of which changes anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from owskit_addon.errors import OwsError
from owskit_generator.webhooks.client import OwsClient
from owskit_generator.webhooks.identity import Identity, who


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """`what` was tried; `works`; `says` what came of it, in words."""

    what: str
    works: bool
    says: str


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    host: str
    identity: Identity | None
    probes: list[Probe]

    @property
    def works(self) -> bool:
        return all(probe.works for probe in self.probes)


def check(ows: OwsClient) -> Checked:
    """Asks OWS with a client that is logged in. What is refused becomes a probe that does not work."""
    probes = [Probe(what="login", works=True, says=f"{ows.host} accepted the API key")]
    identity: Identity | None = None
    try:
        identity = who(ows)
        known = identity.user_id is not None
        says = "OWS says who the key is" if known else "OWS does not say which user it is"
        probes.append(Probe(what="check", works=known, says=says))
    except OwsError as error:
        probes.append(Probe(what="check", works=False, says=error.message))
    probes.append(_probe(ows, "WebhooksService.getList", (), _registrations))
    probes.append(_probe(ows, "WebhooksService.getLogs", (1,), lambda _: "the log can be read"))
    return Checked(host=ows.host, identity=identity, probes=probes)


def _probe(ows: OwsClient, call: str, args: tuple[Any, ...], said: Callable[[Any], str]) -> Probe:
    try:
        return Probe(what=call, works=True, says=said(ows.call(call, *args)))
    except OwsError as error:
        return Probe(what=call, works=False, says=error.message)


def _registrations(result: Any) -> str:
    count = len(result) if isinstance(result, list | dict) else 0
    return f"{count} registration{'' if count == 1 else 's'}"
