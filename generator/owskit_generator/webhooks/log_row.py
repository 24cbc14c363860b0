"""One row of OTYS' webhook log, whatever its fields are called (`ows.md` 4.4, 4.5; manual 4.3)."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import msgspec

from owskit_addon.service_call import is_service_call, short_name
from owskit_generator.webhooks.secret import Secret
from owskit_generator.webhooks.spelling import LOG, fields, flag, text


class LogRow(msgspec.Struct, frozen=True, kw_only=True):
    """What OTYS posted, to whom, and what came back. Addresses, bodies and answers hold secrets and people's data.

    `service_call` is the short name, None where the body names none that could be one. `body` is the text that was
    posted, letter by letter where OTYS has it as a text (`as_posted`). `code` is None or 0 where nobody answered.
    `added` and `processed_at` are taken for UTC where they name no zone: OTYS' own is not known.
    """

    id: int
    service_call: str | None
    address: Secret
    body: Secret
    as_posted: bool
    response: Secret
    code: int | None
    added: datetime | None
    processed: bool
    processed_at: datetime | None
    client: str | None
    user: str | None

    @property
    def answered(self) -> bool:
        return bool(self.code)


class UnreadRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row without an id or a body that we know how to read: kept as JSON, and shown without its values."""

    row: Secret


def read_row(row: Any) -> LogRow | UnreadRow:
    """Never raises: what is not understood is kept."""
    given = fields(row, LOG)
    number = text(given.get("id"))
    if number is None or not (number.isascii() and number.isdecimal() and len(number) < 19) or "request" not in given:
        return UnreadRow(row=Secret(_json(row)))
    request = given["request"]
    body = request if isinstance(request, str) else _json(request)
    response = given.get("response")
    code = text(given.get("code"))
    return LogRow(
        id=int(number),
        service_call=_service_call(body),
        address=Secret(address if isinstance(address := given.get("address"), str) else ""),
        body=Secret(body),
        as_posted=isinstance(request, str),
        response=Secret(response if isinstance(response, str) else "" if response is None else _json(response)),
        code=int(code) if code and code.isascii() and code.isdecimal() and len(code) < 4 else None,
        added=moment(given.get("added")),
        processed=flag(given["processed"]) if "processed" in given else given.get("processed_at") is not None,
        processed_at=moment(given.get("processed_at")),
        client=text(given.get("client")),
        user=text(given.get("user")),
    )


def posted(body: Secret) -> dict[str, Any]:
    """The body as JSON: `request` with `method` and `args`, and `result`. Empty where it is none."""
    with suppress(ValueError, RecursionError):
        found = json.loads(body.reveal())
        if isinstance(found, dict):
            return found
    return {}


def moment(value: Any) -> datetime | None:
    """A time as OTYS writes it: `2026-11-20 09:30:00`, or ISO 8601."""
    if not isinstance(value, str):
        return None
    with suppress(ValueError, OverflowError):
        found = datetime.fromisoformat(value.strip())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return None


def short_id(given: str | None) -> str | None:
    """An id as it may be shown: those of users and clients are short numbers; what is none could be anything."""
    return given if given and given.isascii() and given.isdecimal() and len(given) <= 8 else None


def _service_call(body: str) -> str | None:
    request = posted(Secret(body)).get("request")
    method = request.get("method") if isinstance(request, dict) else None
    return short_name(method) if isinstance(method, str) and is_service_call(method) else None


def _json(value: Any) -> str:
    with suppress(RecursionError):
        return json.dumps(value)
    return ""
