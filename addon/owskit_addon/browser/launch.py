"""The browser of a recording: started with a profile of its own, ended with the recording."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from owskit_addon.browser.find import Found
from owskit_addon.browser.firefox import ENVIRONMENT, firefox_arguments, make_profile
from owskit_addon.browser.profile import Profile
from owskit_addon.errors import RecordingError
from owskit_addon.recorder.control import CHECK_PAGE
from owskit_addon.recorder.trust import chromium_arguments

GRACE = 5.0

# What a browser would ask the network by itself, or the person at a first start. Two services have no switch (the
# accounts signed in to, the component updater): their address is the proxy's own, which refuses them.
_QUIET = (
    "--disable-background-mode",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-crash-reporter",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-field-trial-config",
    "--disable-features=AutofillServerCommunication,CertificateTransparencyComponentUpdater,MediaRouter,"
    "NetworkTimeServiceQuerying,OptimizationHints,Translate",
    f"--component-updater=url-source={CHECK_PAGE}",
    f"--gaia-url={CHECK_PAGE}",
    "--metrics-recording-only",
    "--no-pings",
    "--no-service-autorun",
    "--password-store=basic",
    "--use-mock-keychain",
)


# What has no switch: typed text and passwords are not asked about at anyone else's, and no password is to be kept.
_PREFERENCES = {
    "alternate_error_pages": {"enabled": False},
    "autofill": {"credit_card_enabled": False, "profile_enabled": False},
    "credentials_enable_service": False,
    "net": {"network_prediction_options": 2},
    "profile": {"password_manager_enabled": False, "password_manager_leak_detection": False},
    "safebrowsing": {"enabled": False},
    "search": {"suggest_enabled": False},
    "signin": {"allowed": False},
    "translate": {"enabled": False},
}


def has_display(environment: Mapping[str, str] | None = None, platform: str = sys.platform) -> bool:
    """Whether a window can open: a server has neither X11 nor Wayland. macOS and Windows always can."""
    environment = os.environ if environment is None else environment
    return platform in {"win32", "darwin"} or any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def needs_no_display(more: Sequence[str]) -> bool:
    return any(argument.lstrip("-").split("=")[0] == "headless" for argument in more)


def is_root() -> bool:
    return sys.platform.startswith("linux") and os.geteuid() == 0


def command_line(found: Found, port: int, spki: str, profile: Path, page: str, more: Sequence[str] = ()) -> list[str]:
    """The program and its arguments. Chromium refuses its sandbox to root, as in most containers: off there only."""
    if found.kind == "firefox":
        return [found.path, *firefox_arguments(profile), *more, page]
    root = ["--no-sandbox"] if is_root() else []
    return [found.path, *chromium_arguments(port, spki, profile), *_QUIET, *root, *more, page]


class RunningBrowser:
    """A browser that opens `page` through the proxy on `port`; gone with its profile after `close` or a `with`.

    `certificate` is the proxy's; `spki` its key's hash; `more` are further arguments. Raises RecordingError where it
    does not start.
    """

    def __init__(
        self, found: Found, *, port: int, spki: str, certificate: Path, page: str, more: Sequence[str] = ()
    ) -> None:
        self.found = found
        self._closed = False
        self.without_sandbox = found.kind == "chromium" and is_root()
        try:
            self._profile = Profile(found.path)
        except OSError as error:
            raise RecordingError(
                f"No folder can be made for the browser's profile: {error.strerror}.", "Check the disk and its rights."
            ) from None
        try:
            if found.kind == "firefox":
                make_profile(self._profile.folder, port, certificate)
            else:
                _set_preferences(self._profile.folder)
            self._process = self._start(command_line(found, port, spki, self._profile.folder, page, more))
        except BaseException:
            self._profile.remove()
            raise

    def ended(self) -> int | None:
        """How the browser ended, None while it runs: 0 when it was closed."""
        return self._process.poll()

    def close(self) -> None:
        """Ends it, by force if it does not end in time, and removes its profile. Twice is fine."""
        if not self._closed:
            self._closed = True
            _end(self._process)
            self._profile.remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        # A group of its own: Ctrl-C in the terminal is for the recording, which then ends the browser.
        flags: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            flags = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        flags["env"] = {**os.environ, **(ENVIRONMENT if self.found.kind == "firefox" else {})}
        nothing = subprocess.DEVNULL  # what it says may hold addresses
        try:
            return subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, **flags)
        except OSError as error:
            raise RecordingError(
                f"{self.found.path} cannot be started: {error.strerror}.", "Choose another with --browser PATH."
            ) from None


def _set_preferences(profile: Path) -> None:
    """As Chromium finds them at the first start of a profile."""
    try:
        (profile / "Default").mkdir(mode=0o700)
        (profile / "Default" / "Preferences").write_text(json.dumps(_PREFERENCES), encoding="utf-8")
    except OSError as error:
        raise RecordingError(
            f"The browser's profile cannot be written: {error.strerror}.", "Check the disk and its rights."
        ) from None


def _end(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        if process.poll() is None:
            tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
            with suppress(OSError, subprocess.SubprocessError):
                subprocess.run(tree, capture_output=True, check=False, timeout=GRACE)
            process.kill()
        process.wait()
        return
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
    with suppress(ProcessLookupError, PermissionError):  # what it started and left behind
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
