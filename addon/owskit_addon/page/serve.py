"""The proxy's own path on the page's origin: the script, and what the script sends. Nothing of it goes upstream."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from owskit_addon.page import channel
from owskit_addon.page.documents import Document, Documents
from owskit_addon.page.script import module_of, script_of

TOKEN_HEADER = "X-Owskit-Token"  # noqa: S105 - the name of a header


class Asked(NamedTuple):
    """A request below the path: `what` follows it, without the slash. `at` is in seconds."""

    method: str
    what: str
    query: str
    origin: str
    token: str
    body: bytes
    at: float


class Answer(NamedTuple):
    status: int
    body: bytes = b""
    type: str = "application/json"


Handler = Callable[[Document, Asked], Answer]


class Desk:
    """Answers for one recording. `handlers` are by method and `what`; only a document's own script reaches them."""

    def __init__(self, documents: Documents, seen: Callable[[Document, channel.Seen, float], None]) -> None:
        self.documents = documents
        self.handlers: dict[tuple[str, str], Handler] = {("POST", "seen"): self._seen}
        self._on_seen = seen

    def answer(self, asked: Asked) -> Answer:
        if asked.method == "GET" and asked.what.endswith(".js"):
            return self._script(asked)
        document = self.documents.speaks(asked.token, asked.origin, asked.at)
        if document is None:
            return Answer(403)
        handler = self.handlers.get((asked.method, asked.what))
        if handler is None:
            return Answer(404)
        return handler(document, asked) if len(asked.body) <= channel.BODY else Answer(413)

    def _script(self, asked: Asked) -> Answer:
        document = self.documents.load(asked.what, asked.origin)
        if document is None:
            return Answer(404)
        script = module_of(document) if asked.what == document.bar else script_of(document, self.documents.path)
        return Answer(200, script.encode(), "text/javascript; charset=utf-8")

    def _seen(self, document: Document, asked: Asked) -> Answer:
        try:
            seen = channel.read_seen(asked.body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return Answer(400)
        if seen.tab != document.tab:
            return Answer(403)
        self._on_seen(document, seen, asked.at)
        return Answer(204)
