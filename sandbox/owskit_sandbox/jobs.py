"""Made-up work: relations, vacancies, procedures, reminders, workflows and an interaction form."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from .clock import sql
from .people import FIRST_DAY, User, seeded_uid
from .select import Record
from .statuses import PROCEDURE, SITES, VACANCY

_KINDS = ("Zorg", "Techniek", "Logistiek", "Advies", "Bouw", "Energie", "Onderwijs", "Media")
_NAMES = ("Polderlicht", "Duinwaard", "Klaverblad", "Rietkraag", "Sluisoord", "Veenmarkt", "Terphof", "Kersenhof")
_TITLES = (
    "Backend-ontwikkelaar",
    "Wijkverpleegkundige",
    "Salarisadministrateur",
    "Projectleider woningbouw",
    "Servicemonteur",
    "Transportplanner",
    "Accountmanager MKB",
    "HR-businesspartner",
    "Docent wiskunde",
    "Netbeheerder",
    "Werkvoorbereider installatie",
    "Contentredacteur",
)
_CITIES = ("Utrecht", "Zwolle", "Arnhem", "Leiden", "Groningen", "Breda", "Amersfoort", "Tilburg")
_REMINDERS = ("Bellen over de vacature", "Referenties nalopen", "Afspraak bevestigen", "Cv opvragen", "Voorstel sturen")

Rows = list[Record]


def make_relations(random: Random, count: int = 24) -> Rows:
    rows = []
    for number in range(count):
        name = f"{_NAMES[number % len(_NAMES)]} {_KINDS[(number // len(_NAMES) * 3 + number) % len(_KINDS)]}"
        domain = name.lower().replace(" ", "-") + ".example"
        rows.append(
            {
                "uid": seeded_uid(random),
                "internalId": 9001 + number,
                "relation": name,
                "customerNr": f"{2000 + number}.{random.randint(10, 99)}.{random.randint(1000, 9999)}",
                "status": random.choice(("Klant", "Prospect")),
                "email": f"info@{domain}",
                "phoneNumberMain": f"+31 30 00{random.randint(0, 99999):05}",
                "website": f"https://www.{domain}",
                "city": random.choice(_CITIES),
                "entryDateTime": sql(FIRST_DAY - timedelta(days=random.randint(1, 900))),
            }
        )
    return rows


def make_vacancies(random: Random, relations: Rows, users: list[User], count: int = 60) -> Rows:
    owners = [user.name for user in users if not user.integration]
    rows = []
    for number in range(count):
        title, relation, city = random.choice(_TITLES), random.choice(relations), random.choice(_CITIES)
        published = random.random() < 0.6
        rows.append(
            {
                "uid": seeded_uid(random),
                "internalId": 1_481_001 + number,
                "title": title,
                "referenceNr": f"V-{2600 + number}",
                "statusId": random.choice(list(VACANCY)),
                "relation": relation["relation"],
                "relationUid": relation["uid"],
                "location": city,
                "published": published,
                "publishedWebsites": {str(site): published and site == 1 for site in SITES},
                "description": f"{title} in {city}, voor {relation['relation']}. Alle gegevens zijn verzonnen.",
                "owner": random.choice(owners),
                "entryDateTime": sql(FIRST_DAY + timedelta(minutes=random.randint(0, 400_000))),
            }
        )
    return rows


def make_procedures(random: Random, candidates: Rows, vacancies: Rows, count: int = 140) -> Rows:
    return [
        {
            "uid": seeded_uid(random),
            "internalId": 510_001 + number,
            "candidateUid": random.choice(candidates)["uid"],
            "vacancyUid": random.choice(vacancies)["uid"],
            "ProcedureStatus1": {"uid": random.choice(list(PROCEDURE))},
            "entryDateTime": sql(FIRST_DAY + timedelta(minutes=random.randint(0, 400_000))),
        }
        for number in range(count)
    ]


def make_reminders(random: Random, users: list[User], count: int = 18) -> Rows:
    return [
        {
            "uid": seeded_uid(random),
            "internalId": 801 + number,
            "subject": random.choice(_REMINDERS),
            "userId": random.choice([user.id for user in users if not user.integration]),
            "dueDateTime": sql(FIRST_DAY + timedelta(days=270, minutes=random.randint(0, 40_000))),
            "entryDateTime": sql(FIRST_DAY),
        }
        for number in range(count)
    ]


# A workflow is a row of steps; each step moves the chosen candidates to a status.
WORKFLOWS: list[dict[str, Any]] = [
    {
        "uid": "41",
        "name": "Assessment",
        "description": "Van eerste gesprek tot uitslag.",
        "steps": [
            {"id": 1, "name": "Gesprek gepland", "statusId": 12341},
            {"id": 2, "name": "Assessment versturen", "statusId": 12345},
            {"id": 3, "name": "Wachten op uitslag", "statusId": 12346},
            {"id": 4, "name": "Uitslag binnen", "statusId": 12347},
        ],
    },
    {
        "uid": "42",
        "name": "Plaatsing",
        "description": "Van voorstel tot eerste werkdag.",
        "steps": [
            {"id": 1, "name": "Voorgesteld", "statusId": 12341},
            {"id": 2, "name": "Geplaatst", "statusId": 12342},
        ],
    },
]

FORM: dict[str, Any] = {
    "uid": "61",
    "name": "Vacature aanvragen",
    "Tabs": {"1": {"uid": "1", "name": "Aanvraag"}},
    "Fields": {
        "1": {"uid": "1", "name": "title", "label": "Functie", "type": "text", "required": True, "tabUid": "1"},
        "2": {"uid": "2", "name": "location", "label": "Plaats", "type": "text", "required": False, "tabUid": "1"},
    },
}
