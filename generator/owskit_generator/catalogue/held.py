"""What the calls held: their arguments, results and errors as shapes, and where ids came from.

Calls are gathered by service call and gone through in columns (see.py), some thousands at a time, so that memory grows
with what is different, not with what is much. Results that are still text (LateCall) are decoded then: what is decoded
and gone through at once stays in the processor's reach.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from owskit_addon.capture.events import Call, CaptureStart, Event, LateCall
from owskit_generator.catalogue.args import see_args
from owskit_generator.catalogue.learned import Learned, Seen, fault_of
from owskit_generator.catalogue.links import Values, links, merge_links
from owskit_generator.catalogue.see import Sight, see_all
from owskit_generator.catalogue.shape import add

MOST_PENDING = 200_000
"""About as many values wait to be gone through together: some 30 MB."""
_ROW = 8
_TEXT = 100
"""Bytes of text that are no more room than one value."""
_TOGETHER = 1 << 17
"""Bytes of results that are decoded at once."""

UNREAD = "A result could not be read and was left out."

_decode = msgspec.json.Decoder().decode
_decode_list = msgspec.json.Decoder(list[Any]).decode


class _Pending(msgspec.Struct):
    """What calls of one name held, as it came: `texts` are results that are not decoded yet."""

    args: list[Any] = []
    results: list[Any] = []
    texts: list[msgspec.Raw] = []
    errors: list[Any] = []


class Held:
    """Events into the shapes and links of `learned`."""

    def __init__(self, learned: Learned) -> None:
        self._learned = learned
        self._plain = False
        self._values = Values()
        self._pending: dict[str, _Pending] = {}
        self._waiting = 0

    def see(self, event: Event) -> None:
        if isinstance(event, Call):
            pending = self._pending.get(event.service_call)
            if pending is None:
                pending = self._pending[event.service_call] = _Pending()
            pending.args.append(event.args)
            if event.outcome == "ok":
                (pending.texts if isinstance(event, LateCall) else pending.results).append(event.result)
            elif event.error is not None:
                pending.errors.append(event.error)
            self._waiting += 8 + _size(event.result)
            if self._waiting >= MOST_PENDING:
                self._flush()
        elif isinstance(event, CaptureStart):
            self.end()
            self._plain = event.values != "tokens"

    def end(self) -> None:
        """Of a recording: tokens of the next one cannot be compared with those before."""
        self._flush()
        merge_links(self._learned.links, links(self._values))
        self._values = Values()

    def _flush(self) -> None:
        sight = Sight(plain=self._plain, values=self._values)
        for name, pending in self._pending.items():
            seen = self._learned.calls.get(name)
            if seen is None:
                seen = self._learned.calls[name] = Seen()
            see_args(seen.args, pending.args, sight, (name, "args"))
            if pending.results:
                see_all(seen.result, pending.results, sight, (name, "result"))
            for texts in _together(pending.texts):
                see_all(seen.result, self._decoded(texts), sight, (name, "result"))
            if pending.errors:
                see_all(seen.error, pending.errors, Sight(plain=sight.plain))
                add(seen.faults, Counter(map(fault_of, pending.errors)))
        self._pending.clear()
        self._waiting = 0
        self._values.shrink()

    def _decoded(self, texts: list[msgspec.Raw]) -> list[Any]:
        try:
            return _decode_list(b"[" + b",".join(texts) + b"]")
        except (msgspec.MsgspecError, RecursionError, ValueError):
            return list(self._one_by_one(texts))

    def _one_by_one(self, texts: Iterable[msgspec.Raw]) -> Iterator[Any]:
        for text in texts:
            try:
                yield _decode(text)
            except (msgspec.MsgspecError, RecursionError, ValueError):
                add(self._learned.problems, {UNREAD: 1})


def _together(texts: list[msgspec.Raw]) -> Iterator[list[msgspec.Raw]]:
    """As many as are decoded at once."""
    some: list[msgspec.Raw] = []
    size = 0
    for text in texts:
        some.append(text)
        size += len(text)
        if size > _TOGETHER:
            yield some
            some, size = [], 0
    if some:
        yield some


def _size(result: Any) -> int:
    """About how many values: the rows of a list stand at its top or one level down (`ows.md` 7.1)."""
    if type(result) is msgspec.Raw:
        return len(result) // _TEXT
    if type(result) is list:
        return len(result) * _ROW
    if type(result) is dict:
        return len(result) + sum([len(value) * _ROW for value in result.values() if type(value) is list])
    return 0
