"""The page that a recording opens: the one given, or the one opened last, remembered without what may be secret."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from owskit_addon.errors import RecordingError
from owskit_addon.folders import make_missing
from owskit_addon.recorder.scope import in_scope, looks_like_host

_UNSEEN = re.compile(r"[\x00-\x20\x7f]")
_MOST = 8192
_PORTS = {"http": 80, "https": 443}


def page_to_open(given: str, hosts: Sequence[str]) -> str:
    """The address in full; `https://` where it names no scheme.

    `hosts` are recorded beside OTYS' own. Raises RecordingError for what is no address, or none that would be recorded;
    the message holds the host at most, for the rest of an address may hold a session (`ows.md` 3).
    """
    address, parts = _split(given)
    host = parts.hostname or ""
    port = parts.port or _PORTS[parts.scheme]
    if not in_scope(host, port, hosts):
        raise RecordingError(
            f"{host} is not a host of OTYS, so nothing of it would be recorded.",
            f"If OTYS Go! is there, record it too: --host {host}",
        )
    return address


def remember(address: str) -> None:
    """Keeps scheme, host and path for the next recording; never query, fragment or path parameters."""
    _, parts = _split(address)
    path = "/".join(part.partition(";")[0] for part in parts.path.split("/"))
    file = _file()
    with suppress(OSError):  # it is a convenience
        make_missing(file.parent)
        fresh = file.with_name(f"{file.name}.{os.getpid()}")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(f"{parts.scheme}://{parts.netloc}{path}\n")
        fresh.replace(file)


def last_page(hosts: Sequence[str]) -> str:
    """The page that was opened last, if this recording would record it; else empty."""
    try:
        return page_to_open(_file().read_text(encoding="utf-8").strip(), hosts)
    except (OSError, UnicodeDecodeError, RecordingError):
        return ""


def _split(given: str) -> tuple[str, SplitResult]:
    """The address with its scheme, and its parts. Raises RecordingError where it is none."""
    hint = "Give it as https://HOST/PATH, as it stands in the browser."
    address = given if "://" in given else f"https://{given}"
    try:
        parts = urlsplit(address)
        understood = parts.port != 0 and parts.scheme in _PORTS and looks_like_host(parts.hostname or "")
    except ValueError:
        understood = False
    if not understood or _UNSEEN.search(given) or len(given) > _MOST:
        raise RecordingError("The page to open is not an address of the web.", hint)
    if "@" in parts.netloc:
        raise RecordingError("The page to open has a user name in it, which is not for an address.", hint)
    return address, parts


def _file() -> Path:
    import platformdirs

    return Path(platformdirs.user_state_dir("owskit", appauthor=False)) / "last-page"
