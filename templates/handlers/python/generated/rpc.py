"""OWS over HTTP: one session for all handlers of a process, and what an answer means. No guard stands in here."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import httpx

PREFIX = "Otys.Services."
BARE = frozenset({"check"})
SECONDS = 30.0

_SESSION_IS_DEAD = frozenset({"Access denied; please login again", "Access denied; please login first"})


class OwsError(Exception):
    """OWS refused a call, or cannot be reached: nothing was done. `code` is the one of OWS, which it may leave out."""

    def __init__(self, message: str, code: int | str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class OwsUnreached(OwsError):
    """The call came to nobody, or OWS takes no more this minute: nothing was done, and nothing said about the call."""


class OwsUncertain(OwsError):
    """No answer, or none that can be read: nobody knows whether it was done."""


Fill = Callable[[str], list[Any]]
"""The parameters of a call, once its session is known."""


class Rpc:
    """Logs in when the first call is made, and again when the session ends. `logged_in` hears of each new session."""

    def __init__(
        self,
        url: str,
        api_key: str | None,
        logged_in: Callable[[str], None] = lambda session: None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._url = url
        self._api_key = api_key
        self._logged_in = logged_in
        self._transport = transport
        self._lock = threading.Lock()
        self._http: httpx.Client | None = None
        self._session: str | None = None
        self._user: str | None = None

    def call(self, service_call: str, fill: Fill) -> Any:
        """The result of one request. Raises OwsError, or OwsUncertain (a kind of it)."""
        method = service_call if service_call in BARE else PREFIX + service_call
        session = self._session_instead_of(None)
        try:
            return self._ask(method, fill(session))
        except OwsError as error:
            if error.message not in _SESSION_IS_DEAD:
                raise
        return self._ask(method, fill(self._session_instead_of(session)))

    def forget_session(self, message: str) -> None:
        """A call inside a batch failed with this message: where the session had ended, the next call logs in again."""
        if message in _SESSION_IS_DEAD:
            with self._lock:
                self._session = None

    def user(self) -> str:
        """The number of the key's own user; empty where OWS does not say."""
        if self._user is None:
            found = self.call("check", lambda session: [session])
            number = found.get("id") if isinstance(found, dict) else None
            self._user = str(number) if isinstance(number, int | str) and str(number).isdecimal() else ""
        return self._user

    def close(self) -> None:
        if self._http is not None:
            self._http.close()

    def _session_instead_of(self, ended: str | None) -> str:
        """The session that all threads share; a new one where it is still the one that has ended."""
        with self._lock:
            if self._session is None or self._session == ended:
                if self._api_key is None:
                    raise OwsError("OTYS_API_KEY is not set, so no call of OWS can be made")
                self._session = None
                try:
                    session = self._ask("loginByUid", [self._api_key])
                except OwsUncertain as error:
                    raise OwsUnreached(error.message) from None  # the call itself was not begun
                if not isinstance(session, str) or not session:
                    raise OwsError("OWS did not accept OTYS_API_KEY")
                self._logged_in(session)
                self._session = session
            return self._session

    def _ask(self, method: str, params: list[Any]) -> Any:
        if self._http is None:
            self._http = httpx.Client(timeout=SECONDS, follow_redirects=False, transport=self._transport)
        request = {"jsonrpc": "2.0", "method": method, "params": params, "id": 1}
        try:
            answer = self._http.post(self._url, json=request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            raise OwsUnreached(f"OWS cannot be reached ({type(error).__name__})") from None
        except httpx.TimeoutException:
            raise OwsUncertain("OWS did not answer in time") from None
        except httpx.HTTPError as error:
            raise OwsUncertain(f"the connection to OWS was lost ({type(error).__name__})") from None
        if answer.status_code == 429:
            raise OwsUnreached("OWS was asked too often (HTTP 429)", 429)
        try:
            body = answer.json()
        except (ValueError, RecursionError):
            raise OwsUncertain(f"what answers is not OWS (HTTP {answer.status_code})") from None
        return _result(body, answer.status_code)


def _result(body: Any, status: int) -> Any:
    """OWS answers HTTP 200 for errors too: what counts is `error` in the body."""
    if not isinstance(body, dict) or not ("result" in body or "error" in body):
        raise OwsUncertain(f"what answers is not OWS (HTTP {status})")
    error = body.get("error")
    if error is not None and error is not False:
        message = error.get("message") if isinstance(error, dict) else error
        code = error.get("code") if isinstance(error, dict) else None
        raise OwsError(str(message)[:300], code if isinstance(code, int | str) else None)
    return body.get("result")
