"""What has to be done now and then: the spool emptied, lost decisions made again, and what is past its time removed."""

from __future__ import annotations

import threading
import time

from generated import log
from generated.clock import Clock
from generated.intake import Intake
from generated.store import Store, StoreUnreachable
from generated.store.limits import UNDECIDED
from generated.worker import Threads

MOMENT = 0.5
PRUNE_EVERY = 600.0


class Upkeep:
    """Begins with what a start needs, and only then lets the worker's threads go: as soon as the store is there."""

    def __init__(self, store: Store, intake: Intake, clock: Clock, threads: Threads | None) -> None:
        self._store = store
        self._intake = intake
        self._clock = clock
        self._threads = threads
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="upkeep", daemon=True)
        self._begun = False
        self._pruned = -PRUNE_EVERY

    def start(self) -> None:
        self._once()
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stopping.wait(MOMENT):
            self._once()

    def _once(self) -> None:
        try:
            if not self._begun:
                self._store.started(self._clock.now())
                self._begun = True
                if warning := self._store.warning():
                    log.line(level="warning", reason=warning)
                if self._threads:
                    self._threads.start()
            self._intake.take_spooled()
            for arrival, observation in self._store.undecided(self._clock.now() - UNDECIDED):
                self._store.decided(arrival, observation, self._intake.decide)
            if time.monotonic() - self._pruned >= PRUNE_EVERY:
                if lost := self._store.prune(self._clock.now()):
                    log.line(level="warning", reason="no worker came for 14 days", deliveries=lost)
                self._intake.prune_spool()
                self._pruned = time.monotonic()
        except StoreUnreachable:
            return
        except Exception as error:  # noqa: BLE001 - this thread must live as long as the process
            log.line(level="error", error=type(error).__name__)
