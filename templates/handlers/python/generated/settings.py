"""Everything that comes from the environment, checked once at the start."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from generated import secret
from generated.marks import Marks

OWS_URL = "https://ows.otys.nl/jservice.php"
STORE = "sqlite:///store.sqlite"
A_DAY = 10_000
"""Deliveries that OTYS makes per user and day."""


class CannotStart(Exception):
    """Something is not set up; the message says what and what to do, and shows no secret."""


@dataclass(frozen=True)
class Settings:
    """`marks` takes the place of sessions, and of these secrets, in what is kept.

    `threads` is how many handlers the web process runs at once; 0 where a process of its own does (`generated worker`).
    """

    host: str
    port: int
    secret: str = field(repr=False)
    previous: str | None = field(repr=False)
    marks: Marks = field(repr=False)
    api_key: str | None = field(repr=False)
    user_id: str | None
    ows_url: str
    store: str = field(repr=False)
    spool: Path
    pause: str
    pause_file: Path
    daily_limit: int
    threads: int
    clock_url: str | None


def read(environment: Mapping[str, str]) -> Settings:
    """Raises CannotStart. A variable that is set to nothing counts as not set."""
    given = {name: value.strip() for name, value in environment.items() if value.strip()}
    present = _secret(given, "OWSKIT_WEBHOOK_SECRET")
    if present is None:
        raise CannotStart(
            "OWSKIT_WEBHOOK_SECRET is not set. It is the last part of the address that is registered at OTYS. "
            'Make one:  python -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    previous = _secret(given, "OWSKIT_WEBHOOK_SECRET_PREVIOUS")
    api_key = given.get("OTYS_API_KEY")
    ows_url = given.get("OTYS_OWS_URL", OWS_URL)
    if urlsplit(ows_url).scheme not in {"http", "https"} or not urlsplit(ows_url).hostname:
        raise CannotStart(f"OTYS_OWS_URL is no address. One such as {OWS_URL} is expected.")
    user_id = _number(given, "OTYS_USER_ID", 10**18)
    port = _number(given, "PORT", 65535)
    return Settings(
        host=given.get("OWSKIT_HOST", "127.0.0.1"),
        port=8000 if port is None else port,
        secret=present,
        previous=previous,
        marks=Marks(
            hmac.digest(present.encode(), b"owskit session mark", "sha256"),
            (known for known in (present, previous, api_key) if known is not None),
        ),
        api_key=api_key,
        user_id=None if user_id is None else str(user_id),
        ows_url=ows_url,
        store=given.get("OWSKIT_STORE", STORE),
        spool=Path(given.get("OWSKIT_SPOOL", "spool")),
        pause=given.get("OWSKIT_PAUSED", ""),
        pause_file=Path(given.get("OWSKIT_PAUSE_FILE", "paused")),
        daily_limit=_number(given, "OWSKIT_DAILY_LIMIT", 10**9) or A_DAY,
        threads=_threads(given),
        clock_url=_clock(given),
    )


def _secret(given: Mapping[str, str], name: str) -> str | None:
    value = given.get(name)
    wrong = secret.fault(value) if value is not None else None
    if wrong:
        raise CannotStart(f'{name} {wrong}. Make one:  python -c "import secrets; print(secrets.token_urlsafe(32))"')
    return value


def _number(given: Mapping[str, str], name: str, largest: int) -> int | None:
    value = given.get(name)
    if value is None:
        return None
    if not re.fullmatch(r"[0-9]{1,18}", value) or int(value) > largest:
        raise CannotStart(f"{name} is not a number that it can be.")
    return int(value)


def _threads(given: Mapping[str, str]) -> int:
    """OWSKIT_WORKER: `process`, or how many threads of the web process work."""
    if given.get("OWSKIT_WORKER") == "process":
        return 0
    threads = _number(given, "OWSKIT_WORKER", 64)
    return 4 if threads is None else threads


def _clock(given: Mapping[str, str]) -> str | None:
    url = given.get("OWSKIT_CLOCK_URL")
    if url is None:
        return None
    host = urlsplit(url).hostname or ""
    try:
        here = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        here = False
    if not here:
        raise CannotStart("OWSKIT_CLOCK_URL is for proofs on one machine: an address on 127.0.0.1 is expected.")
    return url
