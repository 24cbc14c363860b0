"""Secrets that have been seen, so that they are found again in whatever text they turn up."""

from __future__ import annotations

import base64
import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote, quote_plus, unquote

from owskit_addon.exchange import Exchange

MOST = 10_000
SHORTEST = 4
"""Characters; what is shorter would be found everywhere."""
_LONG = 8
_CODE = 6
_FEW = 64
_HEAD = 4

_COOKIE = re.compile(r"phpsessid|^login$|sess|token|auth|^sid$|remember", re.IGNORECASE)
_ALWAYS = re.compile(r"phpsessid|^login$", re.IGNORECASE)
_PARAMETER = re.compile(r"(?:^|[?&;])(?:PHPSESSID|session_?id|sid|token|key)=([^&;#]+)", re.IGNORECASE)


class Memory:
    """At most `MOST` secrets, the oldest forgotten first. `generation` grows with every new one: what was decided
    before may have to be decided again."""

    def __init__(self) -> None:
        self.generation = 0
        self.numeric = False
        self.tokens: dict[str, str] = {}
        """What stands for each secret."""
        self._spellings: dict[str, str] = {}
        self._shortest = 1 << 60
        self._heads: dict[str, Counter[int]] = {}
        """Of the spellings that begin so, how many there are of each length: secrets of one kind often begin alike."""

    def learn(self, secret: str, token: str) -> None:
        """A secret and what stands for it. Again and again the same is cheap."""
        if secret in self.tokens:
            self.tokens[secret] = self.tokens.pop(secret)
            return
        if len(secret) < SHORTEST:
            return
        if len(self.tokens) >= MOST:
            self._forget(next(iter(self.tokens)))
        self.tokens[secret] = token
        for spelling in spellings(secret):
            if spelling not in self._spellings:
                self._spellings[spelling] = token
                self._heads.setdefault(spelling[:_HEAD], Counter())[len(spelling)] += 1
                self._shortest = min(self._shortest, len(spelling))
        self.numeric = self.numeric or secret.isdecimal()
        self.generation += 1

    def _forget(self, secret: str) -> None:
        del self.tokens[secret]
        for spelling in spellings(secret):
            if self._spellings.pop(spelling, None) is not None:
                lengths = self._heads[spelling[:_HEAD]]
                lengths[len(spelling)] -= 1
                if not lengths[len(spelling)]:
                    del lengths[len(spelling)]
                if not lengths:
                    del self._heads[spelling[:_HEAD]]

    def holds(self, text: str) -> bool:
        """Whether a text contains a secret in any of its spellings."""
        return next(self.found(text), None) is not None

    def without(self, text: str) -> str:
        """The text with tokens in place of secrets, the longest first: one may be a part of another."""
        for spelling in sorted(set(self.found(text)), key=len, reverse=True):
            text = text.replace(spelling, self._spellings[spelling])
        return text

    def found(self, text: str) -> Iterator[str]:
        """The spellings of secrets that are in a text."""
        if len(text) < self._shortest:
            return
        if len(self._spellings) <= _FEW:
            yield from (spelling for spelling in self._spellings if spelling in text)
            return
        heads, known = self._heads, self._spellings
        for at in range(len(text) - _HEAD + 1):
            lengths = heads.get(text[at : at + _HEAD])
            if lengths:
                for length in lengths:
                    if (piece := text[at : at + length]) in known:
                        yield piece


def is_worth_learning(text: str, what: str) -> bool:
    """Whether a text in a secret's place is one that should be looked for elsewhere. A word in a slot where a session
    was expected is not: it would be found in every field's name."""
    if what == "password":
        return len(text) >= SHORTEST
    if what == "code":
        return len(text) >= _CODE
    return len(text) >= _LONG and (len(text) >= 2 * _LONG or not text.isalpha() or not text[1:].islower())


def spellings(secret: str) -> set[str]:
    """A secret as it is, and as URLs, HTML and JSON in a text write it; a long one also in other case and base64."""
    escaped = json.dumps(secret)[1:-1]
    found = {
        secret,
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        html.escape(secret),
        html.escape(secret, quote=False).replace('"', "&quot;").replace("'", "&#039;"),
        escaped,
        escaped.replace("/", "\\/"),
        json.dumps(secret, ensure_ascii=False)[1:-1],
    }
    if len(secret) >= _LONG:
        found |= {secret.lower(), secret.upper(), *_base64(secret)}
    return found


def _base64(secret: str) -> Iterator[str]:
    """What base64 makes of it at each of the three places where it can begin, without the ends that depend on what is
    around it."""
    data = secret.encode("utf-8", "surrogatepass")
    for before in range(3):
        text = base64.b64encode(b"\0" * before + data).decode("ascii").rstrip("=")
        core = text[(before * 8 + 5) // 6 : len(text) - (1 if (before + len(data)) % 3 else 0)]
        yield core
        yield core.replace("+", "-").replace("/", "_")


def secrets_of(exchange: Exchange) -> Iterator[str]:
    """Session ids and the like in an exchange's cookies, authorization and address (`ows.md` 3.2)."""
    for name, value in (*exchange.request_headers, *exchange.response_headers):
        match name.lower():
            case "cookie":
                yield from _cookies(value.split(";"))
            case "set-cookie":
                yield from _cookies(value.split(";", 1)[:1])
            case "authorization" | "proxy-authorization":
                yield from _authorization(value)
            case "referer" | "location":
                yield from _parameters(value)
    yield from _parameters(exchange.path)


def _parameters(address: str) -> Iterator[str]:
    for value in _PARAMETER.findall(address):
        if is_worth_learning(value, "session"):
            yield value
            yield unquote(value)


def _authorization(value: str) -> Iterator[str]:
    scheme, _, given = value.partition(" ")
    yield given.strip() or value
    if scheme.lower() == "basic":
        try:
            yield base64.b64decode(given).decode("utf-8", "replace").partition(":")[2]
        except ValueError:
            return


def _cookies(pairs: list[str]) -> Iterator[str]:
    for pair in pairs:
        name, _, value = pair.partition("=")
        value = value.strip().strip('"')
        name = name.strip()
        if not value or value == "deleted" or not _COOKIE.search(name):
            continue
        # `remember=true` and `session_tab=candidate` are no secrets, and would be taken out of everything.
        if _ALWAYS.search(name) or is_worth_learning(value, "session"):
            yield value
            if "%" in value:
                yield unquote(value)
