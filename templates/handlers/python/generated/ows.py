"""The only client of OWS that a handler gets. Every write of it passes the guards (writes.py)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generated.batches import Batches
from generated.rpc import BARE, PREFIX, OwsError
from generated.run import Run
from generated.writes import Call, Writes

ENVELOPES = frozenset({"MultiService.execute", "LanguageService.wrapRequest"})
SESSIONS = frozenset({"login", "loginByUid", "loginAs", "logout"})


class Ows:
    """OWS as the user of OTYS_API_KEY, for one run of a handler.

    The session goes first by itself. All methods raise OwsError where OWS refuses, and its kind OwsUncertain where
    nobody knows whether the call was made: let it through, and the run is repeated with everything compared first.
    `essential`: a write that goes out although 85 percent of the day's deliveries are spent (never beyond 95).
    """

    def __init__(self, run: Run, writes: Writes, batches: Batches) -> None:
        self._run = run
        self._writes = writes
        self._batches = batches

    def call(self, name: str, *args: Any, essential: bool = False, language: str | None = None) -> Any:
        """The result of a service call: `ows.call("CandidateService.getDetail", uid, {"statusId": 1})`.

        An `update` or `updateEx` of a record sends only what differs from the record as it is now; None where nothing
        does. `language`, such as "nl", has OWS answer in it.
        """
        return self._writes.one(self._run, named(name, args), essential=essential, language=language)

    def update(self, name: str, uid: str, changes: dict[str, Any], *, essential: bool = False) -> bool:
        """Sets fields of a record: `ows.update("CandidateService.updateEx", uid, {"statusId": 23456})`.

        Whether anything had to be written.
        """
        before = self._run.made
        self.call(name, uid, changes, essential=essential)
        return self._run.made > before

    def batch(self, calls: Sequence[Sequence[Any]], *, essential: bool = False) -> list[Any]:
        """Several calls in one request: `ows.batch([("VacancyService.update", uid, {…}), …])`.

        Their results in order; in the place of one that OWS refused stands its OwsError.
        """
        return self._batches.make(self._run, [named(call[0], call[1:]) for call in calls], essential=essential)


def named(name: str, args: Sequence[Any]) -> Call:
    """Raises OwsError where a handler may not make such a call, or there is none."""
    short = name.removeprefix(PREFIX)
    if short in ENVELOPES:
        raise OwsError(
            "an envelope is no call of its own: `batch` makes several calls at once, `language` one in a language"
        )
    if short in SESSIONS:
        raise OwsError("logging in and out is done for you")
    if "." not in short and short not in BARE:
        raise OwsError(f"{short[:60]} is no service call: XService.method is expected")
    return Call(short, (None, *args))
