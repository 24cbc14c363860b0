"""The way of a write: kill switch, compare, guards and ledger row, the call, and what it came to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from generated import log, rpc
from generated.canonical import fingerprint
from generated.clock import DAY, SECOND, Clock
from generated.compare import difference, swing
from generated.entities import SECRET_RESULTS, compared_with, entity_of, is_read, uid_of
from generated.guards import OF_A_WRITE, Ask, first_stop, is_paused, is_warned_at
from generated.identity import new_id
from generated.proof import is_on
from generated.rpc import OwsError, OwsUncertain, OwsUnreached, Rpc
from generated.run import LeaseLost, Run, WriteStopped
from generated.settings import Settings
from generated.store import Store
from generated.store.model import LEASE_LOST, Limits, Stop, Write
from generated.switch import Switch

LEASE = 60 * SECOND
CALL_LEASE = int(rpc.SECONDS * SECOND) + 5 * SECOND
SESSION_LIFE = 2 * DAY
LONGEST_RESULT = 200


@dataclass(frozen=True)
class Call:
    """A call as OWS counts it: slot 0 of `args` is the session's place. `swing` where it was compared."""

    service_call: str
    args: tuple[Any, ...]
    swing: str = ""

    def filled(self, session: str) -> list[Any]:
        return [session, *self.args[1:]]


