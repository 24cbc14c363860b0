"""A POST of OTYS to a delivery: read, unwrapped, and without the session."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from generated.entities import SECRET_RESULTS, changes_of, entity_of, uid_of
from generated.event import Event
from generated.marks import MARK, Marks

PREFIX = "Otys.Services."
MOST_ARGUMENTS = 100
DEEPEST = 256

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,199}")
_NUMBER = re.compile(r"[0-9]{1,18}")
# Only where a number could be too large for a double is each of them looked at.
_UNUSUAL_NUMBER = re.compile(r"[0-9]{300}")
_EVENT = ("service_call", "args", "result", "client", "user", "uid", "changes")
_WRAPPER = frozenset({"status", "data", "message", "code", "id"})
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Malformed(Exception):
    """The body is not what OTYS posts."""


@dataclass(frozen=True)
class Delivery:
    """The event for the handlers, and what the guards need besides. `failed`: OWS refused the call."""

    event: Event
    failed: bool
    posted_result: Any = field(repr=False)

    @property
    def entity(self) -> str:
        return entity_of(self.event.service_call, self.event.uid)

    @property
    def session(self) -> str:
        """The mark of the session that made the call; empty where OTYS keeps it back."""
        mark = self.event.args[0] if self.event.args else None
        return mark if isinstance(mark, str) and mark.startswith(MARK) else ""

    def payload(self) -> str:
        """As the inbox keeps it."""
        kept = {name: getattr(self.event, name) for name in _EVENT}
        return _ENCODE({**kept, "posted_result": self.posted_result})


def from_payload(text: str) -> Delivery:
    kept = json.loads(text)
    event = Event(**{name: kept[name] for name in _EVENT})
    # To PHP an empty object is an empty list.
    event = replace(event, changes=event.changes or {}, args=event.args or [])
    return Delivery(event=event, failed=False, posted_result=kept["posted_result"])


def read(body: bytes, query: str, marks: Marks) -> Delivery:
    """Raises Malformed, without a word of the body, where it is no object with `request.method` and `request.args`."""
    text, posted = _json_object(body)
    request = posted.get("request")
    method = request.get("method") if isinstance(request, dict) else None
    if not isinstance(request, dict) or not isinstance(method, str) or not _NAME.fullmatch(method):
        raise Malformed
    service_call = method.removeprefix(PREFIX)
    args, posted_result = marks.call(service_call, _arguments(request.get("args")), posted.get("result"), text)
    if service_call in SECRET_RESULTS:
        posted_result = _secret_result_marked(posted_result, marks)
    result, succeeded = _unwrapped(posted_result)
    client, user = actor(query)
    event = Event(
        service_call=service_call,
        uid=uid_of(service_call, args, result),
        changes=changes_of(args),
        args=args,
        result=result,
        client=client,
        user=user,
    )
    failed = not succeeded or posted.get("error") is not None
    return Delivery(event=event, failed=failed, posted_result=posted_result)


@lru_cache(100)
def actor(query: str) -> tuple[str | None, str | None]:
    """Client and user, from the merge fields of the address."""
    given = parse_qs(query, max_num_fields=100, errors="replace") if query.count("&") < 100 else {}
    return _merged(given.get("client")), _merged(given.get("user"))


def _secret_result_marked(posted: Any, marks: Marks) -> Any:
    result, _ = _unwrapped(posted)
    marked_result = marks.mark(result)
    return marked_result if result is posted else {**posted, "data": marked_result}


def _json_object(body: bytes) -> tuple[str, dict[str, Any]]:
    try:
        text = body.decode("utf-8")
        posted = (_DECODE_UNUSUAL if _UNUSUAL_NUMBER.search(text) else _DECODE)(text)
        # A lone surrogate is no text, and no other language would read it.
        if "\\ud" in text or "\\uD" in text:
            json.dumps(posted, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Malformed from None
    if not isinstance(posted, dict) or (text.count("[") + text.count("{") > DEEPEST and _depth(posted) > DEEPEST):
        raise Malformed
    return text, posted


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _integer(text: str) -> int:
    _number(text)
    return int(text)


_DECODE = json.JSONDecoder(parse_constant=_number, parse_float=_number).decode
_DECODE_UNUSUAL = json.JSONDecoder(parse_constant=_number, parse_float=_number, parse_int=_integer).decode


def _depth(value: Any) -> int:
    deepest, level = 0, [value]
    while level:
        inside: list[Any] = []
        for item in level:
            inside.extend(item.values() if isinstance(item, dict) else item)
        deepest += 1
        level = [item for item in inside if isinstance(item, dict | list)]
    return deepest


def _arguments(args: Any) -> list[Any]:
    """As a list counted like the real call. PHP makes an object of a list that has lost its slot 0."""
    if isinstance(args, list):
        return list(args)
    if not isinstance(args, dict) or not all(_NUMBER.fullmatch(key) for key in args):
        raise Malformed
    numbered = {int(key): value for key, value in args.items()}
    if max(numbered, default=0) >= MOST_ARGUMENTS:
        raise Malformed
    return [numbered.get(number) for number in range(max(numbered, default=-1) + 1)]


def _unwrapped(result: Any) -> tuple[Any, bool]:
    """The result without the `{status, data}` around it, and whether the call succeeded."""
    if isinstance(result, dict) and isinstance(result.get("status"), str) and result.keys() <= _WRAPPER:
        return result.get("data"), result["status"].lower() == "success"
    return result, True


def _merged(values: list[str] | None) -> str | None:
    """A merge field's number. OTYS may leave the field blank, unmerged (`{%…%}`) or encoded: then nobody is known."""
    return values[0] if values and _NUMBER.fullmatch(values[0]) else None
