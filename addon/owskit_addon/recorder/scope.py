"""Which connections are decrypted and which requests are looked at (`ows.md` 1); all else passes as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from owskit_addon.hosts import OTYS_SUFFIXES, host_name, is_otys_host

_HOST = re.compile(r"[A-Za-z0-9_.:-]{1,253}")


def in_scope(host: str, port: int, more: Sequence[str]) -> bool:
    """Whether a request goes to OTYS or to one of `more`: a name, `*.name`, or either with `:port` to mean that one.

    What has not the form of a host is none: it would be written and shown.
    """
    return looks_like_host(host) and is_otys_host(
        host, [name for name, wanted in map(split_port, more) if wanted in {None, port}]
    )


def looks_like_host(host: str) -> bool:
    """Whether a text from the traffic has the form of a host name or an address."""
    return _HOST.fullmatch(host) is not None


def allow_hosts(more: Sequence[str]) -> list[str]:
    """The same for mitmproxy's option `allow_hosts`: regular expressions over `host:port`."""
    patterns = [_below(suffix, None) for suffix in OTYS_SUFFIXES]
    for name, port in map(split_port, more):
        bare = name.strip().lower()
        if bare.startswith("*."):
            patterns.append(_below(bare[2:], port))
        elif known := host_name(bare):
            patterns.append(rf"^{re.escape(known)}\.?:{port or '[0-9]+'}$")
    return patterns


def split_port(name: str) -> tuple[str, int | None]:
    """`127.0.0.1:8443` → (`127.0.0.1`, 8443); no port: None. An IPv6 address needs brackets to have one."""
    head, colon, port = name.rpartition(":")
    if colon and port.isascii() and port.isdigit() and (":" not in head or head.endswith("]")):
        return head, int(port)
    return name, None


def _below(suffix: str, port: int | None) -> str:
    return rf"(?:^|\.){re.escape(suffix)}\.?:{port or '[0-9]+'}$"
