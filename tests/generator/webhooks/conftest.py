"""What the tests of the registrations share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.generator.webhooks.fake_ows import FakeOws, running


@pytest.fixture
def ows() -> Iterator[FakeOws]:
    with running() as fake:
        yield fake
