"""A session over all pages of the sandbox's Go!: nobody of its people is in the capture or on the terminal."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Error, Page
from tests.e2e import test_record_browser as with_browser
from tests.e2e.record_command import events, recording
from tests.e2e.test_record_browser import HEADLESS, page_of

from owskit_sandbox import Sandbox

chromium, home, profiles = with_browser.chromium, with_browser.home, with_browser.profiles

_LISTS = ("candidates", "vacancies", "procedures", "workflows", "settings")
_CLICKED = "button, a, [role=tab], [role=menuitem], td, th, summary, input, select"
_MOST = 20
_MAIL, _WORDS = re.compile(r"[\w.+-]+@[\w.-]+\w"), re.compile(r"[^\W\d_]{4,}")
_NAME = re.compile(r"(first|last|full)name$|^(person|candidate|username|user|consultant|owner)(name)?$", re.IGNORECASE)
_NUMBER = re.compile(r"phone|mobile", re.IGNORECASE)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def texts_of(value: Any) -> Iterator[tuple[str, str]]:
    """Every text in some records, with its key."""
    if isinstance(value, dict):
        for key, below in value.items():
            for found, text in texts_of(below):
                yield found or str(key), text
    elif isinstance(value, list | tuple):
        for below in value:
            yield from texts_of(below)
    elif isinstance(value, str):
        yield "", value


def personal(sandbox: Sandbox) -> set[str]:
    """Names, addresses and numbers of everybody in the sandbox."""
    tables = sandbox.world.tables
    kept = [getattr(table, "rows", table) for table in vars(tables).values()]
    rows = msgspec.to_builtins(kept, str_keys=True)
    found: set[str] = set()
    for key, text in texts_of(rows):
        if _NAME.search(key):
            found |= {text, *_WORDS.findall(text)}
        elif _NUMBER.search(key):
            found.add(text)
        found |= set(_MAIL.findall(text))
    return {text for text in found if len(text) > 3}


def click_through(page: Page) -> int:
    """Clicks what is on the page from top to bottom, dialogs and menus too."""
    done = 0
    for number in range(_MOST):
        element = page.locator("main").locator(_CLICKED).nth(number)
        try:
            element.click(timeout=300, no_wait_after=True)
            done += 1
            for button in page.locator("dialog[open] button, [role=menu] button").all()[:4]:
                button.click(timeout=300, no_wait_after=True)
        except Error:
            pass
        page.keyboard.press("Escape")
    return done


@with_browser.linux
def test_nobody_of_the_sandbox_is_in_the_capture(
    chromium: str, sandbox: Sandbox, profiles: Path, tmp_path: Path
) -> None:
    path = tmp_path / "session.jsonl"
    opened = f"{sandbox.url}/us/modular.html"
    done = 0
    with recording(path, sandbox, "--browser", chromium, "--open", f"{opened}?poll=1", *HEADLESS) as command:
        with page_of(profiles) as page:
            page.wait_for_url(f"{opened}**")
            page.locator("#username").fill(sandbox.recruiter["username"])
            page.locator("#password").fill(sandbox.recruiter["password"])
            page.locator("form button").first.click()
            page.locator("main tbody tr").first.wait_for()
            tables = sandbox.world.tables
            records = [
                f"candidates/{next(iter(tables.candidates.rows))}",
                f"vacancies/{next(iter(tables.vacancies.rows))}",
            ]
            for place in (*_LISTS, *records):
                page.goto(f"{opened}?poll=1#/{place}")
                page.reload()
                page.locator("main h1").wait_for()
                page.wait_for_timeout(400)
                done += click_through(page)
        command.process.send_signal(signal.SIGINT)
        assert command.ends() == 0, command.said
    who = personal(sandbox)
    assert len(who) > 100
    actions = {action["id"]: action for action in events(path, "action")}
    assert len(actions) > 50
    assert done > 50
    text = (path.read_text(encoding="utf-8") + command.said).lower()
    words = set(re.findall(r"[^\W_]+", text))
    assert [name for name in sorted(who) if (name.lower() in words if name.isalpha() else name.lower() in text)] == []
    assert "owskit-tag" not in text
    assert "owskit-token" not in text
