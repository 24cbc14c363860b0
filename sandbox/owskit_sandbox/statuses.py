"""Option lists: statuses and sites, each id with its name."""

from __future__ import annotations

# 12345 is the manual's own example of the status that sends an assessment (`ows.md` 6).
CANDIDATE = {
    12340: "Available",
    12341: "In conversation",
    12342: "Placed",
    12343: "Not available",
    12345: "Send assessment",
    12346: "Awaiting assessment",
    12347: "Assessment done",
}
CANDIDATE_DEFAULT = 12340
VACANCY = {2001: "Open", 2002: "On hold", 2003: "Filled", 2004: "Closed"}
VACANCY_DEFAULT = 2001
PROCEDURE = {31: "Applied", 32: "Invited", 33: "Interviewed", 34: "Offer", 35: "Hired", 36: "Rejected"}
PROCEDURE_DEFAULT = 31
SITES = {1: "werkenbij.zandbak.example", 2: "interim.zandbak.example", 3: "stage.zandbak.example"}
LANGUAGES = {"nl": "Nederlands", "en": "English", "de": "Deutsch", "fr": "Français"}
