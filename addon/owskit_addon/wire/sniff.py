"""Whether an exchange is OWS traffic at all: by the path, or by what the body looks like. Called for every request of
the hosts that are recorded, so it looks at the ends of a body and parses nothing."""

from __future__ import annotations

import re

from owskit_addon.exchange import Exchange

CALLS_PATH = "/jservice.php"
UPLOAD_PATH = "/fileservice.php"

_WINDOW = 4096
"""Bytes looked at from each end: members come in any order, so `method` may stand behind long params."""
_METHOD = re.compile(
    rb'"method"\s*:\s*"(?:(?P<full>Otys\.Services\.[A-Za-z])|(?:login|loginByUid|loginAs|check|logout)")'
)


def looks_like_ows(exchange: Exchange) -> bool:
    """True for the paths of OWS in any folder (`ows.md` 1) and for a POST that has a service call as its body.

    The content type is not looked at: OWS accepts a malformed one. A request without body that is no POST is none.
    """
    return is_ows(exchange.method.encode("ascii", "replace"), exchange.path, exchange.request_body)


def is_ows(method: bytes, path: str, body: bytes) -> bool:
    """The same, by what it depends on."""
    post = method == b"POST" or method.upper() == b"POST"
    if bare(path).endswith((CALLS_PATH, UPLOAD_PATH)):
        return post or bool(body)
    return post and _is_call(body)


def bare_path(exchange: Exchange) -> str:
    """The path in lower case without query and fragment."""
    return bare(exchange.path)


def bare(path: str) -> str:
    return path.partition("?")[0].partition("#")[0].lower()


def starts_like_json(body: bytes) -> bool:
    return body[:_WINDOW].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def _is_call(body: bytes) -> bool:
    if not starts_like_json(body):
        return False
    ends = body if len(body) <= 2 * _WINDOW else body[:_WINDOW] + b"\n" + body[-_WINDOW:]
    found = _METHOD.search(ends)
    # The bare names are everyday words, so they need the version beside them (`ows.md` 2.1).
    return found is not None and (found["full"] is not None or b'"jsonrpc"' in ends)
