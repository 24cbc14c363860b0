"""The words that made-up people are made of. A surname is two parts together."""

from __future__ import annotations

# One line of words reads better than thirty lines of one word.
FIRST_NAMES = [
    "Anaïs",
    "Bas",
    "Carlijn",
    "Daan",
    "Eefje",
    "Floris",
    "Gijs",
    "Hanneke",
    "Ilse",
    "Jurre",
    "Koen",
    "Lotte",
    "Maud",
    "Niels",
    "Noortje",
    "Olav",
    "Pleun",
    "Quinten",
    "Roos",
    "Sanne",
    "Teun",
    "Ties",
    "Vera",
    "Wietske",
    "Xander",
    "Yara",
    "Zoë",
    "Joris",
    "Femke",
    "Mees",
]
LEFT = "Duin Polder Kers Linden Wilgen Molen Riet Zand Vlier Heide Beuken Sluis Terp Veen Klaver Distel".split()  # noqa: SIM905
RIGHT = "stra mantel hoeven kade ster wijk loper berg vaart oever kamp huizen".split()  # noqa: SIM905
CITIES = [
    "Utrecht",
    "Zwolle",
    "Arnhem",
    "Leiden",
    "Haarlem",
    "Groningen",
    "Breda",
    "Delft",
    "Amersfoort",
    "Deventer",
    "Tilburg",
    "Hilversum",
]
INFIXES = ("", "", "", "van", "de", "van der", "van 't", "ten")
FUNCTIONS = (
    "Softwareontwikkelaar",
    "Verpleegkundige",
    "Financieel administrateur",
    "Projectleider",
    "Monteur elektrotechniek",
    "Planner",
    "Accountmanager",
    "HR-adviseur",
    "Data-analist",
    "Werkvoorbereider",
)
NOTES = (
    "",
    "",
    "Belt liever na vijven.",
    "Zoekt een baan voor vier dagen.",
    "Heeft rijbewijs B.",
    "Per direct te spreken.",
)
