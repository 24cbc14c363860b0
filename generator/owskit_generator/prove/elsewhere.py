"""Services that the sandbox has not: records that take what is written and give it back, so that any trigger can be
proved. What OTYS really does with such a call is not known here."""

from __future__ import annotations

import threading
from typing import Any

from owskit_addon.service_call import kind_of

UID = "proofrecord00001"
"""The record that every such service has."""


class Elsewhere:
    """The state of all services that the sandbox does not know."""

    def __init__(self) -> None:
        self._records: dict[tuple[str, str], dict[str, Any]] = {}
        self._lock = threading.Lock()

    def execute(self, service_call: str, args: list[Any]) -> Any:
        """The result of a call, by its verb (`ows.md` 7): what is read is what was written."""
        service, _, verb = service_call.partition(".")
        uid = str(args[0]) if args and isinstance(args[0], str | int) else UID
        with self._lock:
            record = self._records.setdefault((service, uid), {"uid": uid})
            if verb == "getListEx":
                return {"listOutput": [record], "totalCount": 1}
            if kind_of(service_call) == "read":
                return dict(record)
            for argument in args:
                if isinstance(argument, dict):
                    record.update(argument)
            return UID if verb == "add" else []
