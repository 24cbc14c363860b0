"""Sends logged deliveries to a handler: as OTYS did, byte for byte where its log has the bytes."""

from __future__ import annotations

from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx
import msgspec

from owskit_addon.errors import OwskitError
from owskit_generator.webhooks.log_decision import Decided, decided
from owskit_generator.webhooks.log_row import LogRow
from owskit_generator.webhooks.registrations import SECRET_PLACE
from owskit_generator.webhooks.secret import Secret
from owskit_generator.webhooks.transport import is_loopback

HEADER = "X-Owskit-Replay"
SECONDS = 60.0
_LONGEST = 64 * 1024
_HINT = "Give it as http://localhost:8000/otys, or with https:// where it is not this machine."


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What the handler answered: `code` None where it did not. `says` is why. `reached` is false where nobody listens,
    so that it cannot have got it."""

    id: int
    code: int | None
    decided: Decided | None
    says: str
    reached: bool = True

    @property
    def succeeded(self) -> bool:
        return self.code is not None and 200 <= self.code < 300


class Target:
    """Where deliveries are sent to. The secret is put in as OTYS has it in its address: as the last part of the path.

    Raises OwskitError for what is no address, for a host beyond this machine unless `remote`, and then for one without
    https: a delivery is a person's data.
    """

    def __init__(self, to: str, secret: Secret | None, *, remote: bool) -> None:
        self._base = _target(to, secret, remote)
        self.host = urlsplit(self._base.reveal()).hostname or ""
        # No redirect is followed, and no proxy asked for this machine.
        self._http = httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=not is_loopback(self.host))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def send(self, row: LogRow, header: str) -> Sent:
        """Posts a row with `header` set to its id. Never raises for what the handler does."""
        headers = {"Content-Type": "application/json", header: str(row.id)}
        url = _with_query(self._base, row.address)
        try:
            with self._http.stream("POST", url.reveal(), content=row.body.reveal().encode(), headers=headers) as answer:
                body = b""
                for chunk in answer.iter_bytes():
                    body += chunk
                    if len(body) > _LONGEST:
                        break
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeEncodeError) as error:
            reached = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
            says = f"no answer ({type(error).__name__})"
            return Sent(id=row.id, code=None, decided=None, says=says, reached=reached)
        made = decided(Secret(body.decode("utf-8", "replace")))
        return Sent(id=row.id, code=answer.status_code, decided=made, says=_says(answer.status_code, made))


def _says(code: int, made: Decided | None) -> str:
    if made is None:
        return f"HTTP {code}"
    by = f"{made.trigger}: " if made.trigger else ""
    return f"HTTP {code}  {by}{made.decision} ({made.reason or 'no reason'})"


def _target(to: str, secret: Secret | None, remote: bool) -> Secret:
    host, scheme, path = None, "", ""
    with suppress(ValueError):
        parts = urlsplit(to)
        _ = parts.port
        host, scheme, path = parts.hostname, parts.scheme, parts.path
        if parts.username or parts.password or parts.fragment:
            host = None
    if not host or scheme not in {"http", "https"} or not to.isprintable() or " " in to:
        raise OwskitError("--to is no address of a handler.", _HINT)
    if not is_loopback(host):
        if not remote:
            hint = "Deliveries are people's data; --allow-remote sends them there all the same."
            raise OwskitError(f"--to is not this machine but {host}.", hint)
        if scheme != "https":
            raise OwskitError(f"--to at {host} is not https: deliveries are people's data.", _HINT)
    head, _, query = to.partition("?")
    if SECRET_PLACE in head:
        if secret is None:
            raise OwskitError("OWSKIT_WEBHOOK_SECRET is not set, and --to has its place.", "Set it.")
        head = head.replace(SECRET_PLACE, secret.reveal())
    elif secret is not None and path.rpartition("/")[2] != secret.reveal():
        head = f"{head.rstrip('/')}/{secret.reveal()}"
    return Secret(f"{head}?{query}" if query else head)


def _with_query(base: Secret, logged: Secret) -> Secret:
    """The query that OTYS used, with the acting client and user in it, after what --to has of its own."""
    query = logged.reveal().partition("#")[0].partition("?")[2]
    if not query:
        return base
    return Secret(f"{base.reveal()}{'&' if '?' in base.reveal() else '?'}{query}")
