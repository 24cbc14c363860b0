"""The stores that tests run on: SQLite always, Redis where OWSKIT_TEST_REDIS names one whose data may be lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.state import SqliteTables, Tables

STORES = ["sqlite", *(["redis"] if os.environ.get("OWSKIT_TEST_REDIS") else [])]


@pytest.fixture(params=STORES)
def tables(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tables]:
    if request.param == "sqlite":
        yield SqliteTables(tmp_path / "store.sqlite")
        return
    from tests.redis_state import RedisTables

    with RedisTables(os.environ["OWSKIT_TEST_REDIS"]) as made:
        yield made
