"""The only client of OWS that a handler gets."""

from __future__ import annotations

import threading
from typing import Any

import httpx

PREFIX = "Otys.Services."
BARE = frozenset({"check"})
SECONDS = 30.0

_SESSION_IS_DEAD = frozenset({"Access denied; please login again", "Access denied; please login first"})


class OwsError(Exception):
    """OWS refused a call or did not answer. `code` is the one of OWS, which it may leave out."""

    def __init__(self, message: str, code: int | str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class Ows:
    """Calls OWS as the user of OTYS_API_KEY; logs in when the first call is made, and again when the session ends."""

    def __init__(self, url: str, api_key: str | None, transport: httpx.BaseTransport | None = None) -> None:
        self._url = url
        self._api_key = api_key
        self._transport = transport
        self._lock = threading.Lock()
        self._http: httpx.Client | None = None
        self._session: str | None = None

    def call(self, name: str, *args: Any) -> Any:
        """The result of one service call: `ows.call("CandidateService.updateEx", uid, {"statusId": 12345})`.

        The session goes first by itself. Raises OwsError; after a time-out nobody knows whether a write was done.
        """
        if name.removeprefix(PREFIX) in {"MultiService.execute", "LanguageService.wrapRequest"}:
            raise OwsError("an envelope is no call of its own: make the calls that would be inside it one by one")
        method = name if name in BARE or name.startswith(PREFIX) else PREFIX + name
        session = self._logged_in(instead_of=None)
        try:
            return self._ask(method, [session, *args])
        except OwsError as error:
            if error.message not in _SESSION_IS_DEAD:
                raise
        return self._ask(method, [self._logged_in(instead_of=session), *args])

    def close(self) -> None:
        if self._http is not None:
            self._http.close()

    def _logged_in(self, instead_of: str | None) -> str:
        """The session that all threads share; a new one where it is still the one that has ended."""
        with self._lock:
            if self._session is None or self._session == instead_of:
                if self._api_key is None:
                    raise OwsError("OTYS_API_KEY is not set, so no call of OWS can be made")
                self._session = None
                session = self._ask("loginByUid", [self._api_key])
                if not isinstance(session, str) or not session:
                    raise OwsError("OWS did not accept OTYS_API_KEY")
                self._session = session
            return self._session

    def _ask(self, method: str, params: list[Any]) -> Any:
        if self._http is None:
            self._http = httpx.Client(timeout=SECONDS, follow_redirects=False, transport=self._transport)
        request = {"jsonrpc": "2.0", "method": method, "params": params, "id": 1}
        try:
            answer = self._http.post(self._url, json=request)
            body = answer.json()
        except httpx.TimeoutException:
            raise OwsError("OWS did not answer in time") from None
        except httpx.HTTPError as error:
            raise OwsError(f"OWS cannot be reached ({type(error).__name__})") from None
        except (ValueError, RecursionError):
            raise OwsError(f"what answers is not OWS (HTTP {answer.status_code})") from None
        return _result(body, answer.status_code)


def _result(body: Any, status: int) -> Any:
    """OWS answers HTTP 200 for errors too: what counts is `error` in the body."""
    if not isinstance(body, dict) or not ("result" in body or "error" in body):
        raise OwsError(f"what answers is not OWS (HTTP {status})")
    error = body.get("error")
    if error is not None and error is not False:
        message = error.get("message") if isinstance(error, dict) else error
        code = error.get("code") if isinstance(error, dict) else None
        raise OwsError(str(message)[:300], code if isinstance(code, int | str) else None)
    return body.get("result")
