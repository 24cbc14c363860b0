"""The secret in the webhook's address: the only proof that a delivery comes from OTYS, which signs nothing."""

from __future__ import annotations

import hmac
import re
import secrets

LEAST = 8
GOOD = 24
"""Characters: fewer than LEAST are refused, fewer than GOOD are warned about."""

_FORM = re.compile(r"[A-Za-z0-9._~-]+")


def fault(secret: str) -> str | None:
    """What is wrong with a secret, without a letter of it; None where it can be used."""
    if len(secret) < LEAST:
        return f"is shorter than {LEAST} characters"
    if not _FORM.fullmatch(secret):
        return "may have only letters, digits and - . _ ~, as it stands in an address"
    return None


def is_weak(secret: str) -> bool:
    """Whether somebody could find it by trying for long enough."""
    return len(secret) < GOOD


class Secrets:
    """At most two live ones: the present one, and the previous one while OTYS still uses the old address."""

    def __init__(self, present: str, previous: str | None = None) -> None:
        self._present = present.encode()
        # Without a previous one, a secret that nobody knows: there are always two comparisons.
        self._previous = (previous or secrets.token_urlsafe(32)).encode()

    def match(self, path: str) -> bool:
        """Whether the last part of the path is a live secret. Both are always compared, each in constant time."""
        given = path.rpartition("/")[2].encode("utf-8", "surrogatepass")
        is_present = hmac.compare_digest(given, self._present)
        is_previous = hmac.compare_digest(given, self._previous)
        return is_present | is_previous
