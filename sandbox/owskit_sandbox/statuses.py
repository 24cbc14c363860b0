"""Option lists: statuses and sites, each id with its name."""

from __future__ import annotations

# Named in the language of the client; 12345 is the manual's example, the status that sends an assessment (`ows.md` 6).
CANDIDATE = {
    12340: "Beschikbaar",
    12341: "In gesprek",
    12342: "Geplaatst",
    12343: "Niet beschikbaar",
    12345: "Assessment versturen",
    12346: "Wacht op assessment",
    12347: "Assessment klaar",
}
CANDIDATE_DEFAULT = 12340
VACANCY = {2001: "Open", 2002: "Aangehouden", 2003: "Vervuld", 2004: "Gesloten"}
VACANCY_DEFAULT = 2001
PROCEDURE = {31: "Gesolliciteerd", 32: "Uitgenodigd", 33: "Gesproken", 34: "Aanbod", 35: "Aangenomen", 36: "Afgewezen"}
PROCEDURE_DEFAULT = 31
SITES = {1: "werkenbij.zandbak.example", 2: "interim.zandbak.example", 3: "stage.zandbak.example"}
LANGUAGES = {"nl": "Nederlands", "en": "English", "de": "Deutsch", "fr": "Français"}
