"""The documents of OTYS Go! that were given the page script: one token each, known to that document's script alone."""

from __future__ import annotations

import secrets

import msgspec

REMEMBERED = 4096


class Document(msgspec.Struct):
    """`name` is the script's address, good for one load; `token` proves a message to be this script's, and is good on
    `origin` only; `language` is the browser's, `nl` or `en`. `heard` is when it first spoke, in seconds."""

    origin: str
    language: str
    tab: str
    name: str
    token: str
    given: float
    served: bool = False
    heard: float | None = None


class Documents:
    """Those of one recording. Memory is bounded: the oldest documents are forgotten."""

    def __init__(self) -> None:
        self.path = f"/owskit-{secrets.token_hex(8)}"
        self._by_token: dict[str, Document] = {}
        self._by_name: dict[str, Document] = {}

    def issue(self, origin: str, language: str, at: float) -> Document:
        """A new document, whose script has not been loaded yet."""
        made = Document(
            origin=origin,
            language=language,
            tab=f"t{secrets.token_hex(4)}",
            name=f"{secrets.token_hex(8)}.js",
            token=secrets.token_urlsafe(18),
            given=at,
        )
        self._by_token[made.token] = self._by_name[made.name] = made
        if len(self._by_token) > REMEMBERED:
            oldest = self._by_token.pop(next(iter(self._by_token)))
            self._by_name.pop(oldest.name, None)
        return made

    def load(self, name: str, origin: str) -> Document | None:
        """The document whose script is asked for; once, so that no other script of the page can read the token."""
        document = self._by_name.get(name)
        if document is None or document.origin != origin:
            return None
        del self._by_name[name]
        document.served = True
        return document

    def speaks(self, token: str, origin: str, at: float) -> Document | None:
        """The document that a message comes from, or None where the token is none of ours or of another origin."""
        document = self._by_token.get(token)
        if document is None or not document.served or document.origin != origin:
            return None
        if document.heard is None:
            document.heard = at
        return document

    def heard_from(self, origins: list[str]) -> bool:
        """Whether the page script runs in a document of one of these origins."""
        return any(d.heard is not None and d.origin in origins for d in self._by_token.values())

    @property
    def given(self) -> bool:
        """Whether any document has been given the script."""
        return bool(self._by_token)

    def silent(self, origin: str, before: float) -> bool:
        """Whether documents of an origin got the script before a time and none of that origin has ever spoken."""
        given = [document for document in self._by_token.values() if document.origin == origin]
        return any(document.given < before for document in given) and all(d.heard is None for d in given)
