"""What stands in a capture where a value stood.

    tok:<kind>:<length>:<10 hex>     tok:email:19:4be0c1aa37    tok:number:9:0c77e1b2d4    tok:session:26:91f0aa3e5c
    tok:secret:<what>                tok:secret:password        (api-key, login-link, code)
    tok:deep                         a value nested deeper than what is walked

`length` is in characters, for numbers in digits. The hex is a hash of the value under a random key that is made for one
capture and never written: equal values have equal tokens inside one capture and in no other. The number 1 and the text
"1" have the same token, as ids swing between both (`ows.md` 6). Passwords, keys, codes and login links have no hash,
since some of them could be guessed. The empty text stays as it is.

Kinds: text, email, date, datetime, phone, url, html, number, boolean, uid, json, code; session for session ids of any
sort. In a capture no other text begins with `tok:`; one that did so in the traffic has become a token itself.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import NamedTuple

PREFIX = "tok:"
DEEP = "tok:deep"

_TOKEN = re.compile(r"tok:([a-z]{1,20}):([0-9]{1,12}):([0-9a-f]{10})")
_SECRET = re.compile(r"tok:secret:([a-z-]{1,40})")

_DIGITS = re.compile(r"[0-9]+")
_NUMBER = re.compile(r"[+-]?[0-9]{1,40}(?:[.,][0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?")
_DATE = re.compile(r"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}|[0-9]{1,2}[-/][0-9]{1,2}[-/][0-9]{4}")
_DATETIME = re.compile(
    r"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_PHONE = re.compile(r"(?=(?:[^0-9]*[0-9]){7})[+(]?[0-9][0-9 ()./-]{5,24}[0-9]")
_EMAIL = re.compile(r"[^@\s<>]{1,64}@[^@\s<>]{1,190}")
_HTML = re.compile(r"<[A-Za-z!/][^>]*>")
_CODE = re.compile(r"(?=.*[0-9_])[A-Z][A-Z0-9_]{1,11}")
_UID = re.compile(r"(?=.*[A-Za-z])(?:(?=.*[0-9_-])|(?=.*[a-z][A-Z]))[A-Za-z0-9_-]{16}")
_NUMBER_FIRST = frozenset("0123456789+-(")
_URL_FIRST = ("http://", "https://", "www.", "HTTP://", "HTTPS://")


class Token(NamedTuple):
    """The parts of a token. `length` and `hash` are None where it has none; `what` is set for `tok:secret:<what>`."""

    kind: str
    length: int | None = None
    hash: str | None = None
    what: str = ""


def parse_token(text: str) -> Token | None:
    """The token that a text is, or None."""
    found = _TOKEN.fullmatch(text)
    if found:
        return Token(found[1], int(found[2]), found[3])
    found = _SECRET.fullmatch(text)
    if found:
        return Token("secret", what=found[1])
    return Token("deep") if text == DEEP else None


def kind_of(text: str) -> str:
    """What a text looks like. Cheap looks decide most; only a head of long texts is looked at."""
    length = len(text)
    if length != 16 and (not text or text.isalpha()):
        return "text"
    if length > 400:
        return _kind_of_long(text)
    first = text[0]
    if first in _NUMBER_FIRST:
        kind = _kind_of_numeric(text, first, length)
        if kind:
            return kind
    if length == 16 and _UID.fullmatch(text):
        return "uid"
    if "@" in text and _EMAIL.fullmatch(text):
        return "email"
    if first in "hwH" and text.startswith(_URL_FIRST):
        return "url"
    if first in "<{[" or "<" in text:
        return _kind_of_long(text)
    return "code" if length <= 12 and text.isupper() and _CODE.fullmatch(text) else "text"


def _kind_of_numeric(text: str, first: str, length: int) -> str:
    if length <= 40 and text.isdecimal() and text.isascii():
        return "phone" if first == "0" and 9 <= length <= 16 else "number"
    if text[4:5] in ("-", "/") and (_DATE if length == 10 else _DATETIME).fullmatch(text):
        return "date" if length == 10 else "datetime"
    if _NUMBER.fullmatch(text):
        return "phone" if first == "+" and text[1:].isdecimal() and 9 <= length <= 16 else "number"
    if length <= 10 and _DATE.fullmatch(text):
        return "date"
    return "phone" if _PHONE.fullmatch(text) else ""


def _kind_of_long(text: str) -> str:
    head = text[:400].lstrip()
    if head[:1] in ("{", "[") and text.rstrip()[-1:] in ("}", "]"):
        return "json"
    if head.startswith(_URL_FIRST) and " " not in head:
        return "url"
    return "html" if _HTML.search(head) else "text"


class Tokens:
    """Makes the tokens of one capture."""

    def __init__(self) -> None:
        # The key is the beginning of what is hashed: given as BLAKE2's own it fills a block, one more for each text. As
        # nothing can be appended to what BLAKE2 has hashed, the one is as safe as the other.
        self._hash = hashlib.blake2b(secrets.token_bytes(32), digest_size=5)

    def of(self, text: str) -> str:
        """The token of a text, of the kind that it looks like. The empty text is itself."""
        return self.kind(kind_of(text), text) if text else text

    def kind(self, kind: str, text: str) -> str:
        """The token of a text as a kind that its place has told."""
        hashed = self._hash.copy()
        hashed.update(text.encode("utf-8", "surrogatepass"))
        length = len(text)
        if kind == "number" and not text.isdecimal():
            length = sum(map(len, _DIGITS.findall(text)))
        return f"{PREFIX}{kind}:{length}:{hashed.hexdigest()}"


def secret(what: str) -> str:
    """The token of a secret that has no hash."""
    return f"{PREFIX}secret:{what}"
