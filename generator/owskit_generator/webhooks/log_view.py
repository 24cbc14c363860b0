"""The log as it may be shown: session ids and personal values are tokens, addresses have their secrets masked."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from owskit_addon.redaction import Redactor
from owskit_addon.service_call import is_service_call
from owskit_addon.wire.calls import WireCall
from owskit_generator.webhooks.address import shown, stack_of
from owskit_generator.webhooks.log_decision import Decided, decided
from owskit_generator.webhooks.log_row import LogRow, UnreadRow, posted, short_id


class View:
    """Makes one line a row. Equal values have equal tokens as long as it lives."""

    def __init__(self) -> None:
        self._redactor = Redactor()

    def delivery(self, row: LogRow) -> dict[str, Any]:
        """For JSON lines: `event` is `delivery`."""
        body = posted(row.body)
        request = body.get("request")
        made = decided(row.response)
        redacted = self._redactor.redact(
            _wire(
                row.service_call or "", request.get("args") if isinstance(request, dict) else None, body.get("result")
            )
        )
        return {
            "event": "delivery",
            "id": row.id,
            "added": _iso(row.added),
            "processed": row.processed,
            "processed_at": _iso(row.processed_at),
            "service_call": row.service_call,
            "client": short_id(row.client),
            "user": short_id(row.user),
            "stack": stack_of(row.address),
            "address": shown(row.address),
            "code": row.code,
            **(msgspec.to_builtins(made) if made else _UNDECIDED),
            "args": redacted.args,
            "result": redacted.result,
            "response": None if made or not row.response else self._text(row.response.reveal()),
        }

    def call(self, service_call: str, args: Any) -> tuple[str | None, Any]:
        """A call that a handler made: its name where it could be one, and its arguments."""
        name = service_call if is_service_call(service_call) else None
        return name, self._redactor.redact(_wire(name or "", args, None)).args

    def unread(self, row: UnreadRow) -> dict[str, Any]:
        """A row of unknown spelling, as it is but for its values: `event` is `unread`."""
        try:
            given = json.loads(row.row.reveal())
        except (ValueError, RecursionError):
            given = None
        # Its values could be whole calls in JSON: these are one token each.
        return {"event": "unread", "row": self._redactor.redact(_wire("WebhooksService.getLogs", None, given)).result}

    def _text(self, text: str) -> Any:
        return self._redactor.redact(_wire("", None, text)).result


def line(row: LogRow) -> str:
    """One line for people."""
    made: Decided | None = decided(row.response)
    at = row.added.strftime("%Y-%m-%d %H:%M:%S") if row.added else "at an unknown time"
    who = f"user {short_id(row.user) or 'not told'}"
    if not row.processed:
        what = "waits"
    elif not row.answered:
        what = "no answer"
    else:
        what = f"HTTP {row.code}"
    if made:
        by = f"{made.trigger}: " if made.trigger else ""
        what += f"  {by}{made.decision} ({made.reason or 'no reason'})"
    return f"{at}  #{row.id}  {row.service_call or 'a body that is no call'}  {who}  {what}"


_UNDECIDED = dict.fromkeys(Decided.__struct_fields__)


def _wire(service_call: str, args: Any, result: Any) -> WireCall:
    return WireCall(method=service_call, service_call=service_call, envelopes=(), place="", args=args, result=result)


def _iso(moment: Any) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
