"""The browser of `owskit record`: whether one is started, and what is said of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from owskit_addon.errors import RecordingError

if TYPE_CHECKING:
    from owskit_addon.browser.find import Found
    from owskit_addon.browser.launch import RunningBrowser
    from owskit_addon.recorder.session import RecordingSession

TRUST_SECONDS = 20.0
Say = Callable[[str], None]


def choose_browser(wanted: str | None, more: Sequence[str]) -> tuple[Found | None, str]:
    """The browser to start; or none, and why the recording goes on without. NoBrowser if it was asked for by name."""
    from owskit_addon.browser.find import NoBrowser, find_browser
    from owskit_addon.browser.launch import has_display, needs_no_display

    try:
        found = find_browser(wanted)
    except NoBrowser as error:
        if wanted:
            raise
        return None, f"{error}\nGoing on as with --no-browser."
    if not has_display() and not needs_no_display(more):
        why = "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no browser is started."
        return None, f"{why} Going on as with --no-browser."
    return found, ""


class Attended:
    """The browser of a running recording, if one was started, and what has been said of its trust so far."""

    def __init__(self, session: RecordingSession, page: str, say: Say) -> None:
        self.browser: RunningBrowser | None = None
        self._session = session
        self._page = page
        self._say = say
        self._told: bool | None = None
        self._deadline = float("inf")
        self._open = ExitStack()

    def __enter__(self) -> Attended:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def start(self, found: Found, more: Sequence[str]) -> bool:
        """Starts it on the check page. Where it does not start that is said, and the recording goes on without."""
        from owskit_addon.browser.launch import RunningBrowser
        from owskit_addon.recorder.control import CHECK_PAGE

        session = self._session
        try:
            self.browser = RunningBrowser(
                found,
                port=session.port,
                spki=session.spki_hash,
                certificate=session.ca_certificate,
                page=CHECK_PAGE,
                more=more,
            )
        except RecordingError as error:
            self._say(f"{error}\nGoing on as with --no-browser.\n")
            return False
        self._open.enter_context(self.browser)
        self._deadline = time.monotonic() + TRUST_SECONDS
        goes_to = f" on {urlsplit(self._page).netloc}" if self._page else "; type the address of OTYS Go! in it"
        self._say(f"Starting {found.name.capitalize()} ({found.path}){goes_to}. Its profile is removed at the end.")
        if self.browser.without_sandbox:
            self._say("You are root, so it runs without its sandbox (--no-sandbox): visit nothing but OTYS Go! in it.")
        return True

    def look(self) -> None:
        """Says what is known of the trust by now, each thing once."""
        from owskit_addon.browser.page import remember
        from owskit_addon.recorder.control import CHECK_PAGE

        trusted = self._session.trusted
        if trusted is not None and trusted is not self._told:
            self._told = trusted
            if trusted:
                self._say("The browser trusts the proxy.")
                if self._page:
                    remember(self._page)
            else:
                self._say(
                    "The browser does not trust the proxy, so nothing can be recorded in it. "
                    "Take another with --browser, or trust this certificate in it:\n"
                    f"  {self._session.ca_certificate}"
                )
        elif trusted is None and time.monotonic() > self._deadline:
            self._deadline = float("inf")
            self._say(
                f"The browser has not opened {CHECK_PAGE} in {TRUST_SECONDS:.0f} seconds, so it is not known whether "
                "it trusts the proxy.\nOpen that address in it. If it does not show, a policy may set another proxy "
                "for it: take another browser with --browser, or --no-browser."
            )

    def ended(self) -> bool:
        return self.browser is not None and self.browser.ended() is not None

    def died(self) -> str:
        """What to tell of a browser that was not closed but fell over, or was ended by another; else empty."""
        code = self.browser.ended() if self.browser else None
        if not code or not self._session.trusted:
            return ""
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return f"The browser was not closed, it died ({how}). What was recorded until then is in the file."

    def close(self) -> None:
        """Ends the browser and removes its profile."""
        self._open.close()

    def fault(self) -> RecordingError | None:
        """What to tell of a browser that ended without having opened anything."""
        code = self.browser.ended() if self.browser else None
        if code is None or self._session.trusted:
            return None
        return RecordingError(
            f"The browser ended before it opened a page (exit code {code}).",
            "Take another with --browser, or start one yourself: --no-browser prints what to set.",
        )
