"""What the catalogue says, in English and in Dutch: `templates/catalogue/sentences.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Literal

from owskit_generator.templates import template_folder

Language = Literal["en", "nl"]

_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "nl": "jan. feb. mrt. apr. mei juni juli aug. sep. okt. nov. dec.",
}


@cache
def sentences() -> dict[str, list[str]]:
    """Key → English and Dutch."""
    with (template_folder() / "catalogue" / "sentences.toml").open("rb") as file:
        return tomllib.load(file)


class Say:
    """Says the sentences of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._sentences = sentences()
        self._which = 0 if language == "en" else 1

    def __call__(self, key: str, **values: object) -> str:
        """The sentence with its values; where it has `|`, `count` decides."""
        sentence, values = self.choose(key, values)
        return sentence.format(**values)

    def choose(self, key: str, values: dict[str, object]) -> tuple[str, dict[str, object]]:
        """The sentence for this number, and the values as they are written in it."""
        sentence, count = self._sentences[key][self._which], values.get("count")
        if "|" in sentence:
            one, many = sentence.split("|")
            sentence = one if count == 1 else many
        return sentence, {**values, "count": self.number(count)} if isinstance(count, int) else values

    def plain(self, key: str) -> str:
        """The sentence with its gaps."""
        return self._sentences[key][self._which]

    def has(self, key: str) -> bool:
        return key in self._sentences

    def number(self, number: int) -> str:
        """`12,345`, in Dutch `12.345`."""
        said = f"{number:,}"
        return said if self.language == "en" else said.replace(",", ".")

    def date(self, at: str) -> str:
        """`2026-11-20T…` as `20 Nov 2026`; what is no such date as it is."""
        year, month, day = at[:4], at[5:7], at[8:10]
        if not (year.isdigit() and month.isdigit() and day.isdigit() and 1 <= int(month) <= 12):
            return at
        return f"{int(day)} {_MONTHS[self.language].split()[int(month) - 1]} {year}"
