"""The bar's two requests on the proxy's own path: `GET state` and `POST order`."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import parse_qs

import msgspec

from owskit_addon.page.bar import Refused
from owskit_addon.page.documents import Document, Documents
from owskit_addon.page.orders import Order, decoder
from owskit_addon.page.serve import Answer, Asked, Handler
from owskit_addon.page.shown import State


class Recorded(Protocol):
    """What answers: a recording."""

    def state(self, tab: str, after: int) -> State | None: ...

    def obey(self, order: Order, tab: str, after: int = 0) -> State | None: ...


def bar_handlers(recording: Recorded, documents: Documents) -> dict[tuple[str, str], Handler]:
    """For the desk, which has seen to it that the document's own script asks."""

    def state(document: Document, asked: Asked) -> Answer:
        above = parse_qs(asked.query).get("above", [""])[0].split(",")
        if documents.heard_from(above[:20]):
            return Answer(200, b'{"elsewhere":true}')
        return answer_state(recording, document.tab, asked.query)

    def order(document: Document, asked: Asked) -> Answer:
        return answer_order(recording, document.tab, asked.body)

    return {("GET", "state"): state, ("POST", "order"): order}


def answer_state(recording: Recorded, tab: str, query: str) -> Answer:
    """204 where nothing has changed since the state that the page has (`after`)."""
    after = parse_qs(query).get("after", ["0"])[0]
    if not (after.isascii() and after.isdigit() and len(after) < 16):
        return Answer(400)
    state = recording.state(tab, int(after))
    return Answer(204) if state is None else Answer(200, msgspec.json.encode(state))


def answer_order(recording: Recorded, tab: str, body: bytes) -> Answer:
    """The state after it; or `refused` with a word that the bar has a sentence for."""
    try:
        order = decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Answer(400)
    try:
        return Answer(200, msgspec.json.encode(recording.obey(order, tab)))
    except Refused as refused:
        return Answer(200, msgspec.json.encode({"refused": str(refused)}))
