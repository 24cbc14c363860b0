"""Walks a call's values and builds the ones that may be written. What is long is done once: what a key means, and what
becomes of a text in a field of some kind, is remembered; a list's rows are then little more than two look-ups a value.
"""

from __future__ import annotations

from typing import Any

import msgspec

from owskit_addon.redaction import plain, rules, safe, tokens
from owskit_addon.redaction.memory import Memory, is_worth_learning
from owskit_addon.redaction.phrases import Phrases
from owskit_addon.redaction.places import MOST_TEXTS, Place, Places
from owskit_addon.redaction.rules import Rule
from owskit_addon.redaction.secrets import Profile, profile_of
from owskit_addon.redaction.tokens import Tokens

DEEPEST = 64
_MOST_NAMES = 40_000
_HASHED = frozenset({"html", "url", "json"})


class Walker:
    """Everything of one capture that is needed to redact a value."""

    def __init__(self, *, keep_values: bool) -> None:
        self.memory = Memory()
        self.tokens = Tokens()
        self.phrases = Phrases()
        self._plain = keep_values
        self._places = Places(self._key, keep_numbers=keep_values)
        self._names: set[str] = set()
        self._numbers: dict[int, str] = {}
        self._generation = 0
        self._inside_text = 0

    # -- calls ----------------------------------------------------------------------------------------------------

    def call(self, service_call: str, args: Any, result: Any, error: Any) -> tuple[Any, Any, Any]:
        """Args, result and error as they may be written. Again where a secret was met that may stand before it."""
        profile = profile_of(service_call)
        for _ in range(4):
            if self._generation != self.memory.generation:
                self._places.forget()
                self._numbers.clear()
                self._generation = self.memory.generation
            # The result first: its keys are the fields that the arguments ask for by name.
            written = (
                self.value(result, self._places.of(profile.result or rules.FIELD, profile), 0),
                self.value(error, self._places.of(rules.MESSAGE, profile), 0),
                self.args(args, profile, 0),
            )
            if self._generation == self.memory.generation:
                return written[2], written[0], written[1]
        return None, None, None

    def args(self, args: Any, profile: Profile, depth: int) -> Any:
        """Arguments by position, in a list or under numeric keys (`ows.md` 2.5); alone they could be anything."""
        if type(args) is list:
            return [self._position(profile, at, value, depth) for at, value in enumerate(args)]
        if type(args) is not dict:
            return self.value(args, self._places.of(rules.SESSION, profile), depth)
        keys = self._places.of(rules.FIELD, profile).keys
        written: dict[str, Any] = {}
        for key, value in args.items():
            if key.isascii() and key.isdecimal() and len(key) <= 4:
                written[key] = self._position(profile, int(key), value, depth)
            else:
                name, place = self._places.below(key, keys)
                if name is not None:
                    written[name] = self.value(value, place, depth + 1)
        return written

    def _position(self, profile: Profile, at: int, value: Any, depth: int) -> Any:
        rule = profile.positions.get(at) or (profile.rest if at < 2 else profile.later)
        if type(value) is dict and not (rule.hides and at):
            # An object tells by its own keys what is in it; in place of a session it is none.
            rule = rule if rule.below in ("select", "personal") else rules.FIELD
        return self.value(value, self._places.of(rule, profile), depth + 1)

    # -- values ---------------------------------------------------------------------------------------------------

    def value(self, value: Any, place: Place, depth: int) -> Any:
        kind = type(value)
        if kind is str:
            text = place.texts.get(value)
            return self._text(value, place) if text is None else text
        if kind is dict:
            return tokens.DEEP if depth >= DEEPEST else self._members(value, place, depth + 1)
        if kind is list:
            if depth >= DEEPEST:
                return tokens.DEEP
            if place.rule.hides == "json":
                return self._whole(value)
            return [self.value(item, place, depth + 1) for item in value]
        if value is None:
            return None
        if kind is bool:
            return value if place.booleans or self._plain else self.tokens.kind("boolean", "1" if value else "0")
        if kind is int or kind is float:
            return self._number(value, place)
        return None

    def _members(self, members: dict[str, Any], place: Place, depth: int) -> Any:
        if place.rule.hides == "json":
            return self._whole(members)
        if self._plain and "method" in members and ("params" in members or "args" in members):
            return self._inner_call(members, place, depth)
        keys = place.keys
        found = keys.found
        written: dict[str, Any] = {}
        for key, value in members.items():
            entry = found.get(key)
            name, below = entry if entry is not None else self._places.below(key, keys)
            if name is None:
                continue
            kind = type(value)
            if kind is str:
                text = below.texts.get(value)
                written[name] = self._text(value, below) if text is None else text
            elif kind is int and -below.limit < value < below.limit and not self.memory.numeric:
                written[name] = value
            else:
                written[name] = self.value(value, below, depth)
        return written

    def _inner_call(self, members: dict[str, Any], place: Place, depth: int) -> dict[str, Any]:
        """A call that stands in a value as it was sent: in a log, in a text, in an envelope nobody opened."""
        method = members["method"]
        profile = profile_of(method.removeprefix("Otys.Services.") if isinstance(method, str) else "")
        written: dict[str, Any] = {}
        for key, value in members.items():
            name, below = self._places.below(key, place.keys)
            if name is None:
                continue
            if key in ("params", "args"):
                written[name] = self.args(value, profile, depth)
            elif key == "result":
                written[name] = self.value(value, self._places.of(profile.result or rules.FIELD, profile), depth)
            else:
                written[name] = self.value(value, below, depth)
        return written

    def _whole(self, value: Any) -> str:
        try:
            return self.tokens.kind("json", msgspec.json.encode(value).decode("utf-8"))
        except (OverflowError, RecursionError):  # numbers and depths that only odd traffic has
            return tokens.DEEP

    def _number(self, value: float, place: Place) -> Any:
        if type(value) is int and place.limit == 0 and value in self._numbers and not place.rule.hides:
            return self._numbers[value]
        text = str(value)
        secret = self.memory.tokens.get(text)
        if secret is not None:
            return secret
        if place.rule.hides:
            return self._secret(text, place.rule.hides)
        few = type(value) is int or sum(map(str.isdigit, text.partition("e")[0].rstrip("0"))) < 8
        if self._plain or (few and -place.limit < value < place.limit):
            return value
        token = self.tokens.of(text)
        if type(value) is int:
            if len(self._numbers) >= MOST_TEXTS:
                self._numbers.clear()
            self._numbers[value] = token
        return token

    # -- texts ----------------------------------------------------------------------------------------------------

    def _text(self, text: str, place: Place) -> str:
        rule = place.rule
        if rule.hides:
            return self._secret(text, rule.hides)  # every time, so that what is in use is not forgotten
        written = self.memory.tokens.get(text)
        if written is None:
            if self._plain:
                written = self._plain_text(text)
            elif place.may_stay(text) or (rule.keep == "path" and safe.is_known_path(text, self._names)):
                written = self.tokens.of(text) if self._tells_a_secret(text) else text
            else:
                written = self.tokens.of(text)
        if self._plain or written != text:
            self.phrases.add(text)
        return place.remember(text, written)

    def _tells_a_secret(self, text: str) -> bool:
        return text not in safe.PUBLIC and self.memory.holds(text)

    def _plain_text(self, text: str) -> str:
        if plain.is_session(text):
            return self.tokens.kind("session", text)
        if self._inside_text >= 4:
            return self.tokens.of(text)
        self._inside_text += 1
        try:
            text = plain.clean(
                text, self._json_in_text, lambda found: self.tokens.kind("session", found), self.tokens.of
            )
        finally:
            self._inside_text -= 1
        return self.memory.without(text)

    def _hide(self, found: str) -> str:
        return self.tokens.kind("session", found)

    def _json_in_text(self, value: Any) -> Any:
        return self.value(value, self._places.of(rules.FIELD, profile_of("")), 0)

    def _secret(self, text: str, what: str) -> str:
        """The token of a secret, which is remembered from now on."""
        if not text:
            return text
        if what == "personal" or (what == "html" and text in safe.KNOWN_MESSAGES):
            return self.tokens.of(text) if what == "personal" else text
        if what in _HASHED:
            return self.tokens.kind(what, text)
        token = self.tokens.kind("session", text) if what == "session" else tokens.secret(what)
        if is_worth_learning(text, what) and text not in safe.EVERYDAY and not text.startswith(tokens.PREFIX):
            self.memory.learn(text, token)
        return token

    # -- keys -----------------------------------------------------------------------------------------------------

    def _key(self, key: str, rule: Rule) -> str:
        """The name to write for a key. Keys can be data: an address, a number, a file's name."""
        known = self.memory.tokens.get(key) if key not in safe.VOCABULARY else None
        if known is not None:
            return known
        if self._plain:
            return self.tokens.of(key) if key.startswith(tokens.PREFIX) else self._plain_text(key)
        is_name = safe.is_field_name(key) if rule.below not in ("search", "names") else safe.is_public_name(key)
        if not is_name or (key not in safe.VOCABULARY and self.memory.holds(key)):
            return self.tokens.of(key)
        if len(self._names) >= _MOST_NAMES:
            self._names.clear()
        self._names.add(key)
        self._names.update(key.split("."))
        return key
