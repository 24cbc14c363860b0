"""A small client of OWS: JSON-RPC over HTTPS, logged in by API key (`ows.md` 2, 3, 5)."""

from __future__ import annotations

import ssl
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from owskit_addon.errors import OwsError
from owskit_addon.service_call import BARE, full_name, kind_of

DEFAULT_URL = "https://ows.otys.nl/jservice.php"
SECONDS = 30.0
_LONGEST_MESSAGE = 300
_SESSION_IS_DEAD = frozenset({"Access denied; please login again", "Access denied; please login first"})


class OwsClient:
    """One session at OWS, as a context manager; it logs out at the end.

    `verify` is True, False, or the path of a certificate to trust (the sandbox's `ca`). Every method raises OwsError:
    OWS said no, nothing answered in time, or what answers is not OWS. No message holds the API key or the session.
    """

    def __init__(self, url: str = DEFAULT_URL, verify: bool | str = True, *, seconds: float = SECONDS) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
            raise OwsError("This is no address of OWS.", f"Set OTYS_OWS_URL to one such as {DEFAULT_URL}.")
        self._url = url
        self._host = parts.hostname
        self._http = httpx.Client(verify=_trust(verify), timeout=seconds, follow_redirects=False)
        self._api_key: str | None = None
        self._session: str | None = None
        self._password: str | None = None
        self._number = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Logs out, if logged in, and closes the connections. A log-out that fails is no fault of anybody's."""
        if self._session is not None:
            with suppress(OwsError):
                self._ask("logout", [self._session])
            self._session = None
        self._http.close()

    def login_by_uid(self, api_key: str) -> None:
        """Opens a session for the user that the API key belongs to."""
        self._api_key = api_key
        session = self._ask("loginByUid", [api_key])
        # A wrong key gives `false`, an error or another value that is no text (`ows.md` 2.4).
        if not isinstance(session, str) or not session:
            raise OwsError("OWS did not accept the API key.", "Look at OTYS_API_KEY and at the rights of its user.")
        self._session = session

    def login(self, username: str, password: str) -> None:
        """Opens a session as a person does in Go! (`ows.md` 3.1). It is not opened again by itself."""
        self._password = password
        session = self._ask("login", [username, password, None, None, "phoenix"])
        if not isinstance(session, str) or not session:
            raise OwsError("OWS did not accept the user name and password.", "Look at both.")
        self._session = session

    def call(self, service_call: str, *args: Any) -> Any:
        """The `result` of one call; the session goes first by itself. `service_call` with or without prefix.

        Logs in once more where the session has ended. Only a read is sent again where the connection failed: a write
        may have been done (`ows.md` 2.4).
        """
        if self._session is None:
            raise OwsError("There is no session at OWS.", "Log in first.")
        try:
            return self._once_more_if_read(service_call, [self._session, *args])
        except OwsError as error:
            if error.message not in _SESSION_IS_DEAD or self._api_key is None:
                raise
        self.login_by_uid(self._api_key)
        return self._once_more_if_read(service_call, [self._session, *args])

    def _once_more_if_read(self, service_call: str, params: list[Any]) -> Any:
        name = full_name(service_call)
        try:
            return self._ask(name, params)
        except OwsError as error:
            if not isinstance(error.__cause__, httpx.TransportError) or kind_of(service_call) != "read":
                raise
        return self._ask(name, params)

    def _ask(self, method: str, params: list[Any]) -> Any:
        self._number += 1
        request = {"jsonrpc": "2.0", "method": method, "params": params, "id": self._number}
        try:
            answer = self._http.post(self._url, json=request)
        except httpx.TimeoutException as error:
            hint = (
                "Try again later." if method in BARE else "Whether it was done is not known: look before trying again."
            )
            raise OwsError(f"{self._host} did not answer in time.", hint) from error
        except httpx.TransportError as error:
            hint = "Look at OTYS_OWS_URL, the network, and the proxy and certificate settings."
            raise OwsError(f"{self._host} cannot be reached ({type(error).__name__}).", hint) from error
        except httpx.HTTPError as error:
            raise OwsError(f"What answers at {self._host} is not OWS ({type(error).__name__}).") from error
        if answer.status_code == 429:
            raise OwsError(f"{self._host} takes no more requests for now (HTTP 429).", "Wait a minute.")
        return self._result(answer)

    def _result(self, answer: httpx.Response) -> Any:
        body: Any = None
        with suppress(ValueError, RecursionError):
            body = answer.json()
        if not isinstance(body, dict) or not ("result" in body or "error" in body):
            what = f"What answers at {self._host} is not OWS (HTTP {answer.status_code})."
            raise OwsError(what, f"Set OTYS_OWS_URL to one such as {DEFAULT_URL}.")
        error = body.get("error")
        if error is not None and error is not False:
            self._refused(error)
        return body.get("result")

    def _refused(self, error: Any) -> None:
        given = error if isinstance(error, dict) else {"message": error}
        code = given.get("code")
        message = self._said(given.get("message"))
        raise OwsError(message, "That is what OWS says.", code if isinstance(code, int | str) else None)

    def _said(self, message: Any) -> str:
        """OWS' own words, on one line, without anything that we must not show."""
        if not isinstance(message, str) or not message.strip():
            return "OWS refused the call and gave no reason."
        for secret in (self._api_key, self._password, self._session):
            message = message.replace(secret, "…") if secret else message
        return "".join(letter if letter.isprintable() else " " for letter in message)[:_LONGEST_MESSAGE]


def _trust(verify: bool | str) -> ssl.SSLContext | bool:
    if isinstance(verify, bool):
        return verify
    try:
        return ssl.create_default_context(cafile=verify)
    except (OSError, ssl.SSLError):
        raise OwsError("The certificate to trust cannot be read.", "Give a PEM file.") from None
