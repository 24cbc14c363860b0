"""Where a proof is played: a sandbox as OWS, the project as processes, a clock, and our two places between them."""

from __future__ import annotations

import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from owskit_addon.errors import ProofError
from owskit_addon.ports import free_port, is_taken
from owskit_addon.service_call import full_name
from owskit_generator.handlers.lock import Lock
from owskit_generator.prove.gate import Gate
from owskit_generator.prove.people import People
from owskit_generator.prove.processes import Process
from owskit_generator.prove.project import lock_of
from owskit_generator.prove.relay import Delivery, Relay
from owskit_generator.prove.store_view import StoreView
from owskit_generator.triggers import Triggers
from owskit_generator.webhooks.client import OwsClient
from owskit_sandbox import Rules, Sandbox

REST = 20.0
"""Seconds of real time within which a project comes to rest, or it hangs."""
STUCK = 0.4
"""Seconds of real time in which nothing happens although something is due: a lease of a process that was killed."""
SLOW = 6.0
"""The same where none was killed: a worker may have to wait for the machine, and must not lose its lease for that."""
POLL = 0.004
GLANCE = 0.015
"""Seconds of real time until a project has looked at a clock that was moved: it looks each hundredth of a second."""

SECOND = 1000
SPOOL = "spool"
STARTS = 3
"""How often it is started on another port, where somebody was faster to take the first."""


class Halted(Exception):
    """The proof is ended by a person or by the system, in another thread."""


