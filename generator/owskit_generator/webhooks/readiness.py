"""What must be right before anything is registered, each with its reason."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from owskit_addon.errors import GenerateError
from owskit_generator.triggers import PLACEHOLDER_RECEIVER, Triggers
from owskit_generator.webhooks.transport import is_loopback


def require_ready(triggers: Triggers, *, force: bool = False) -> None:
    """Raises GenerateError where the receiver is no place that OTYS can deliver to safely.

    `force` lets an address through that is http or this machine's, for an OWS that runs here; never the placeholder.
    """
    if triggers.receiver == PLACEHOLDER_RECEIVER:
        raise GenerateError(
            f"The receiver is still the placeholder {PLACEHOLDER_RECEIVER}.",
            "Set `receiver` in the triggers file to where your handlers live.",
        )
    reason = None if force else unfit(triggers.receiver)
    if reason is not None:
        raise GenerateError(f"The receiver {triggers.receiver} {reason}", "Set another one, or insist with --force.")


def unfit(receiver: str) -> str | None:
    """Why OTYS should not deliver there, or None. No name is looked up."""
    parts = urlsplit(receiver)
    host = parts.hostname or ""
    if is_loopback(host) or _is_private(host) or host.endswith((".local", ".localhost", ".internal", ".test")):
        return (
            "is a place that OTYS cannot reach from outside: its deliveries would go nowhere. To try handlers on this "
            "machine use `owskit webhooks listen`."
        )
    if parts.scheme != "https":
        return "is not https: names, addresses and the secret would go over the network for everybody to read."
    return None


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host.strip("[]")).is_global
    except ValueError:
        return False
