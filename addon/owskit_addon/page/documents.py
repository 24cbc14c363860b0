"""The documents of OTYS Go! that were given the page script: one token each, known to that document's script alone."""

from __future__ import annotations

import secrets

import msgspec

REMEMBERED = 4096


class Document(msgspec.Struct, eq=False):
    """`name` and `bar` are the addresses of the script and of its bar, each good for one load; `token` proves a message
    to be this script's, and is good on `origin` only; `language` is the browser's, `nl` or `en`. `whole`: the page lets
    no second script come, so the bar is in the first. `heard` is when it first spoke, in seconds."""

    origin: str
    language: str
    tab: str
    name: str
    bar: str
    token: str
    given: float
    whole: bool = False
    served: bool = False
    heard: float | None = None


class Documents:
    """Those of one recording. Memory is bounded: the oldest documents are forgotten."""

    def __init__(self) -> None:
        self.path = f"/owskit-{secrets.token_hex(8)}"
        self._by_token: dict[str, Document] = {}
        self._by_name: dict[str, Document] = {}

    def issue(self, origin: str, language: str, at: float, *, whole: bool = False) -> Document:
        """A new document, whose script has not been loaded yet."""
        made = Document(
            origin=origin,
            language=language,
            tab=f"t{secrets.token_hex(4)}",
            name=f"{secrets.token_hex(8)}.js",
            bar=f"{secrets.token_hex(8)}.js",
            token=secrets.token_urlsafe(18),
            given=at,
            whole=whole,
        )
        self._by_token[made.token] = self._by_name[made.name] = self._by_name[made.bar] = made
        if len(self._by_token) > REMEMBERED:
            oldest = self._by_token.pop(next(iter(self._by_token)))
            for name in (oldest.name, oldest.bar):
                self._by_name.pop(name, None)
        return made

    def load(self, name: str, origin: str) -> Document | None:
        """The document whose script or bar is asked for; once, so that no other script can read the token."""
        document = self._by_name.get(name)
        if document is None or document.origin != origin or (name == document.bar and not document.served):
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
