"""Local development without a public address: OTYS logs each delivery whatever becomes of it, and so they are taken
from its log (`ows.md` 4.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import Protocol

import msgspec

from owskit_addon.errors import OwsError
from owskit_generator.webhooks.client import BATCH, Call, Outcome, OwsClient
from owskit_generator.webhooks.conflicts import Conflict, with_others
from owskit_generator.webhooks.definitions import Definition, registry
from owskit_generator.webhooks.listen_journal import Journal
from owskit_generator.webhooks.listen_mark import PLACE, is_over, listener_of, of_user, until_of, wanted
from owskit_generator.webhooks.log_fetch import Tail, floor_of
from owskit_generator.webhooks.log_row import LogRow
from owskit_generator.webhooks.replay import Sent, Target

HEADER = "X-Owskit-Listen"
_MOST_FAILURES = 20
_LONGEST_PAUSE = 30.0


class Told(Protocol):
    """What a listener says while it works."""

    def delivery(self, row: LogRow, sent: Sent, *, again: bool) -> None: ...

    def note(self, text: str) -> None: ...


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """What was registered. `swept` were left by an earlier run, `elsewhere` are of one that may still run on another
    machine."""

    until: datetime
    swept: int
    elsewhere: list[Definition]
    conflicts: list[Conflict]


class Listener:
    """One user's deliveries of some calls, brought to a target, each once and in the order of the log.

    `wait` waits so many seconds and says whether to stop. Once `register` has begun, `close` must follow.
    """

    def __init__(
        self,
        ows: OwsClient,
        journal: Journal,
        target: Target,
        me: str | None,
        told: Told,
        wait: Callable[[float], bool],
    ) -> None:
        self._ows = ows
        self._journal = journal
        self._target = target
        self._me = me
        self._told = told
        self._wait = wait
        self._tail: Tail | None = None
        self._silent = False

    def register(self, calls: Sequence[str], life: timedelta, place: str = PLACE) -> Registered:
        """Adds the webhooks, then removes those of an earlier run. Raises OwsError where one could not be added."""
        now = datetime.now(UTC)
        until = now + life
        ours = wanted(calls, self._journal.listener, until, place)
        if self._journal.floor is None:
            self._journal.start(floor_of(self._ows))
        else:
            self._journal.start(self._journal.floor)
        self._tail = Tail(self._ows, self._journal.floor or 0, self._journal.done)
        outcomes = self._send([("WebhooksService.add", [one.definition()]) for one in ours])
        present = registry(self._ows).definitions
        fresh = set()
        for one, outcome in zip(ours, outcomes, strict=True):
            # The last one: a run of the same second may have left its like.
            uid = next((each.uid for each in reversed(present) if one.is_shown_as(each)), None)
            fresh.add(uid)
            if uid is None:
                why = outcome.error.message if outcome.error else "OTYS' list does not show it."
                raise OwsError(f"{one.service_call} could not be registered: {why}", "Look at the rights of the key.")
        left = [each for each in of_user(present, self._me) if each.uid not in fresh]
        gone = [each for each in left if self._is_ours(each) or is_over(each, now)]
        self._remove(gone)
        others = [each for each in present if each.uid not in fresh and each not in left]
        return Registered(
            until=until,
            swept=len(gone),
            elsewhere=[each for each in left if each not in gone],
            conflicts=with_others([(call, False) for call in calls], others, "", self._me),
        )

    def run(self, until: datetime, every: float) -> None:
        """Until `wait` says to stop or the time is over. An OWS that does not answer is asked again, less often; raises
        OwsError where that goes on for long."""
        failures = 0
        while datetime.now(UTC) < until:
            try:
                self.look()
                failures = 0
            except OwsError as error:
                failures += 1
                if failures >= _MOST_FAILURES:
                    raise
                if failures == 1:
                    self._told.note(f"{error.message} Trying again.")
            if self._wait(min(every * 2**failures, max(every, _LONGEST_PAUSE))):
                return
        self._told.note("The time of these webhooks is over; start again to go on.")

    def look(self, *, last: bool = False) -> None:
        """Brings what is new. Where nobody listens at the target, the rest is tried again at the next look; `last` says
        that there is none."""
        if self._tail is None:
            return
        rows = self._tail.new_rows()
        if rows and not self._tail.reaches:
            self._told.note("OTYS' log does not go back to where the last look ended: deliveries may be missing.")
        for row in rows:
            if listener_of(row.address) != self._journal.listener:
                self._tail.handled(row.id)
            elif not self._bring(row) and not last:
                return
            if not last and self._wait(0):
                return

    def close(self) -> None:
        """Removes the webhooks, and brings what OTYS had logged by then. Raises OwsError where they are still there."""
        ours = [each for each in of_user(registry(self._ows).definitions, self._me) if self._is_ours(each)]
        self._remove(ours)
        self.look(last=True)
        left = [each.uid for each in of_user(registry(self._ows).definitions, self._me) if self._is_ours(each)]
        if left:
            hint = "The next `listen` of this user sweeps them."
            raise OwsError(f"{len(left)} webhooks of listen could not be removed: {', '.join(left)}.", hint)
        self._journal.finish()

    def _bring(self, row: LogRow) -> bool:
        """Whether the target got it."""
        again = row.id == self._journal.begun
        self._journal.begin(row.id)
        sent = self._target.send(row, HEADER)
        if not sent.reached:
            self._journal.cancel(row.id)
            if not self._silent:
                self._told.note(f"Nobody listens at {self._target.host}: the deliveries wait until somebody does.")
            self._silent = True
            return False
        self._silent = False
        self._journal.end(row.id)
        if self._tail is not None:
            self._tail.handled(row.id)
        self._told.delivery(row, sent, again=again)
        return True

    def _remove(self, definitions: Sequence[Definition]) -> None:
        self._send([("WebhooksService.delete", [each.uid]) for each in definitions])

    def _send(self, calls: Sequence[Call]) -> list[Outcome]:
        return [outcome for some in batched(calls, BATCH) for outcome in self._ows.batch(some)]

    def _is_ours(self, definition: Definition) -> bool:
        return listener_of(definition.address) == self._journal.listener


def ends_at(definition: Definition) -> str:
    """When a webhook of another `listen` is over, for people."""
    until = until_of(definition.address)
    return until.astimezone().strftime("%Y-%m-%d %H:%M") if until else "an unknown time"
