"""What a gesture is called in a capture: the page's words, gone through once more, with the place that it is in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from owskit_addon.actions.gaps import LABEL
from owskit_addon.page.channel import SeenGesture
from owskit_addon.page.vocabulary import GAP, is_telling, keep_known

BETWEEN = " › "
Find = Callable[[Sequence[str]], tuple[int, int] | None]
"""Where in some words a value of the traffic stands."""

_OWN: dict[str, tuple[str, str]] = {
    "row": ("row", "rij"),
    "list": ("list", "lijst"),
    "dialog": ("dialog", "venster"),
    "button": ("button", "knop"),
    "link": ("link", "link"),
    "tab": ("tab", "tabblad"),
    "choice": ("choice", "keuze"),
    "opener": ("menu", "menu"),
    "checkbox": ("checkbox", "aankruisvak"),
    "switch": ("switch", "schakelaar"),
    "field": ("field", "veld"),
    "file": ("file", "bestand"),
    "search": ("search", "zoeken"),
    "place": ("click", "klik"),
    "key": ("key", "toets"),
}
_KINDS: dict[str, tuple[str, str]] = {
    "change": ("changed", "gewijzigd"),
    "drop": ("dropped here", "hier losgelaten"),
    "load": ("page opened", "pagina geopend"),
    "route": ("page changed", "andere pagina"),
}


class Named(NamedTuple):
    label: str
    where: str
    target: str


def name(gesture: SeenGesture, language: str, find: Find) -> Named:
    """No text of the page goes in that is not made of known words, or that was met as a value in the traffic."""
    places = [part for text in gesture.where.split(BETWEEN) if (part := _place(text, language, find))]
    names = [(s, "key" if (s, t) == ("role", "place") and gesture.kind == "key" else t) for s, t in gesture.names]
    text = next((fit for source, found in names if (fit := _own(source, found, language, find))), "")
    kind = _KINDS.get(gesture.kind)
    said = kind[language == "nl"] if kind else ""
    last = f"{text}: {said}" if text and said else text or said
    parts = [*places, last] if last and last not in places[-1:] else places
    while len(BETWEEN.join(parts)) > LABEL and len(parts) > 1:
        parts.pop(0)
    target = next((role for source, role in names if source == "role" and role in _OWN), "")
    return Named(_capital(BETWEEN.join(parts)), BETWEEN.join(places), target)


def _own(source: str, text: str, language: str, find: Find) -> str:
    if source == "role":
        word = _OWN.get(text)
        return word[language == "nl"] if word else ""
    return _fit(text, find)


def _place(text: str, language: str, find: Find) -> str:
    return _own("role", text[1:], language, find) if text.startswith("=") else _fit(text, find)


def _fit(text: str, find: Find) -> str:
    words = keep_known(text).split()
    while (found := find(words)) is not None:
        words[found[0] : found[1]] = [GAP]
    kept = " ".join(word for at, word in enumerate(words) if word != GAP or words[at - 1 : at] != [GAP])
    return kept if any(map(is_telling, words)) else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
