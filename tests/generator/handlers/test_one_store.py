"""A project in Python and one in PHP share a store: each works on what the other took in, and knows its echoes."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.generator.handlers import processes as python
from tests.generator.handlers.php import conftest as php_project
from tests.generator.handlers.php.conftest import php  # noqa: F401 - a fixture
from tests.generator.handlers.stand_ins import FakeOws

from owskit_generator.handlers.project import generate_project

TRIGGERS = """
version: 1
receiver: https://hooks.acme.nl/otys
stack: acme
triggers:
  - name: enrich
    service_calls: [VacancyService.update]
"""
IN_PYTHON = """
from generated import Decision, Event, Ows, done


def handle(event: Event, ows: Ows) -> Decision:
    ows.update("VacancyService.update", str(event.uid), {"title": event.changes["title"].upper(), "n": 1.0})
    return done("in Python")
"""
IN_PHP = r"""<?php

declare(strict_types=1);

use Owskit\{Decision, Event, Ows};

return function (Event $event, Ows $ows): Decision {
    $title = mb_strtoupper((string) $event->changes['title']);
    $ows->update('VacancyService.update', (string) $event->uid, ['title' => $title, 'n' => 1.0]);
    return Decision::done('in PHP');
};
"""


def delivery(uid: str, title: str, **more: Any) -> dict[str, Any]:
    return {"request": {"method": "Otys.Services.VacancyService.update", "args": [None, uid, {"title": title, **more}]}}


@pytest.mark.parametrize("store", ["sqlite", "redis"])
@pytest.mark.usefixtures("php")
def test_what_one_takes_in_the_other_works_on(
    ows: FakeOws, tmp_path: Path, request: pytest.FixtureRequest, store: str
) -> None:
    url = request.getfixturevalue("redis").url if store == "redis" else f"sqlite:///{tmp_path / 'store.sqlite'}"
    source = tmp_path / "triggers.yaml"
    source.write_text(TRIGGERS, encoding="utf-8")
    one, other = tmp_path / "in-python", tmp_path / "in-php"
    generate_project(source, one, "python")
    generate_project(source, other, "php")
    (one / "handlers" / "enrich.py").write_text(IN_PYTHON, encoding="utf-8")
    (other / "handlers" / "enrich.php").write_text(IN_PHP, encoding="utf-8")
    settings = {"OTYS_OWS_URL": ows.url, "OTYS_API_KEY": "key", "OWSKIT_STORE": url, "OWSKIT_WORKER": "process"}

    def echo_of(uid: str, title: str) -> dict[str, Any]:
        # As OTYS might send it back: the number as a text.
        return delivery(uid, title, n="1")

    web = python.start_web(one, **settings)
    worker = php_project.start(other, "worker", **settings)
    try:
        assert web.decision(delivery("v1", "bäcker")) == ("accepted", "queued")
        _until(lambda: ows.records.get("v1", {}).get("title") == "BÄCKER")
        assert web.decision(echo_of("v1", "BÄCKER"), query="user=12") == ("skip", "echo")
        assert web.decision(echo_of("v1", "BÄCKER"), query="user=13") == ("accepted", "queued")
        _until(lambda: any(line.get("reason") == "unchanged" for line in worker.lines()))
    finally:
        web.stop()
        worker.stop()
    php_web = php_project.start_web(other, **settings)
    python_worker = python.start(one, "worker", **settings)
    try:
        assert php_web.post(delivery("v2", "bäcker"))["decision"] == "accepted"
        python_worker.wait_for(lambda line: line.get("reason") == "in Python")
        answer = php_web.post(echo_of("v2", "BÄCKER"))
        assert (answer["decision"], answer["reason"], answer["hop"]) == ("skip", "echo", 1)
    finally:
        php_web.stop()
        python_worker.stop()
    assert ows.writes == {"VacancyService.update v1": 1, "VacancyService.update v2": 1}


def _until(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.05)
