"""From a delivery to the handlers that want it, each behind its guards, on threads of their own."""

from __future__ import annotations

import asyncio
import importlib
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from generated import log
from generated.decision import Decision, Outcome, is_decision, skip
from generated.delivery import Delivery
from generated.event import Event
from generated.guards import Trigger, stopped_by
from generated.ows import Ows
from generated.settings import CannotStart

Handler = Callable[[Event, Ows], Decision]

THREADS = 8
SECONDS = 25.0
"""How long OTYS waits for the answer at most. A handler that takes longer goes on; the answer says `accepted`."""


class Dispatcher:
    """Runs the handlers of one process. Those of one delivery run one after another, as they may touch one record."""

    def __init__(
        self,
        triggers: Sequence[Trigger],
        handlers: dict[str, Handler],
        ows: Ows,
        own_user_id: int | None,
        seconds: float = SECONDS,
    ) -> None:
        self._triggers = triggers
        self._handlers = handlers
        self._ows = ows
        self._own_user_id = own_user_id
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="handler")

    async def decide(self, delivery: Delivery, root: str) -> list[Outcome]:
        """One outcome a trigger that wants the call; where none does, one `ignored` without a trigger."""
        wanted = [trigger for trigger in self._triggers if delivery.event.service_call in trigger.service_calls]
        if not wanted:
            return [Outcome(None, Decision("ignored", "unknown-call"))]
        decided: list[Outcome] = []
        running = asyncio.get_running_loop().run_in_executor(
            self._threads, self._run, wanted, delivery, root, decided.append
        )
        await asyncio.wait([running], timeout=self._seconds)
        ended = running.done()
        if ended and (error := running.exception()):
            log.line(level="error", root=root, error=type(error).__name__)
        open_end = Decision("error", "internal") if ended else Decision("accepted", "still-running")
        so_far = list(decided)
        return so_far + [Outcome(trigger.name, open_end) for trigger in wanted[len(so_far) :]]

    def close(self) -> None:
        """Lets running handlers finish."""
        self._threads.shutdown()

    def _run(
        self, wanted: Sequence[Trigger], delivery: Delivery, root: str, decided: Callable[[Outcome], None]
    ) -> None:
        for trigger in wanted:
            reason = stopped_by(trigger, delivery, self._own_user_id)
            decision = skip(reason) if reason else self._handle(trigger, delivery.event, root)
            log.line(
                decision=decision.decision,
                trigger=trigger.name,
                service_call=delivery.event.service_call,
                reason=decision.reason,
                root=root,
            )
            decided(Outcome(trigger.name, decision))

    def _handle(self, trigger: Trigger, event: Event, root: str) -> Decision:
        try:
            decision = self._handlers[trigger.name](event, self._ows)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a handler raises must not reach the answer
            log.line(level="error", trigger=trigger.name, root=root, error=type(error).__name__, at=_place(error))
            return Decision("error", "handler-raised")
        if not is_decision(decision):
            return Decision("error", "no-decision")
        return decision


def load_handlers(triggers: Sequence[Trigger]) -> dict[str, Handler]:
    """The function `handle` of each trigger's module. Raises CannotStart where one is not there or cannot be read."""
    handlers: dict[str, Handler] = {}
    for trigger in triggers:
        file = trigger.module.replace(".", "/") + ".py"
        try:
            handler = getattr(importlib.import_module(trigger.module), "handle", None)
        except SyntaxError as error:
            raise CannotStart(f"{file}:{error.lineno}: this is not Python.") from None
        except Exception as error:
            raise CannotStart(f"{file}: cannot be imported ({type(error).__name__} at {_place(error)}).") from error
        if not callable(handler):
            raise CannotStart(f"{file}: there is no function handle(event, ows) in it.")
        handlers[trigger.name] = handler
    return handlers


def _place(error: BaseException) -> str:
    """File and line where it was raised, the handlers' own first. No message: it may hold a person's data."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).parent.name == "handlers"] or frames
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "nowhere"