class Writes:
    """What all handlers of a process share: the store, the line to OWS, and what is registered."""

    def __init__(
        self, settings: Settings, store: Store, line: Rpc, clock: Clock, switch: Switch, registered: frozenset[str]
    ) -> None:
        self._settings = settings
        self._store = store
        self._line = line
        self._clock = clock
        self._switch = switch
        self._registered = registered

    def one(self, run: Run, call: Call, *, essential: bool, language: str | None) -> Any:
        """A call on its own, read or write. None where nothing had to be written."""
        if is_read(call.service_call):
            return self._read(run, call, language)
        self.may_write(run)
        run.wanted += 1
        known, result = run.known.get(self.fingerprint(call), (None, None))
        if known == "done":
            run.unchanged += 1
            return result
        compared = self.compared(run, call)
        if compared is None and known == "open":
            raise run.stop(WriteStopped("uncertain"))
        to_make = compared if compared is not None else call
        if not to_make.args:
            run.unchanged += 1
            return None
        [write] = self.begin(run, [(call, to_make)], essential=essential)
        return self._made(run, write, to_make, language)

    def session_begun(self, session: str) -> None:
        text = self._settings.marks.mark(session)
        if text:
            self._store.remember_session(text, self._clock.now() + SESSION_LIFE)

    def is_noted(self, call: Call) -> bool:
        """Whether it has a row in the ledger: a read only where it wakes a trigger of ours."""
        return not is_read(call.service_call) or call.service_call in self._registered

    def _read(self, run: Run, call: Call, language: str | None) -> Any:
        if not self.is_noted(call):
            return self._ask(call, language)
        [write] = self.begin(run, [(call, call)], essential=True)
        return self._made(run, write, call, language)

    def may_write(self, run: Run) -> None:
        """No write of this run was stopped, the lease is ours, nobody has paused the handler, and it may write."""
        if run.stopped is not None:
            raise run.stopped
        if not self._store.renew(run.job, self._clock.now() + LEASE):
            raise run.stop(LeaseLost())
        if is_paused(self._store.paused() | self._switch.paused(), run.job.handler):
            raise run.stop(WriteStopped("paused"))
        if run.trigger.profile == "mirror":
            raise run.stop(WriteStopped("mirror"))

    def compared(self, run: Run, call: Call) -> Call | None:
        """The call with what differs from the record as it is now; without arguments where nothing does.

        None where it cannot be compared: no such call, or OWS does not let us read these fields.
        """
        read_with = compared_with(call.service_call)
        if read_with is None or len(call.args) < 3 or not is_on(self.compared):
            return None
        _, uid, wanted, *more = call.args
        if not isinstance(uid, str | int) or not isinstance(wanted, dict) or not wanted:
            return None
        try:
            current = self._read(run, Call(read_with, (None, uid, dict.fromkeys(wanted, 1))), None)
        except (OwsUncertain, OwsUnreached):
            raise
        except OwsError:
            return None
        if not isinstance(current, dict):
            return None
        changes = difference(current, wanted)
        if not changes:
            return Call(call.service_call, ())
        return Call(call.service_call, (None, uid, changes, *more), swing(current, changes))

    def begin(self, run: Run, calls: Sequence[tuple[Call, Call]], *, essential: bool) -> list[Write]:
        writes = [self._write(run, call, wanted) for wanted, call in calls]

        def check(write: Write, limits: Limits) -> Stop | None:
            if not write.counted:
                return None
            limits, daily = replace(limits, paused=limits.paused | self._switch.paused()), self._settings.daily_limit
            if is_warned_at(limits.spent + 1, daily):
                log.line(level="warning", reason="budget", spent=limits.spent + 1, of=daily)
            ask = Ask(write.handler, limits, daily, essential, write.at)
            return first_stop(ask, OF_A_WRITE)

        stop = self._store.begin(writes, check)
        if stop is not None:
            raise run.stop(LeaseLost() if stop == LEASE_LOST else WriteStopped(stop.reason))
        return writes

    def _made(self, run: Run, write: Write, call: Call, language: str | None) -> Any:
        try:
            result = self._ask(call, language)
        except OwsError as error:
            self.failed([write], error)
            raise
        self.confirmed(run, write, result)
        return result

    def failed(self, writes: Sequence[Write], error: OwsError) -> None:
        for write in writes:
            if isinstance(error, OwsUncertain):
                self._store.unknown(write, self._clock.now())
            else:
                self._store.refused(write)

    def confirmed(self, run: Run, write: Write, result: Any) -> None:
        run.made += write.counted
        short = isinstance(result, str | int) and len(str(result)) <= LONGEST_RESULT
        kept = json.dumps(result) if short and not write.secret else ""
        self._store.confirmed(write, kept, self._clock.now())

    def _ask(self, call: Call, language: str | None) -> Any:
        if language is None:
            return self._line.call(call.service_call, call.filled)
        method = rpc.PREFIX + call.service_call

        def wrapped(session: str) -> list[Any]:
            return [language, {"jsonrpc": "2.0", "method": method, "params": call.filled(session), "id": 1}]

        return self._line.call("LanguageService.wrapRequest", wrapped)

    def _write(self, run: Run, call: Call, wanted: Call) -> Write:
        now = self._clock.now()
        args = self._settings.marks.arguments(call.service_call, list(call.args))
        return Write(
            row=new_id(now),
            fingerprint=fingerprint(call.service_call, args),
            handler=run.job.handler,
            entity=self._counted_by(run, call.service_call, uid_of(call.service_call, args, None)),
            root=run.job.root,
            hop=run.job.hop + 1,
            chain=run.trigger.profile == "chain",
            delivery=run.job.delivery,
            wanted=self.fingerprint(wanted),
            user=self._own_user(),
            at=now,
            lease=now + CALL_LEASE,
            swing=call.swing,
            counted=not is_read(call.service_call),
            secret=call.service_call in SECRET_RESULTS,
            leased=run.job.entity,
            token=run.job.token,
        )

    def _counted_by(self, run: Run, service_call: str, uid: str | None) -> str:
        """The record written to. A call without one, such as a mail, counts for the record that the run is about: many
        records are many mails. One that wakes us ourselves counts as a whole, as each could be the next one's cause."""
        if uid is not None or service_call in self._registered:
            return entity_of(service_call, uid)
        return f"{service_call}@{run.job.entity}"

    def fingerprint(self, call: Call) -> str:
        return fingerprint(call.service_call, self._settings.marks.arguments(call.service_call, list(call.args)))

    def _own_user(self) -> str:
        return self._settings.user_id if self._settings.user_id is not None else self._line.user()
