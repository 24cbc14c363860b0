"""A page's Content Security Policy, changed only as far as it would stop the page script, and never for the page's own.

A policy restricts script elements by the first it has of `script-src-elem`, `script-src` and `default-src`, and what
the script may send by `connect-src` or `default-src`. What is missing is added to the narrowest of these alone, so
that inline handlers, styles, `eval` and workers are judged as before. An address is added where addresses count, a
nonce only under `'strict-dynamic'`: elsewhere it would switch `'unsafe-inline'` off (CSP 3, 6.7.3.2).
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import NamedTuple

ENFORCED = "content-security-policy"
REPORTED = "content-security-policy-report-only"

_SCRIPTS = ("script-src-elem", "script-src", "default-src")
_CONNECTIONS = ("connect-src", "default-src")
_NONCE = re.compile(r"'nonce-([A-Za-z0-9+/_=-]{1,200})'", re.IGNORECASE)
_HOST = re.compile(
    r"(?:(?P<scheme>https?)://)?(?P<host>\*|(?:\*\.)?[a-z0-9.-]+)(?::(?P<port>[0-9]+|\*))?/?", re.IGNORECASE
)
_PORTS = {"http": "80", "https": "443"}
_META = re.compile(
    r"<meta\s(?:[^>\"']|\"[^\"]*\"|'[^']*')*?http-equiv\s*=\s*[\"']?\s*content-security-policy(?:[^>\"']|\"[^\"]*\"|"
    r"'[^']*')*>|<meta\s(?:[^>\"']|\"[^\"]*\"|'[^']*')*?http-equiv\s*=\s*[\"']content-security-policy[\"'](?:[^>\"']|"
    r"\"[^\"]*\"|'[^']*')*>",
    re.IGNORECASE,
)
_NAMED = re.compile(rb"content-security-policy", re.IGNORECASE)
_CONTENT = re.compile(r"(content\s*=\s*)(\"[^\"]*\"|'[^']*')", re.IGNORECASE)


class Permit(NamedTuple):
    """What has to be let through: everything below `source`, an address that ends in `/`; where no address counts, a
    script element with `nonce`."""

    source: str
    nonce: str


def nonce_for(policies: Sequence[str], source: str, fresh: str) -> tuple[str, bool]:
    """The nonce for the script element, the page's own where it has one, and whether the element needs it at all."""
    needed, own = False, ""
    for directives in _all(policies):
        values = _effective(directives, _SCRIPTS)
        if values is None or _admits(values, source):
            continue
        found = next((m[1] for value in values if (m := _NONCE.fullmatch(value))), "")
        own = own or found
        needed = needed or bool(found) or _is_dynamic(values)
    return own or fresh, needed


def admit(header: str, permit: Permit) -> str:
    """One header's value, in which the script may run and send; the same text where it already may."""
    return ",".join(_admit(policy, permit, scripts=True) for policy in header.split(","))


def admit_in_page(page: bytes, permit: Permit) -> bytes:
    """The same for `<meta http-equiv>`. The script has run before any of them, so only sending is to be let through."""
    if not _NAMED.search(page):
        return page

    def admitted(meta: re.Match[str]) -> str:
        def content(found: re.Match[str]) -> str:
            quote, policy = found[2][0], html.unescape(found[2][1:-1])
            changed = _admit(policy, permit, scripts=False)
            if changed == policy:
                return found[0]
            safe = changed.replace("&", "&amp;").replace(quote, "&#39;" if quote == "'" else "&quot;")
            return f"{found[1]}{quote}{safe}{quote}"

        return _CONTENT.sub(content, meta[0], count=1)

    return _META.sub(admitted, page.decode("latin-1")).encode("latin-1", "xmlcharrefreplace")


def policies_in(page: bytes) -> list[str]:
    """The policies that stand in a page itself."""
    if not _NAMED.search(page):
        return []
    metas = _META.finditer(page.decode("latin-1"))
    return [html.unescape(found[2][1:-1]) for meta in metas if (found := _CONTENT.search(meta[0]))]


def refuses(policies: Sequence[str], permit: Permit) -> bool:
    """Whether one of them lets no script come that a script element with the permit's nonce asks for."""
    effective = [_effective(directives, _SCRIPTS) for directives in _all(policies)]
    own = f"'nonce-{permit.nonce}'"
    return any(v is not None and own not in v and not _admits(v, permit.source) for v in effective)


def is_sandboxed(headers: Sequence[str]) -> bool:
    """Whether a policy puts the page in a sandbox in which the script could not run, or not as the page's own."""
    for directives in _all(headers):
        flags = directives.get("sandbox")
        if flags is not None and not {"allow-scripts", "allow-same-origin"} <= {flag.lower() for flag in flags}:
            return True
    return False


def _admit(policy: str, permit: Permit, *, scripts: bool) -> str:
    directives = _directives(policy)
    if scripts and (values := _effective(directives, _SCRIPTS)) is not None and not _admits(values, permit.source):
        by_nonce = f"'nonce-{permit.nonce}'"
        if by_nonce not in values:
            policy = _with(policy, _SCRIPTS[0], values, by_nonce if _is_dynamic(values) else permit.source)
    values = _effective(directives, _CONNECTIONS)
    if values is not None and not _admits(values, permit.source, connects=True):
        policy = _with(policy, _CONNECTIONS[0], values, permit.source)
    return policy


def _with(policy: str, name: str, values: Sequence[str], more: str) -> str:
    """The policy with directive `name` set to `values` and `more`; it replaces one that is there."""
    written = " ".join([name, *(value for value in values if value.lower() != "'none'"), more])
    parts = policy.split(";")
    for number, part in enumerate(parts):
        if part.split()[:1] and part.split()[0].lower() == name:
            parts[number] = f" {written}" if part[:1].isspace() else written
            return ";".join(parts)
    return f"{policy.rstrip().rstrip(';')}; {written}"


def _all(headers: Sequence[str]) -> list[dict[str, list[str]]]:
    return [_directives(policy) for header in headers for policy in header.split(",")]


def _directives(policy: str) -> dict[str, list[str]]:
    """Name → values; of a directive that stands twice the first counts."""
    found: dict[str, list[str]] = {}
    for part in policy.split(";"):
        words = part.split()
        if words:
            found.setdefault(words[0].lower(), words[1:])
    return found


def _effective(directives: dict[str, list[str]], names: Sequence[str]) -> list[str] | None:
    return next((directives[name] for name in names if name in directives), None)


def _is_dynamic(values: Sequence[str]) -> bool:
    return any(value.lower() == "'strict-dynamic'" for value in values)


def _admits(values: Sequence[str], source: str, *, connects: bool = False) -> bool:
    return (connects or not _is_dynamic(values)) and any(_matches(value.lower(), source) for value in values)


def _matches(value: str, source: str) -> bool:
    scheme, _, rest = source.partition("://")
    if value in {"'self'", "*", f"{scheme}:"} or value == source.lower():
        return True
    found = _HOST.fullmatch(value)
    if found is None or found["scheme"] not in {None, scheme}:
        return False
    host, _, port = (
        rest.partition("/")[0].lower().rpartition(":")
        if ":" in rest.partition("/")[0]
        else (
            rest.partition("/")[0].lower(),
            "",
            _PORTS.get(scheme, ""),
        )
    )
    if found["port"] not in {"*", port} and not (found["port"] is None and port == _PORTS.get(scheme)):
        return False
    wanted = found["host"]
    return wanted == "*" or wanted == host or (wanted.startswith("*.") and host.endswith(wanted[1:]))
