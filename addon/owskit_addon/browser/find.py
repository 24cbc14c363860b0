"""Which browsers there are: on the path, and where Linux, macOS and Windows keep them."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from owskit_addon.errors import RecordingError

Kind = Literal["chromium", "firefox"]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A browser to start. `kind` says whose arguments it takes: Chrome, Edge and Brave take Chromium's."""

    name: str
    path: str
    kind: Kind


class NoBrowser(RecordingError):
    """None was found. `looked` are the names and files that were tried, in that order."""

    def __init__(self, message: str, looked: list[str]) -> None:
        super().__init__(
            message,
            f"Looked on the path and for files: {', '.join(looked)}. "
            "Install one, or give its program with --browser PATH.",
        )
        self.looked = looked


class _Product(msgspec.Struct, frozen=True):
    commands: tuple[str, ...]
    linux: tuple[str, ...]
    mac: str
    windows: str


# The order is the order of choice; Firefox is the second choice, for it has no trust by key hash.
_PRODUCTS = {
    "chromium": _Product(
        ("chromium", "chromium-browser"),
        ("/usr/bin/chromium", "/snap/bin/chromium", "/usr/lib/chromium/chromium"),
        "Chromium.app/Contents/MacOS/Chromium",
        r"Chromium\Application\chrome.exe",
    ),
    "chrome": _Product(
        ("google-chrome", "google-chrome-stable", "chrome"),
        ("/opt/google/chrome/google-chrome",),
        "Google Chrome.app/Contents/MacOS/Google Chrome",
        r"Google\Chrome\Application\chrome.exe",
    ),
    "edge": _Product(
        ("microsoft-edge", "microsoft-edge-stable", "msedge"),
        ("/opt/microsoft/msedge/microsoft-edge",),
        "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        r"Microsoft\Edge\Application\msedge.exe",
    ),
    "brave": _Product(
        ("brave-browser", "brave-browser-stable", "brave"),
        ("/opt/brave.com/brave/brave-browser", "/snap/bin/brave"),
        "Brave Browser.app/Contents/MacOS/Brave Browser",
        r"BraveSoftware\Brave-Browser\Application\brave.exe",
    ),
    "firefox": _Product(
        ("firefox", "firefox-esr"),
        ("/usr/bin/firefox", "/snap/bin/firefox", "/usr/lib/firefox/firefox"),
        "Firefox.app/Contents/MacOS/firefox",
        r"Mozilla Firefox\firefox.exe",
    ),
}
NAMES = tuple(_PRODUCTS)


def find_browser(
    wanted: str | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    platform: str = sys.platform,
    is_program: Callable[[str], bool] | None = None,
) -> Found:
    """The browser asked for, by product (`NAMES`), by program or by file; else the first that is there.

    `environment` gives the path and the usual folders. Raises NoBrowser, with where it looked.
    """
    environment = os.environ if environment is None else environment
    is_program = is_program or _is_program
    if wanted and wanted.lower() not in _PRODUCTS:
        return _named(wanted, environment, is_program)
    products = [wanted.lower()] if wanted else list(_PRODUCTS)
    looked: list[str] = []
    for product in products:
        for command in _PRODUCTS[product].commands:
            looked.append(command)
            if path := shutil.which(command, path=environment.get("PATH", "")):
                return Found(name=product, path=path, kind=_kind(product))
        for place in _places(product, environment, platform):
            looked.append(place)
            if is_program(place):
                return Found(name=product, path=place, kind=_kind(product))
    raise NoBrowser(f"No {wanted.capitalize() if wanted else 'browser'} was found.", looked)


def _named(wanted: str, environment: Mapping[str, str], is_program: Callable[[str], bool]) -> Found:
    file = Path(wanted).expanduser()
    path = str(file.absolute()) if is_program(str(file)) else shutil.which(wanted, path=environment.get("PATH", ""))
    if path is None:
        raise NoBrowser(f"{wanted} is no browser that can be started.", [wanted])
    name = Path(path).stem
    return Found(name=name, path=path, kind=_kind(name))


def _kind(name: str) -> Kind:
    return "firefox" if "firefox" in name.lower() else "chromium"


def _places(product: str, environment: Mapping[str, str], platform: str) -> Iterator[str]:
    """Files to try after the path; written as the platform writes them, also when this is another one."""
    known = _PRODUCTS[product]
    if platform == "win32":
        for folder in ("PROGRAMFILES", "PROGRAMW6432", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            if root := environment.get(folder):
                yield root + "\\" + known.windows
    elif platform == "darwin":
        yield f"/Applications/{known.mac}"
        if home := environment.get("HOME"):
            yield f"{home}/Applications/{known.mac}"
    else:
        yield from known.linux


def _is_program(path: str) -> bool:
    return Path(path).is_file() and os.access(path, os.X_OK)
