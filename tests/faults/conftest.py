"""A home of its own for each test, a server behind the proxy, and recordings of what goes to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.upstream import serving
from tests.recordings import Start, recordings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "home"))


@pytest.fixture(scope="session")
def upstream() -> Iterator[int]:
    with serving() as port:
        yield port


@pytest.fixture(scope="session")
def confdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faults") / "conf"


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    return tmp_path / "session.jsonl"


@pytest.fixture
def start(confdir: Path, capture: Path) -> Iterator[Start]:
    """Starts a recording of 127.0.0.1; keyword arguments change what it is given."""
    with recordings(capture=capture, hosts=["127.0.0.1"], confdir=confdir) as started:
        yield started
