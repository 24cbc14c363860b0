"""Whether a receiver accepts a secret, without a delivery: a handler of owskit's answers GET with 405 where the last
part of the path is a live secret, and with 404 where it is not (loop-guards.md 2 and 3)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit

import httpx

from owskit_addon.errors import OwsError
from owskit_generator.webhooks.secret import Secret
from owskit_generator.webhooks.transport import is_loopback

SECONDS = 10.0
_LENGTH = 32


def require_accepted(receiver: str, new: Secret, old: Sequence[Secret]) -> str | None:
    """Raises OwsError where the receiver does not accept one of the secrets: every delivery with it would be lost.
    Gives a sentence where it accepts any, so that nothing can be learned from it."""
    if _status(receiver, Secret(secrets.token_urlsafe(_LENGTH))) != 404:
        return "The receiver does not look at the secret, or something before it answers: it was not seen to know both."
    if _status(receiver, new) == 404:
        raise OwsError(
            "The handlers do not accept the new secret yet.",
            "Give them OWSKIT_WEBHOOK_SECRET (the new one) and OWSKIT_WEBHOOK_SECRET_PREVIOUS (the present one), start "
            "them again, then rotate.",
        )
    if any(_status(receiver, each) == 404 for each in old):
        raise OwsError(
            "The handlers no longer accept the secret that is registered: what OTYS delivers now is lost.",
            "Give them the present one as OWSKIT_WEBHOOK_SECRET_PREVIOUS, start them again, then rotate.",
        )
    return None


def _status(receiver: str, secret: Secret) -> int:
    host = urlsplit(receiver).hostname or ""
    try:
        with httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=not is_loopback(host)) as http:
            return http.get(f"{receiver}/{secret.reveal()}").status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise OwsError(
            f"The receiver at {host} cannot be asked whether it knows the new secret ({type(error).__name__}).",
            "If it cannot be reached from here, see to it yourself and give --no-probe.",
        ) from None
