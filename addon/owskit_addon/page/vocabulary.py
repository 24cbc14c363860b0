"""Which words a label may hold. Fails closed: a word that is not known could be somebody's name."""

from __future__ import annotations

import functools
import re
from pathlib import Path

GAP = "…"
"""Stands for the words that were left out."""

_LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]+|\w+")
_WORD = re.compile(r"[^\W\d_]")
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "by",
        "for",
        "in",
        "of",
        "on",
        "or",
        "the",
        "to",
        "bij",
        "de",
        "den",
        "der",
        "des",
        "die",
        "een",
        "en",
        "het",
        "met",
        "op",
        "te",
        "ten",
        "ter",
        "van",
        "von",
        "voor",
    ]
)
"""Also parts of names: they say nothing alone, and nothing beside a gap."""
_PARTICLES = frozenset(["de", "den", "der", "te", "ten", "ter", "van", "von"])
_SHORTEST = 4
_BETWEEN = ("", "s", "en", "e")


@functools.cache
def words() -> frozenset[str]:
    """All in lower case."""
    lines = Path(__file__).with_name("vocabulary.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@functools.lru_cache(maxsize=4096)
def is_known(word: str) -> bool:
    """Whether a word is in the list, or put together of words in it as Dutch does: `kandidaatstatus`, `e-mailadres`."""
    word = word.lower().replace("’", "'")
    if word in words():
        return True
    if "-" in word:
        return all(is_known(part) for part in word.split("-"))
    return _is_compound(word, 3)


_NO_HEADS = frozenset(["binnen", "meer", "nieuw", "nieuwe", "onder", "over", "voor"])
"""Words of these and a piece of land are surnames (Overveld, Nieuwland)."""


def _is_compound(word: str, parts: int) -> bool:
    known = words()
    if parts == 1 or len(word) < 2 * _SHORTEST:
        return False
    for at in range(_SHORTEST, len(word) - _SHORTEST + 1):
        if word[:at] not in known or word[:at] in _NO_HEADS:
            continue
        for between in _BETWEEN:
            rest = word[at:].removeprefix(between) if word[at:].startswith(between) else ""
            if len(rest) >= _SHORTEST and (rest in known or _is_compound(rest, parts - 1)):
                return True
    return False


def keep_known(text: str) -> str:
    """The text with a gap for all that is no known word; empty where too little is left to mean something."""
    kept: list[str] = []
    for part in _LETTERS.findall(text[:200]):
        if not _WORD.match(part):
            continue  # numbers, signs
        if is_known(part) and not (part[0].isupper() and _is_in_name(kept)):
            kept.append(part)
        else:
            while kept and kept[-1].lower() in _SMALL:
                kept.pop()
            kept.append(GAP)
    said: list[str] = []
    for part in kept:
        if said[-1:] == [GAP] and (part == GAP or part.lower() in _SMALL):
            continue
        said.append(part)
    return " ".join(said) if any(is_telling(part) for part in said) else ""


def _is_in_name(kept: list[str]) -> bool:
    """Whether a capital after these goes on with a name: `Jan Veld`, `van der Velden`."""
    small = 0
    while small < len(kept) and kept[-1 - small].lower() in _PARTICLES:
        small += 1
    return small > 0 or kept[-1:] == [GAP]


def is_telling(word: str) -> bool:
    """Whether a word says something by itself."""
    return word != GAP and len(word) > 1 and word.lower() not in _SMALL
