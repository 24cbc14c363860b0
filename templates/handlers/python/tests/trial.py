"""An OWS for tests of handlers: it answers what you give it and remembers what was asked. The guards are real."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx

from generated import Ows
from generated.batches import Batches
from generated.clock import Clock
from generated.guards import Trigger
from generated.rpc import PREFIX, Rpc
from generated.run import Run
from generated.settings import read
from generated.store.model import Arrival, NewJob
from generated.store.sqlite import SqliteStore
from generated.switch import Switch
from generated.writes import LEASE, Writes


class Trial:
    """`ows` is for one run of a handler. `answers`: by service call the result; any other call gets `default`.

    `calls` holds what OWS was asked, in order: `("CandidateService.updateEx", uid, {…})`.
    """

    def __init__(self, answers: Mapping[str, Any] | None = None, default: Any = None, profile: str = "enrich") -> None:
        self._answers = answers or {}
        self._default = default
        self.calls: list[tuple[Any, ...]] = []
        self._clock = Clock()
        self._store = SqliteStore(":memory:")
        settings = read({"OWSKIT_WEBHOOK_SECRET": "a-secret-for-the-tests-only", "OTYS_USER_ID": "99"})
        line = Rpc("http://ows.test", "key", transport=httpx.MockTransport(self._answer))
        writes = Writes(settings, self._store, line, self._clock, Switch("", settings.pause_file), frozenset())
        trigger = Trigger("trial", "", (), (), profile, "dedicated", ())
        self.ows = Ows(self._run(trigger), writes, Batches(writes, line))

    def _run(self, trigger: Trigger) -> Run:
        now = self._clock.now()
        arrival = Arrival("trial", now, "Trial/1", "Trial.run", "{}")
        self._store.accept([arrival], lambda *_: [NewJob(trigger.name, "queued", arrival.id, 0, False)])
        job = self._store.claim(now, "trial", now + LEASE)
        assert job is not None
        return Run(job, trigger)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        posted = json.loads(request.content)
        method, params = posted["method"].removeprefix(PREFIX), posted["params"]
        if method == "loginByUid":
            return httpx.Response(200, json={"result": "session"})
        if method == "MultiService.execute":
            data = [self._one(call["method"].removeprefix(PREFIX), call["args"]) for call in params[0]]
            return httpx.Response(200, json={"result": [{"status": "success", "data": one} for one in data]})
        if method == "LanguageService.wrapRequest":
            method, params = params[1]["method"].removeprefix(PREFIX), params[1]["params"]
        return httpx.Response(200, json={"result": self._one(method, params)})

    def _one(self, service_call: str, args: list[Any]) -> Any:
        self.calls.append((service_call, *args[1:]))
        return self._answers.get(service_call, self._default)
