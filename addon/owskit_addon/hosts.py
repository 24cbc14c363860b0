"""Which hosts are OTYS' own: the same for the recorder and for files of other tools (`ows.md` 1)."""

from __future__ import annotations

import re
from collections.abc import Iterable

OTYS_SUFFIXES = ("otys.nl", "otysapp.com", "otys.app", "otys.com")
"""Hosts are one per client, so only the end of the name can be listed; each stands for itself and all below it."""

_NAME = re.compile(r"[a-z0-9_.:-]{1,253}")
"""Host names and addresses. What has other characters is none, and is never written or shown."""
_WANTED = re.compile(
    r"(?:\*\.)?(?:[a-z0-9_-]+\.)*[a-z0-9_-]+\.?(?::[0-9]{1,5})?"
    r"|\[[0-9a-f:.]+\](?::[0-9]{1,5})?|[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*"
)


def is_host_name(host: str) -> bool:
    """Whether a text has the form of a host; files can hold anything in its place."""
    return _NAME.fullmatch(host_name(host)) is not None


def host_name(host: str) -> str:
    """`Example.otysapp.com:443` → `example.otysapp.com`: lower case, no port, no final dot, no brackets."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    if host.count(":") == 1:
        host = host.partition(":")[0]
    return host.removesuffix(".")


def is_otys_host(host: str, more: Iterable[str] = ()) -> bool:
    """Whether a host is OTYS' or one of `more`: exact names, or `*.suffix` for all below a name and the name itself."""
    name = host_name(host)
    if not is_host_name(name):
        return False
    if any(_below(name, suffix) for suffix in OTYS_SUFFIXES):
        return True
    for wanted in more:
        wanted = wanted.strip().lower()
        if wanted.startswith("*."):
            if _below(name, host_name(wanted[2:])):
                return True
        elif name == host_name(wanted):
            return True
    return False


def _below(name: str, suffix: str) -> bool:
    return name == suffix or name.endswith("." + suffix)


def wanted_host(text: str) -> str | None:
    """What a person gave as a host to take too: `name`, `*.name`, either with `:port`; of an address its host.

    None where it is none of these, so that it would never be met.
    """
    text = text.strip().lower()
    if "://" in text:
        text = re.split(r"[/?#]", text.partition("://")[2], maxsplit=1)[0].rpartition("@")[2]
    return text if _WANTED.fullmatch(text) else None
