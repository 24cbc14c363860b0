"""A client of OWS for our own use: JSON-RPC over HTTPS, logged in by API key (`ows.md` 2, 3, 5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

import msgspec

from owskit_addon.errors import NoAnswer, OwsError
from owskit_addon.service_call import MULTI, full_name, kind_of
from owskit_generator.webhooks.pace import Pace
from owskit_generator.webhooks.secret import Secret, masked
from owskit_generator.webhooks.transport import DEFAULT_URL as DEFAULT_URL
from owskit_generator.webhooks.transport import Transport

SECONDS = 30.0
BATCH = 15
"""Calls in one MultiService request: what OTYS' own plugin sends at once (`ows.md` 4.6); the most is not known."""
_LONGEST_MESSAGE = 300
_SESSION_IS_DEAD = frozenset({"Access denied; please login again", "Access denied; please login first"})
_NO_REASON = "OWS refused the call and gave no reason."

Call = tuple[str, Sequence[Any]]
"""A service call and its arguments without the session."""


class Outcome(msgspec.Struct, frozen=True):
    """What became of one call of a batch: its result, or why there is none."""

    result: Any = None
    error: OwsError | None = None


class OwsClient:
    """One session at OWS, as a context manager; it logs out at the end.

    `verify` is True, False, or the path of a certificate to trust (the sandbox's `ca`). Every method raises OwsError:
    OWS said no, nothing answered in time (NoAnswer), or what answers is not OWS. No message holds the API key or the
    session, and no attribute shows them.
    """

    def __init__(
        self,
        url: str = DEFAULT_URL,
        verify: bool | str = True,
        *,
        seconds: float = SECONDS,
        pace: Pace | None = None,
    ) -> None:
        self._transport = Transport(url, verify, seconds, pace or Pace())
        self._api_key: Secret | None = None
        self._session: Secret | None = None
        self._password: Secret | None = None
        self._hidden: set[Secret] = set()
        self._number = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def host(self) -> str:
        return self._transport.host

    def close(self) -> None:
        """Logs out, if logged in, and closes the connections. A log-out that fails is no fault of anybody's."""
        session, self._session = self._session, None
        try:
            if session is not None:
                with suppress(OwsError):
                    self._ask("logout", [session])
        finally:
            self._transport.close()

    def login_by_uid(self, api_key: Secret | str) -> None:
        """Opens a session for the user that the API key belongs to."""
        self._api_key = api_key if isinstance(api_key, Secret) else Secret(api_key)
        self._session = self._begun(
            self._ask("loginByUid", [self._api_key]),
            "OWS did not accept the API key.",
            "Look at OTYS_API_KEY and at the rights of its user.",
        )

    def login(self, username: str, password: Secret | str) -> None:
        """Opens a session as a person does in Go! (`ows.md` 3.1). It is not opened again by itself."""
        self._password = password if isinstance(password, Secret) else Secret(password)
        self._session = self._begun(
            self._ask("login", [username, self._password, None, None, "phoenix"]),
            "OWS did not accept the user name and password.",
            "Look at both.",
        )

    def call(self, service_call: str, *args: Any) -> Any:
        """The `result` of one call; the session goes first by itself. `service_call` with or without prefix.

        Logs in once more where the session has ended. Only a read is sent again where the connection failed: a write
        may have been done (`ows.md` 2.4).
        """
        method = full_name(service_call)
        try:
            return self._once_more_if_read(method, [self._present(), *args])
        except OwsError as error:
            if not self._can_renew(error):
                raise
        self._renew()
        return self._once_more_if_read(method, [self._present(), *args])

    def batch(self, calls: Sequence[Call]) -> list[Outcome]:
        """All calls in one MultiService request, and one outcome each, in order (`ows.md` 2.2).

        One that fails does not fail the others. Raises OwsError where the batch as a whole was refused or unanswered.
        A dead session is told by the outer error or by each call, which one is open (`ows.md` 13.10): what was refused
        for it is sent once more.
        """
        try:
            outcomes = self._batch(calls)
        except OwsError as error:
            if not self._can_renew(error):
                raise
            self._renew()
            return self._batch(calls)
        dead = [at for at, outcome in enumerate(outcomes) if outcome.error and self._can_renew(outcome.error)]
        if dead:
            self._renew()
            for at, outcome in zip(dead, self._batch([calls[at] for at in dead]), strict=True):
                outcomes[at] = outcome
        return outcomes

    def hide(self, secrets: Iterable[Secret | None]) -> None:
        """No message shows these, whatever OWS says."""
        self._hidden.update(secret for secret in secrets if secret)

    # -- sessions -----------------------------------------------------------------------------------------------------

    def _begun(self, session: Any, refused: str, hint: str) -> Secret:
        # A wrong key gives `false`, an error or another value that is no text (`ows.md` 2.4).
        if not isinstance(session, str) or not session:
            raise OwsError(refused, hint)
        begun = Secret(session)
        self._hidden.add(begun)
        return begun

    def _present(self) -> Secret:
        if self._session is None:
            raise OwsError("There is no session at OWS.", "Log in first.")
        return self._session

    def _can_renew(self, error: OwsError) -> bool:
        return error.message in _SESSION_IS_DEAD and self._api_key is not None

    def _renew(self) -> None:
        if self._api_key is not None:
            self.login_by_uid(self._api_key)

    # -- requests -----------------------------------------------------------------------------------------------------

    def _once_more_if_read(self, method: str, params: list[Any]) -> Any:
        try:
            return self._ask(method, params)
        except NoAnswer:
            if _changes(method):
                raise
        return self._ask(method, params)

    def _batch(self, calls: Sequence[Call]) -> list[Outcome]:
        session = self._present()
        inner = [{"method": full_name(name), "args": [session, *args]} for name, args in calls]
        result = self._ask(full_name(MULTI), [inner])
        given = {str(at): value for at, value in enumerate(result)} if isinstance(result, list) else result
        if not isinstance(given, dict):
            raise OwsError("OWS answered a batch with something else than its results.", "Look before trying again.")
        return [self._sub_result(given.get(str(at))) for at in range(len(calls))]

    def _sub_result(self, given: Any) -> Outcome:
        if not isinstance(given, dict) or "status" not in given:
            return Outcome(
                error=NoAnswer("OWS gave no result for this call of the batch.", "Look before trying again.")
            )
        if given["status"] == "success":
            return Outcome(result=given.get("data"))
        return Outcome(error=self._refusal(given))

    def _ask(self, method: str, params: list[Any]) -> Any:
        self._number += 1
        request = {"jsonrpc": "2.0", "method": method, "params": params, "id": self._number}
        # Secrets are revealed while this is encoded, and what comes back is opened in a frame that is over when an
        # error is raised: no variable of a traceback holds them.
        result, refusal = self._opened(
            self._transport.post(msgspec.json.encode(request, enc_hook=self._revealed), changes=_changes(method))
        )
        if refusal is not None:
            raise refusal
        return result

    def _opened(self, answer: dict[str, Any]) -> tuple[Any, OwsError | None]:
        error = answer.get("error")
        if error is None or error is False:
            return answer.get("result"), None
        return None, self._refusal(error if isinstance(error, dict) else {"message": error})

    def _refusal(self, given: dict[str, Any]) -> OwsError:
        code = given.get("code")
        message = self._said(given.get("message"))
        return OwsError(message, "That is what OWS says.", code if isinstance(code, int | str) else None)

    def _said(self, message: Any) -> str:
        """OWS' own words, on one line, without anything that we must not show."""
        if not isinstance(message, str) or not message.strip():
            return _NO_REASON
        shown = masked(message, self._hidden)
        return "".join(letter if letter.isprintable() else " " for letter in shown)[:_LONGEST_MESSAGE]

    def _revealed(self, value: Any) -> Any:
        """For the encoder: the text of a secret, which no message may show from now on."""
        if isinstance(value, Secret):
            self._hidden.add(value)
            return value.reveal()
        raise NotImplementedError


def _changes(method: str) -> bool:
    """Whether a call may have changed something; a log-in or `check` that was lost did no harm."""
    return kind_of(method.removeprefix("Otys.Services.")) not in {"read", "session"}
