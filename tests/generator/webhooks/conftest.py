"""What the tests of the registrations share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.generator.webhooks.fake_ows import FakeOws, running
from tests.generator.webhooks.handler import Handler, serving
from tests.generator.webhooks.otys import Otys, sandbox


@pytest.fixture
def ows() -> Iterator[FakeOws]:
    with running() as fake:
        yield fake


@pytest.fixture(scope="module")
def _otys() -> Iterator[Otys]:
    with sandbox("--cache-seconds", "0") as otys:
        yield otys


@pytest.fixture
def otys(_otys: Otys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Otys:
    """A sandbox whose registry is empty, and the environment in which commands talk to it."""
    _otys.clear()
    for name, value in _otys.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("OWSKIT_WEBHOOK_SECRET_PREVIOUS", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return _otys


@pytest.fixture
def handler() -> Iterator[Handler]:
    with serving() as found:
        yield found
