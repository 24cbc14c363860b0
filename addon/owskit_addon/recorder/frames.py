"""What goes between the proxy and the process beside it that keeps the recording: frames of MessagePack, each after its
length. Only pipes and memory hold them; nothing of them is written anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

import msgspec

from owskit_addon.actions import Tag
from owskit_addon.capture.events import Action
from owskit_addon.page import Order, State
from owskit_addon.page.channel import Seen
from owskit_addon.page.documents import Document
from owskit_addon.recorder.annotation import Note
from owskit_addon.recorder.baseline import News
from owskit_addon.recorder.exchanges import Taken
from owskit_addon.recorder.opening import Wanted
from owskit_addon.recorder.summary import Summary

OPEN, CLOSE = "open", "close"
ORDERS: dict[str, tuple[Any, Any]] = {
    OPEN: (tuple[Wanted], int),
    "noted": (tuple[Taken, Tag | None], Note | None),
    "saw": (tuple[Document, Seen, float], None),
    "saw_host": (tuple[str], None),
    "mark": (tuple[str], Action),
    "end": (tuple[()], None),
    "learn": (tuple[float], None),
    "tick": (tuple[()], News),
    "pause": (tuple[bool], None),
    "ignore_latest": (tuple[()], str | None),
    "state": (tuple[str, int], State | None),
    "obey": (tuple[Order, str, int], State | None),
    "problem": (tuple[str, str, str], None),
    "faulty": (tuple[str, str], None),
    CLOSE: (tuple[()], Summary),
}
"""Methods of `Recording` that are asked for from the proxy, with the types of their arguments and of what they give."""

_LENGTH = 4


class Fault(msgspec.Struct, frozen=True, array_like=True):
    """What an order raised: the class, and for an error that a person is to see its text. Nobody's data is in it."""

    kind: str
    message: str = ""
    hint: str = ""


class Done(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """An order has been carried out, and what it wrote is in the file, which ends at `end`."""

    number: int
    end: int
    value: msgspec.Raw
    fault: Fault | None = None


class Said(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """A message for the terminal, at a level of `logging`."""

    level: int
    text: str


class Asked(msgspec.Struct, frozen=True, array_like=True):
    number: int
    what: str
    given: msgspec.Raw


_encoder = msgspec.msgpack.Encoder()
decode_asked = msgspec.msgpack.Decoder(Asked).decode
decode_answer: msgspec.msgpack.Decoder[Done | Said] = msgspec.msgpack.Decoder(Done | Said)
_given = {what: msgspec.msgpack.Decoder(takes).decode for what, (takes, _) in ORDERS.items()}
_result = {what: msgspec.msgpack.Decoder(gives).decode for what, (_, gives) in ORDERS.items()}


def asked(number: int, what: str, given: tuple[Any, ...]) -> bytearray:
    """The frame of an order."""
    return _frame((number, what, given))


def answered(answer: Done | Said) -> bytearray:
    return _frame(answer)


def raw(value: Any) -> msgspec.Raw:
    return msgspec.Raw(_encoder.encode(value))


def given_of(order: Asked) -> Any:
    return _given[order.what](order.given)


def result_of(what: str, answer: Done) -> Any:
    return _result[what](answer.value)


def _frame(value: Any) -> bytearray:
    """Without a second copy of what may be large."""
    frame = bytearray(_LENGTH)
    _encoder.encode_into(value, frame, _LENGTH)
    frame[:_LENGTH] = (len(frame) - _LENGTH).to_bytes(_LENGTH, "little")
    return frame


def read_frames(file: IO[bytes]) -> Iterator[bytes]:
    """The frames of a pipe until it ends; one that is cut off was never sent."""
    while len(head := file.read(_LENGTH)) == _LENGTH:
        length = int.from_bytes(head, "little")
        data = file.read(length)
        if len(data) < length:
            return
        yield data


class Frames:
    """The same for bytes as they come."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        data = self._rest + data if self._rest else data
        at = 0
        while len(data) - at >= _LENGTH:
            end = at + _LENGTH + int.from_bytes(data[at : at + _LENGTH], "little")
            if end > len(data):
                break
            yield data[at + _LENGTH : end]
            at = end
        self._rest = data[at:]
