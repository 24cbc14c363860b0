"""Everything that a process is made of, put together from its settings."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from generated import log, secret
from generated.batches import Batches
from generated.clock import Clock, make_clock
from generated.guards import Trigger
from generated.intake import Intake
from generated.place import place_of
from generated.rpc import Rpc
from generated.settings import CannotStart, Settings
from generated.spool import Spool
from generated.store import CannotOpen, Store, open_store
from generated.switch import Switch
from generated.triggers import STACK, TRIGGERS
from generated.upkeep import Upkeep
from generated.worker import Handler, Threads, Worker
from generated.writes import Writes

END = 25.0
"""Seconds that running handlers get when the process is told to end. Their deliveries are kept in any case."""


class Service:
    """The parts of one process. `threads`: how many handlers it runs at once, none for a web process without them."""

    def __init__(self, settings: Settings, threads: int) -> None:
        self.settings = settings
        handlers = load_handlers(TRIGGERS)
        self.clock: Clock = make_clock(settings.clock_url)
        self.store: Store = open_store_of(settings)
        switch = Switch(settings.pause, settings.pause_file)
        registered = frozenset(call for trigger in TRIGGERS for call in trigger.service_calls)
        self._line = Rpc(settings.ows_url, settings.api_key, lambda session: writes.session_begun(session))
        writes = Writes(settings, self.store, self._line, self.clock, switch, registered)
        batches = Batches(writes, self._line)
        worker = Worker(settings, TRIGGERS, handlers, self.store, writes, batches, self.clock, switch)
        # A moved clock ends a pause at any moment.
        self._threads = Threads(worker, threads, 0.05 if settings.clock_url else 0.5) if threads else None
        spool = Spool(settings.spool)
        wake = self._threads.wake if self._threads else lambda: None
        self.intake = Intake(settings, TRIGGERS, self.store, self.clock, switch, spool, wake)
        self._upkeep = Upkeep(self.store, self.intake, self.clock, self._threads)

    def start(self) -> None:
        self._upkeep.start()

    def stop(self) -> None:
        """Nothing new begins, and handlers may end."""
        self._upkeep.stop()
        if self._threads and not self._threads.stop(END):
            log.line(level="warning", reason="a handler was still running; its delivery is worked on again")
        self._line.close()
        self.store.close()


def open_store_of(settings: Settings) -> Store:
    try:
        return open_store(settings.store, STACK)
    except CannotOpen as error:
        raise CannotStart(f"OWSKIT_STORE: {error}.") from None


def warn(settings: Settings) -> None:
    """What works, and had better be otherwise."""
    if secret.is_weak(settings.secret):
        log.line(level="warning", reason=f"OWSKIT_WEBHOOK_SECRET is weak: give it {secret.GOOD} characters or more")
    if settings.user_id is None:
        log.line(level="warning", reason="OTYS_USER_ID is not set: the guard against our own user's writes is off")


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
            raise CannotStart(f"{file}: cannot be imported ({type(error).__name__} at {place_of(error)}).") from error
        if not callable(handler):
            raise CannotStart(f"{file}: there is no function handle(event, ows) in it.")
        handlers[trigger.name] = handler
    return handlers
