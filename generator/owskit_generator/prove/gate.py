"""Between the project and OWS: sees every service call that the project really makes, and can break what it likes."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any, Literal

import msgspec

from owskit_addon.exchange import Exchange
from owskit_addon.service_call import Kind, kind_of
from owskit_addon.wire import WireCall, read_calls
from owskit_generator.prove.elsewhere import Elsewhere
from owskit_generator.prove.listener import Answer, Asked, Listener
from owskit_generator.prove.poster import NoReply, Poster

Fault = Literal["refuse", "lose-answer", "lose-call"]
"""refuse: OWS says no. lose-answer: done, and nobody hears of it. lose-call: the connection breaks before that."""

UNKNOWN_METHOD = "Method not found"
"""What the sandbox says of a call that it does not have."""
_REFUSED = json.dumps({"result": None, "error": {"message": "No access", "code": 1}, "id": 1}).encode()


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """One service call of the project's. `args` are those after the session. `done`: OWS executed it with success.

    `announced`: the ledger knew of it before it went out, so it came from the guarded client; None for a read.
    `at`: milliseconds since 1970, on the clock of the proof.
    """

    service_call: str
    kind: Kind
    args: list[Any]
    done: bool
    at: int
    announced: bool | None = None


class Gate:
    """An OWS address for the project; forwards to `ows_url`. `made` is what went through since `clear`.

    Calls of services that the sandbox has not are executed `elsewhere`, and `executed` hears of them.
    `before` and `after` are called around each request that holds a write, with the calls in it: `before` may give
    a fault back. `on_first` is called once, before the first read. `announced` is asked before a write goes on.
    """

    def __init__(self, ows_url: str) -> None:
        self._ows_url = ows_url
        self._http = Poster(30)
        self._lock = threading.Lock()
        self._open = 0
        self.listener = Listener(self._answer)
        self.made: list[Made] = []
        self.sessions: set[str] = set()
        self.before: Callable[[list[WireCall]], Fault | None] = lambda calls: None
        self.after: Callable[[list[WireCall]], None] = lambda calls: None
        self.on_first: Callable[[], None] | None = None
        self.announced: Callable[[], bool] = lambda: True
        self.clock: Callable[[], int] = lambda: 0
        self.elsewhere = Elsewhere()
        self.executed: Callable[[str, list[Any], Any, str], None] = lambda service_call, args, result, session: None

    @property
    def url(self) -> str:
        return f"{self.listener.url}/jservice.php"

    @property
    def busy(self) -> bool:
        """Whether a request of the project's is under way."""
        return self._open > 0

    def clear(self) -> None:
        self.made = []

    def close(self) -> None:
        self._http.close()

    def execute_elsewhere(self, service_call: str, args: list[Any], session: str) -> Any:
        result = self.elsewhere.execute(service_call, args)
        self.executed(service_call, args, result, session)
        return result

    def _answer(self, asked: Asked) -> Answer | None:
        with self._lock:
            self._open += 1
        try:
            return self._pass(asked)
        finally:
            with self._lock:
                self._open -= 1

    def _pass(self, asked: Asked) -> Answer | None:
        calls = _calls(asked.body, None)
        if self.on_first is not None and any(kind_of(call.service_call) == "read" for call in calls):
            act, self.on_first = self.on_first, None
            act()
        writes = [call for call in calls if kind_of(call.service_call) not in {"read", "session"}]
        announced = self.announced() if writes else None
        fault = self.before(calls) if writes else None
        if fault == "lose-call":
            return None
        if fault == "refuse":
            self._note(calls, announced, refused=True)
            return Answer(_REFUSED)
        try:
            status, answered = self._http.post(self._ows_url, asked.body)
        except NoReply:
            return None
        if len(calls) == 1 and UNKNOWN_METHOD.encode() in answered and isinstance(calls[0].args, list):
            session, *args = calls[0].args
            result = self.execute_elsewhere(calls[0].service_call, args, str(session))
            answered = json.dumps({"result": result, "id": 1}).encode()
        self._note(_calls(asked.body, answered), announced)
        if writes:
            self.after(calls)
        if fault == "lose-answer":
            return None
        return Answer(answered, status)

    def _note(self, calls: list[WireCall], announced: bool | None, *, refused: bool = False) -> None:
        for call in calls:
            kind = kind_of(call.service_call)
            if call.service_call == "loginByUid" and isinstance(call.result, str):
                self.sessions.add(call.result)
            if kind == "session":
                continue
            args = call.args[1:] if isinstance(call.args, list) else []
            done = not refused and call.outcome == "ok"
            known = None if kind == "read" else announced
            at = self.clock()
            self.made.append(
                Made(service_call=call.service_call, kind=kind, args=args, done=done, at=at, announced=known)
            )


def _calls(request: bytes, response: bytes | None) -> list[WireCall]:
    exchange = Exchange(
        id="1",
        host="127.0.0.1",
        path="/jservice.php",
        at=time.time(),
        request_body=request,
        status=200 if response is not None else None,
        response_body=response,
    )
    return read_calls(exchange).calls
