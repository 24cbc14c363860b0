"""A recruiter who clicks: headless Chromium, driven through the recording proxy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from owskit_addon.browser.find import NoBrowser, find_browser
from owskit_addon.errors import RecordingError
from owskit_addon.recorder.trust import chromium_arguments
from owskit_generator.demo import actions

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PATIENCE = 10_000
"""Milliseconds that a page has for anything."""
BULK = 3


def find_chromium() -> str | None:
    """The first Chromium, Chrome, Edge or Brave of this machine; None where there is none."""
    try:
        found = find_browser()
    except NoBrowser:
        return None
    return found.path if found.kind == "chromium" else None


def can_drive() -> bool:
    """Whether the driver (extra `browser`) is installed."""
    from importlib.util import find_spec

    return find_spec("playwright") is not None


@contextmanager
def said_plainly() -> Iterator[None]:
    """Raises RecordingError where the browser does not start, ends, or does not show what is clicked."""
    from playwright.sync_api import Error

    try:
        yield
    except Error as error:
        said = (error.message.splitlines() or ["it ended"])[0].rstrip(".")
        hint = "Try again, or do without it: owskit demo --no-browser"
        raise RecordingError(f"The browser did not do what the demo asked of it: {said}.", hint) from None


class ClickingRecruiter:
    """Signs in to the Go! at `url` and clicks, in a throw-away profile that trusts the proxy by its key's hash."""

    def __init__(self, executable: str, url: str, username: str, password: str, proxy_port: int, spki: str) -> None:
        from playwright.sync_api import sync_playwright

        self._url = f"{url}/us/modular.html"
        self._sign_in_as = (username, password)
        self._profile = TemporaryDirectory(prefix="owskit-browser-", ignore_cleanup_errors=True)
        self._driver = sync_playwright().start()
        try:
            profile = Path(self._profile.name)
            given = [a for a in chromium_arguments(proxy_port, spki, profile) if not a.startswith("--user-data-dir")]
            # Chromium refuses its sandbox to root, as in most containers.
            root = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
            # A Ctrl-C reaches the driver too; the browser is ours to close, or closing it fails.
            self._browser = self._driver.chromium.launch_persistent_context(
                profile,
                executable_path=executable,
                headless=True,
                args=given + root,
                locale="en-GB",
                handle_sigint=False,
            )
        except BaseException:
            self._driver.stop()
            self._profile.cleanup()
            raise
        self._page: Page = self._browser.new_page()
        self._page.set_default_timeout(PATIENCE)
        self._page.add_init_script("localStorage.setItem('language', 'en')")

    def do(self, action: str) -> None:
        match action:
            case actions.SIGN_IN:
                self._sign_in()
            case actions.OPEN:
                self._rows().nth(0).get_by_role("link").click()
                self._page.locator("#main-status").wait_for()
            case actions.FROM_DETAIL:
                self._page.locator("#main-status").select_option(str(actions.STATUS_ID))
                self._answered(self._page.locator(".status-form").get_by_role("button"), "CandidateService.updateEx")
            case actions.IN_BULK:
                self._in_bulk()
            case actions.FROM_WORKFLOW:
                self._workflow()
            case actions.PUBLISH:
                self._go("Vacancies")
                self._rows().filter(has_text="Not published").nth(0).get_by_role("link").click()
                self._answered(self._page.get_by_role("switch").nth(0), "VacancyService.updateEx")
        self._page.wait_for_load_state("networkidle")

    def leave(self) -> None:
        try:
            self._browser.close()
        finally:
            self._driver.stop()
            self._profile.cleanup()

    def _sign_in(self) -> None:
        self._page.goto(self._url)
        self._page.locator("#username").fill(self._sign_in_as[0])
        self._page.locator("#password").fill(self._sign_in_as[1])
        self._page.get_by_role("button", name="Sign in").click()
        self._rows().nth(0).wait_for()

    def _in_bulk(self) -> None:
        self._go("Candidates")
        for number in range(1, BULK + 1):
            self._rows().nth(number).get_by_role("checkbox").check()
        self._page.get_by_role("button", name="Change status").click()
        self._page.get_by_role("menuitem", name="Assessment versturen").click()
        dialog = self._page.get_by_role("dialog")
        self._answered(dialog.get_by_role("button", name="Change", exact=True), "CandidateService.updateBulk")

    def _workflow(self) -> None:
        self._go("Workflows")
        self._page.locator("ul.cards a").nth(0).click()
        self._page.get_by_role("radio", name="Assessment versturen").check()
        self._rows().nth(BULK + 2).get_by_role("checkbox").check()
        self._answered(self._page.get_by_role("button", name="Execute"), "WorkflowService.executeStep")

    def _go(self, page: str) -> None:
        self._page.get_by_role("navigation", name="Main menu").get_by_role("link", name=page).click()
        self._page.get_by_role("heading", level=1, name=page).wait_for()

    def _rows(self) -> Locator:
        return self._page.locator("table tbody tr")

    def _answered(self, button: Locator, service_call: str) -> None:
        """Clicks, and waits for the answer of the request that holds the call."""
        with self._page.expect_response(lambda answer: service_call in (answer.request.post_data or "")):
            button.click()
