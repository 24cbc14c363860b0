"""OTYS' lists of registrations and of the log, as files that somebody saved, under every spelling (`ows.md` 4.4)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from owskit_addon.errors import TriggersError
from owskit_addon.service_call import short_name

_MOST_BYTES = 64 << 20


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """One webhook at OTYS. `address` may hold a secret: it is compared, never shown. `stack` is its mark of ours."""

    service_call: str
    address: str
    everyone: bool
    user: str = ""
    stack: str = ""


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON file: a list, JSON lines, or an answer of OWS with its `result`. Raises TriggersError."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise TriggersError(f"{path}: is larger than 64 MB.", "Give a list of webhooks or a log.")
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise TriggersError(f"{path}: there is no such file.", "`owskit webhooks list --json` makes one.") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise TriggersError(f"{path}: cannot be read ({reason}).", "Give a JSON file.") from None
    try:
        return rows(json.loads(text))
    except (ValueError, RecursionError) as error:
        return _lines(text, path, error)


def rows(document: Any) -> list[dict[str, Any]]:
    """The objects in a list, however OTYS or a command of ours wraps it (`ows.md` 4.3: getLogs is one level deeper)."""
    if isinstance(document, dict):
        inner = next((document[key] for key in ("result", "webhooks", "rows", "log") if key in document), None)
        if inner is None and document and all(str(key).isdigit() for key in document):
            inner = list(document.values())
        return rows(inner) if inner is not None else [document]
    if not isinstance(document, list):
        return []
    return [row for item in document for row in ([item] if isinstance(item, dict) else rows(item))]


def registered(found: Collection[Mapping[str, Any]]) -> list[Registered]:
    """Rows of getList; those without a call are left out."""
    made = []
    for row in found:
        given = {key_of(key): value for key, value in row.items()}
        call, address = given.get("servicecall") or given.get("call"), given.get("webhookurl") or given.get("address")
        if not isinstance(call, str):
            continue
        address = address if isinstance(address, str) else ""
        everyone = given.get("klantglobal", given.get("everyone"))
        user = given.get("userid", given.get("user"))
        made.append(
            Registered(
                service_call=short_name(call),
                address=address,
                everyone=str(everyone).lower() not in {"", "0", "false", "none", "null"},
                user="" if user is None or isinstance(user, bool) else str(user),
                stack=_stack(address) or str(given.get("stack") or ""),
            )
        )
    return made


def _stack(address: str) -> str:
    """`owskit=acme` in the query of our addresses (design.md 5.6)."""
    try:
        return dict(parse_qsl(urlsplit(address).query)).get("owskit", "")
    except ValueError:
        return ""


def _lines(text: str, path: Path, error: Exception) -> list[dict[str, Any]]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            found += rows([json.loads(line)]) if line.strip() else []
        except (ValueError, RecursionError):
            column = error.colno if isinstance(error, json.JSONDecodeError) and number == error.lineno else 1
            what = f"{path}:{number}:{column}: this is not JSON."
            raise TriggersError(what, "Save the answer of WebhooksService as it is.") from None
    return found


def key_of(key: str) -> str:
    """`klantGlobal`, `klant_global` and the manual's `[klantglobal]` are one name."""
    return "".join(letter for letter in str(key).lower() if letter.isascii() and letter.isalnum())