class Stage:
    """Everything that runs for one project, between `with` and its end.

    `workers`: how many processes work beside each other, and `threads` how many jobs each does at once where the
    language has threads. `store`: where the project keeps its state, as OWSKIT_STORE has it, and how we look into it.
    `halt`: once set, it raises Halted as soon as it can. `daily_limit`: how many deliveries OTYS makes for a user.
    """

    def __init__(
        self,
        project: Path,
        triggers: Triggers,
        *,
        workers: int = 1,
        threads: int = 1,
        environment: dict[str, str] | None = None,
        store: tuple[str, StoreView],
        halt: threading.Event | None = None,
        daily_limit: int = 10**9,
    ) -> None:
        self.project = project
        self.triggers = triggers
        self.lock: Lock = lock_of(project)
        self.workers = workers
        self.daily_limit = daily_limit
        self._threads = threads
        self._halt = halt or threading.Event()
        self.secret, self.previous = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._store_url, self.store = store
        self._more = environment or {}
        self._open = ExitStack()
        self._processes: list[Process] = []
        self._web: Process | None = None
        self._port = 0
        self._killed = False

    def __enter__(self) -> Self:
        try:
            rules = Rules(
                delivery="inside",
                mask_session="keep",
                rate_per_minute=0,
                daily_limit=self.daily_limit,
                cache_seconds=0,
            )
            self.sandbox = self._open.enter_context(Sandbox(plain_http=True, rules=rules))
            self.people = People(self.sandbox)
            self._open.callback(self.people.close)
            self.gate = Gate(f"{self.sandbox.url}/jservice.php")
            self._open.callback(self.gate.close)
            self._open.enter_context(self.gate.listener)
            self.gate.announced = self.store.announced
            self.relay = Relay()
            self._open.callback(self.relay.close)
            self._open.enter_context(self.relay.listener)
            self.gate.executed = self._fire_elsewhere
            self.gate.clock = lambda: self.now
            self._register()
            self._open.callback(self._end_processes)
            self.start()
        except BaseException:
            self._open.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def start(self) -> None:
        """Starts the processes, or starts them again. Raises ProofError where the project does not start."""
        for left in reversed(range(STARTS)):
            self._port = free_port()
            self._web = Process(self.lock.start, self.project, self._environment(), self._log)
            self._processes = [self._web]
            try:
                self._web.until_ready(f"http://127.0.0.1:{self._port}", self._halt)
                break
            except ProofError:
                self._web.kill()
                if not left or not is_taken(self._port):
                    raise
        self.work_with(self.workers)
        self.relay.target = self.address(self.secret)

    def work_with(self, workers: int) -> None:
        """So many processes work from now on."""
        self.workers = workers
        threaded = self.lock.language == "python"  # there the web process is the first that works
        command = [*self.lock.worker, *([str(self._threads)] if threaded else [])]
        wanted = workers if threaded else workers + 1
        while self.lock.worker and len(self._processes) < wanted:
            self._processes.append(Process(command, self.project, self._environment(), self._log))
        for process in self._processes[wanted:]:
            process.end()
        del self._processes[wanted:]

    def kill(self) -> None:
        """All processes at once, as a power cut would."""
        self._web = None
        self._killed = True
        for process in self._processes:
            process.kill()

    def anew(self) -> None:
        """Started again with an empty store: what went wrong before is no other run's."""
        self.relay.taken = lambda delivery: None
        self.kill()
        self.store.forget()
        shutil.rmtree(self.project / SPOOL, ignore_errors=True)
        self.start()

    def address(self, secret: str) -> str:
        return f"http://127.0.0.1:{self._port}/otys/{secret}"

    def log(self) -> str:
        """What all its processes said."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def said(self) -> str:
        return self._web.said() if self._web else ""

    @property
    def now(self) -> int:
        """Milliseconds since 1970, on the clock of the proof."""
        return int(self.sandbox.clock.now().timestamp() * 1000)

    def go_to(self, moment: int) -> None:
        """Moves the clock on to a moment in milliseconds; never back."""
        if moment > self.now:
            self.sandbox.clock.set(datetime.fromtimestamp(moment / 1000, UTC))
            time.sleep(GLANCE)

    def next_day(self) -> None:
        """Nine in the morning of the day after: what is counted by day begins again."""
        day = datetime.fromtimestamp(self.now / 1000, UTC) + timedelta(days=2)
        self._killed = False
        self.sandbox.clock.set(day.replace(hour=9, minute=0, second=0, microsecond=0))
        time.sleep(GLANCE)

    def quiet(self) -> int | None:
        """Waits until nothing is due or under way; when the next job is due, in milliseconds, None for never.

        Raises ProofError where the project does not come to rest, or has ended.
        """
        deadline = time.monotonic() + REST
        calm_since = time.monotonic()
        while True:
            spooled = self._spooled()  # first: what leaves the spool meanwhile is in the store then
            waiting = self.store.waiting(self.now)
            if not waiting.now and not self.gate.busy and not spooled:
                return waiting.next
            now = time.monotonic()
            if self.gate.busy:
                calm_since = now
            if self._halt.is_set():
                raise Halted
            if self._web is not None and not all(process.alive for process in self._processes):
                raise ProofError(
                    "The project ended while it was being proved. It said:\n" + self.said(),
                    "A handler must return or raise; what ends its process takes the others' work along.",
                )
            if now > deadline:
                raise ProofError(
                    f"The project did not come to rest within {REST:.0f} seconds. It said:\n{self.said()}",
                    "Give every call a time-out, and wait for nothing else.",
                )
            if now - calm_since > (STUCK if self._killed else SLOW):
                self.go_to((waiting.lease or self.now) + SECOND)  # the one that held the lease is dead
                calm_since = now
            time.sleep(POLL)

    def as_person(self, user: int, act: Callable[[OwsClient], Any]) -> Any:
        """Signs in as a user by number and does something; -1 is the integration's own user."""
        return self.people.act(user, act)

    def _fire_elsewhere(self, service_call: str, args: list[Any], result: Any, session: str) -> None:
        """The webhook of a call that the sandbox does not have."""
        if service_call not in self.subscribed:
            return
        own = session in self.gate.sessions
        user = self.sandbox.user_id if own else self.sandbox.world.tables.users[0].id
        body = {"request": {"method": full_name(service_call), "args": [session, *args]}, "result": result}
        self.relay.take(
            Delivery(
                service_call=service_call,
                args=args,
                body=body,
                user=str(user),
                client=str(self.sandbox.client_id),
                session=session,
            )
        )

    @property
    def _log(self) -> Path:
        return self.project.parent / f"{self.project.name}.log"

    def _spooled(self) -> bool:
        """Whether deliveries lie beside the store, which was away when they came."""
        return any((self.project / SPOOL).glob("*.json"))

    @property
    def subscribed(self) -> list[str]:
        return list(dict.fromkeys(call for trigger in self.triggers.triggers for call in trigger.service_calls))

    def _register(self) -> None:
        for call in self.subscribed:
            given = {"serviceCall": call, "webhookUrl": self.relay.hook, "klantGlobal": True}
            self.as_person(-1, lambda ows, given=given: ows.call("WebhooksService.add", given))  # type: ignore[misc]

    def _environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("OTYS_", "OWSKIT_"))}
        return {
            **clean,
            "PORT": str(self._port),
            "OWSKIT_WEBHOOK_SECRET": self.secret,
            "OWSKIT_WEBHOOK_SECRET_PREVIOUS": self.previous,
            "OTYS_API_KEY": self.sandbox.api_key,
            "OTYS_USER_ID": str(self.sandbox.user_id),
            "OTYS_OWS_URL": self.gate.url,
            "OWSKIT_STORE": self._store_url,
            "OWSKIT_SPOOL": str(self.project / SPOOL),
            "OWSKIT_WORKER": str(self._threads),
            **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self.project.parent)),
            "OWSKIT_CLOCK_URL": f"{self.sandbox.url}/__sandbox__/clock",
            "NO_PROXY": "127.0.0.1",
            **self._more,
        }

    def _end_processes(self) -> None:
        for process in self._processes:
            process.end()
