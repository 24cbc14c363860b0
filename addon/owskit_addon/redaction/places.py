"""What is decided once and then looked up: the meaning of a key, and what became of a text in a field of some kind."""

from __future__ import annotations

from collections.abc import Callable

from owskit_addon.redaction import safe
from owskit_addon.redaction.fields import rule_of
from owskit_addon.redaction.rules import Rule
from owskit_addon.redaction.secrets import Profile

MOST_KEYS = 20_000
MOST_TEXTS = 16_000
LONGEST_TEXT = 120
"""Bounds of what is remembered: keys in all, texts of one place, characters of such a text."""
_LIMITS = {"small": 10_000_000, "ids": 100_000_000, "flags": 2, "none": 0}


class Place:
    """A rule at work: its texts so far, the meaning of the keys below it, and the bound of the numbers that stay."""

    __slots__ = ("booleans", "keys", "limit", "may_stay", "rule", "texts")

    def __init__(self, rule: Rule, keys: Keys, limit: float, texts: dict[str, str]) -> None:
        self.rule = rule
        self.keys = keys
        self.limit = limit
        self.texts = texts
        self.booleans = rule.booleans
        self.may_stay = safe.TESTS[rule.keep]

    def remember(self, text: str, written: str) -> str:
        if len(text) <= LONGEST_TEXT and self.rule.keep != "path":  # what paths are known grows
            if len(self.texts) >= MOST_TEXTS:
                self.texts.clear()
            self.texts[text] = written
        return written


class Keys:
    """What the keys of some objects have turned out to be: the name to write (None: nothing) and its place."""

    __slots__ = ("found", "profile", "rule")

    def __init__(self, rule: Rule, profile: Profile) -> None:
        self.rule = rule
        self.profile = profile
        self.found: dict[str, tuple[str | None, Place]] = {}


class Places:
    """All places of one capture, as many as there are rules and calls with rules of their own. `name` tells what to
    write for a key that stands below a rule."""

    def __init__(self, name: Callable[[str, Rule], str], *, keep_numbers: bool) -> None:
        self._name = name
        self._keep_numbers = keep_numbers
        self._places: dict[tuple[Rule, str], Place] = {}
        self._keys: dict[tuple[Rule | str, str], Keys] = {}
        self._replaced: dict[str, str] = {}

    def of(self, rule: Rule, profile: Profile) -> Place:
        place = self._places.get((rule, profile.key))
        if place is None:
            below: Rule | str = rule if rule.below == "same" else rule.below
            keys = self._keys.setdefault((below, profile.key), Keys(rule, profile))
            limit = float("inf") if self._keep_numbers and not rule.hides else _LIMITS[rule.numbers]
            # Where no text may stay, all rules come to the same.
            texts = {} if rule.keep or rule.hides else self._replaced
            place = self._places[rule, profile.key] = Place(rule, keys, limit, texts)
        return place

    def below(self, key: str, keys: Keys) -> tuple[str | None, Place]:
        """The name to write for a key, and the place of its value. AngularJS' noise is not written (`ows.md` 2.5)."""
        entry = keys.found.get(key)
        if entry is None:
            if sum(len(table.found) for table in self._keys.values()) >= MOST_KEYS:
                for table in self._keys.values():
                    table.found.clear()
            name = None if key == "$$hashKey" else self._name(key, keys.rule)
            entry = keys.found[key] = (name, self.of(rule_of(key, keys.rule, keys.profile), keys.profile))
        return entry

    def forget(self) -> None:
        """A new secret: what was decided before it was known may hold it."""
        self._places.clear()
        self._keys.clear()
        self._replaced.clear()
