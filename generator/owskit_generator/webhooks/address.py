"""The address of a webhook: whose it is, its secret, and what of it may be shown (design.md 5.6; `ows.md` 4.7)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote

from owskit_generator.webhooks.secret import MASK, Secret, masked

STACK = "owskit"
LISTEN = "owskit-listen"
"""Names of the marks in the query: whose registration it is."""
UNTIL = "until"
MERGE_FIELDS = ("{%user.clientId%}", "{%user.internalId%}")

_MARK = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PARTS = re.compile(
    r"(?P<origin>[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?P<fragment>#.*)?", re.DOTALL
)
# Words, numbers of versions and file names say what an address is for; anything else may be what keeps it secret.
_WORD = r"(?:[A-Z]?[a-z]{1,14}(?:[A-Z][a-z]{1,14}){0,3}|[A-Z]{1,6}|v?[0-9]{1,4})"
_WORDY = re.compile(rf"{_WORD}(?:[-_.]{_WORD}){{0,4}}")
_NUMBER = re.compile(r"[0-9]{1,8}")
_PUBLIC = {STACK: _MARK, LISTEN: _MARK, UNTIL: re.compile(r"[0-9]{8}T[0-9]{6}Z")}
_PEOPLE = frozenset({"client", "user"})


class _Address(NamedTuple):
    origin: str
    path: str
    query: list[tuple[str, str]]


def mark(address: Secret, name: str) -> str | None:
    """The value of a mark in the query. None where it is not there, is none, or stands there more than once."""
    parts = _parts(address)
    found = [value for key, value in parts.query if key == name] if parts else []
    return found[0] if len(found) == 1 and _MARK.fullmatch(found[0]) else None


def stack_of(address: Secret) -> str | None:
    """The stack that an address is marked with."""
    return mark(address, STACK)


def receiver_of(address: Secret) -> str | None:
    """Of an address of owskit's making what stands before the secret."""
    parts = _parts(address)
    return parts.origin + parts.path.rpartition("/")[0] if parts else None


def secret_of(address: Secret) -> Secret | None:
    """Of an address of owskit's making the secret, which is the last part of the path."""
    parts = _parts(address)
    last = parts.path.rpartition("/")[2] if parts else ""
    return Secret(last) if last else None


def shown(address: Secret, secrets: Iterable[Secret | None] = ()) -> str:
    """The address for a person's eyes: host, words of the path, names in the query, our marks, merge fields and what
    they were filled with. All else is masked, and always the last part of the path of an address that is marked."""
    parts = _parts(address)
    if parts is None:
        return MASK
    origin = re.sub(r"//.*@", f"//{MASK}@", parts.origin, flags=re.S)
    path = [part if not part or _WORDY.fullmatch(part) else MASK for part in parts.path.split("/")]
    if stack_of(address) or mark(address, LISTEN):
        path[-1] = MASK
    query = "&".join(f"{key if _is_name(key) else MASK}={_value(key, value)}" for key, value in parts.query)
    text = origin + "/".join(path) + (f"?{query}" if query else "")
    return masked(text, secrets)


def troubles(address: Secret) -> list[str]:
    """What is wrong with the merge fields of an address, in words (`ows.md` 4.7)."""
    text = address.reveal()
    for _ in range(2):
        decoded = unquote(text)
        if any(field in decoded and field not in text for field in MERGE_FIELDS):
            return ["its merge fields are encoded: OTYS will hardly fill them in, so nobody learns who made the call"]
        text = decoded
    return []


def is_same_encoded(one: Secret, other: Secret) -> bool:
    """Whether two addresses are the same but for what some program encoded in between."""
    return Secret(unquote(html.unescape(one.reveal()))) == Secret(unquote(html.unescape(other.reveal())))


def is_filled(template: Secret, address: Secret) -> bool:
    """Whether an address is the template with its merge fields filled in, or left as they were."""
    pattern = re.escape(template.reveal())
    for field in MERGE_FIELDS:
        pattern = pattern.replace(re.escape(field), "[^&#]*")
    return re.fullmatch(pattern, address.reveal()) is not None


def with_stack(address: Secret, stack: str) -> Secret | None:
    """The address marked with a stack, whatever it was marked with; all else stays letter by letter. None where it is
    no address."""
    found = _PARTS.fullmatch(address.reveal())
    if found is None:
        return None
    query = [part for part in (found["query"] or "").split("&") if part and part.partition("=")[0] != STACK]
    joined = "&".join([f"{STACK}={stack}", *query])
    return Secret(f"{found['origin']}{found['path']}?{joined}{found['fragment'] or ''}")


def _parts(address: Secret) -> _Address | None:
    found = _PARTS.fullmatch(address.reveal())
    if found is None:
        return None
    query = [part.partition("=")[::2] for part in (found["query"] or "").split("&") if part]
    return _Address(found["origin"], found["path"], [(key, value) for key, value in query])


def _is_name(key: str) -> bool:
    return key in _PUBLIC or _WORDY.fullmatch(key) is not None


def _value(key: str, value: str) -> str:
    if key in _PUBLIC:
        return value if _PUBLIC[key].fullmatch(value) else MASK
    if value in MERGE_FIELDS or (key in _PEOPLE and _NUMBER.fullmatch(value)):
        return value
    return MASK if value else ""
