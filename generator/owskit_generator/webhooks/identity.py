"""Who an API key is, by the call `check` (`ows.md` 3.1)."""

from __future__ import annotations

import msgspec

from owskit_addon.errors import OwsError
from owskit_generator.webhooks.client import OwsClient


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """The user that acts. Ids as text, since OWS swings between numbers and text (`ows.md` 6); None where OWS does not
    say."""

    user_id: str | None
    client_id: str | None
    name: str | None
    client: str | None


def who(ows: OwsClient) -> Identity:
    """The user of the session. Raises OwsError where OWS does not know the session."""
    found = ows.call("check")
    if not isinstance(found, dict):
        raise OwsError(
            "OWS does not say who the API key belongs to.", "Look at OTYS_API_KEY and the rights of its user."
        )
    names = [found.get(key) for key in ("name", "fullName", "username")]
    return Identity(
        user_id=_text(found.get("id")),
        client_id=_text(found.get("clientId")),
        name=next(filter(None, map(_text, names)), None),
        client=_text(found.get("client")),
    )


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None
