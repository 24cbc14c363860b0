"""A sandbox, a Chromium, and its Go! in a page of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.e2e.go_page import Go, chromium, new_go

from owskit_sandbox import Rules, Sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(plain_http=True, rules=Rules(rate_per_minute=0)) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def go(browser: Browser, sandbox: Sandbox) -> Iterator[Go]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = new_go(context, sandbox)
    yield page
    context.close()
    assert page.faults == []
