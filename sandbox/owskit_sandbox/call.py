"""One service call as its service sees it: the world, who acts, and the arguments in any of their shapes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .faults import INVALID_ARGUMENTS, LOGIN_AGAIN, LOGIN_FIRST, Fault
from .people import User
from .sessions import Session
from .world import World


@dataclass
class HttpExchange:
    """What the HTTP request gave beside its body, and what its answer takes along. `set_cookie` is the new session id
    of the cookie, or "" to clear it."""

    cookie: str | None = None
    set_cookie: str | None = None


@dataclass
class Call:
    """A call to execute. `args` is a list with the session at 0, an object with numeric keys, or None with the session
    in the cookie (`ows.md` 2.5)."""

    world: World
    http: HttpExchange
    args: Any
    _session: Session | None = field(default=None, init=False)

    @property
    def session(self) -> Session:
        """The session that executes the call. Raises Fault where there is none or it has ended."""
        if self._session is None:
            session_id = session_id_of(self.args, self.http.cookie)
            if not session_id:
                raise Fault(LOGIN_FIRST)
            self._session = self.world.sessions.find(session_id)
            if self._session is None:
                raise Fault(LOGIN_AGAIN)
        return self._session

    @property
    def user(self) -> User:
        return self.world.user(self.session.user_id)

    def arg(self, number: int) -> Any:
        """The argument at a position; None beyond the last one.

        Named members of an object stand for the first argument: {"0": session, "what": {…}} asks with {"what": {…}}.
        """
        if isinstance(self.args, list):
            return self.args[number] if number < len(self.args) else None
        if isinstance(self.args, dict):
            if str(number) in self.args:
                return self.args[str(number)]
            if number == 1:
                return {name: value for name, value in self.args.items() if not name.isdecimal()} or None
        return None

    def text(self, number: int) -> str:
        """An argument that must be text (or a number, which PHP takes for text). Raises Fault for anything else."""
        value = self.arg(number)
        if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            return str(value)
        raise Fault(INVALID_ARGUMENTS)

    def record(self, number: int) -> dict[str, Any]:
        """An argument that must be an object; PHP's empty list is the empty one."""
        value = self.arg(number)
        if value == []:
            return {}
        if not isinstance(value, dict):
            raise Fault(INVALID_ARGUMENTS)
        return value


Method = Callable[[Call], Any]


def session_id_of(args: Any, cookie: str | None) -> str | None:
    """The session id of a call: slot 0, else the cookie; which one wins at OTYS is open (`ows.md` 13.12)."""
    slot = args[0] if isinstance(args, list) and args else args.get("0") if isinstance(args, dict) else None
    return slot if isinstance(slot, str) and slot else cookie
