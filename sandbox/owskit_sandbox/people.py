"""Made-up people: users and candidates, the same for the same seed. Surnames are built from parts that nobody has."""

from __future__ import annotations

import string
from datetime import datetime, timedelta
from random import Random

import msgspec

from .clock import sql
from .names import CITIES, FIRST_NAMES, FUNCTIONS, INFIXES, LEFT, NOTES, RIGHT
from .select import Record
from .statuses import CANDIDATE

CLIENT_ID = 4711
CLIENT = "Zandbak Personeel"
# Seeded records have fixed dates, or the same seed would not give the same data.
FIRST_DAY = datetime.fromisoformat("2026-02-02T08:30:00+00:00")

_UID = string.ascii_letters + string.digits
_RECRUITERS = (("Sanne", "Duinster"), ("Koen", "Polderkade"), ("Femke", "Lindeloper"))


class User(msgspec.Struct, frozen=True, kw_only=True):
    """An OTYS user; `id` is the number that the merge field `{%user.internalId%}` gives (`ows.md` 4.7)."""

    id: int
    uid: str
    username: str
    firstName: str
    lastName: str
    name: str
    email: str
    integration: bool = False


def seeded_uid(random: Random) -> str:
    """16 characters, the form of every record's uid (`ows.md` 6)."""
    return "".join(random.choice(_UID) for _ in range(16))


def make_users(random: Random) -> list[User]:
    """Three recruiters, and last the integration user that owns the API key."""
    users = []
    for number, (first, last) in enumerate((*_RECRUITERS, ("Koppeling", "Integratie"))):
        username = f"{first}.{last}".lower()
        users.append(
            User(
                id=70101 + number,
                uid=seeded_uid(random),
                username=username,
                firstName=first,
                lastName=last,
                name=f"{first} {last}",
                email=f"{username}@zandbak.example",
                integration=number == len(_RECRUITERS),
            )
        )
    return users


def make_candidates(random: Random, users: list[User], count: int = 320) -> list[Record]:
    """Candidate rows as they are stored: `statusId` without the status' name, which follows from it."""
    owners = [user.name for user in users if not user.integration]
    statuses = list(CANDIDATE)
    rows = []
    for number in range(count):
        first, infix = random.choice(FIRST_NAMES), random.choice(INFIXES)
        last = random.choice(LEFT) + random.choice(RIGHT)
        mailbox = ".".join(filter(None, (first, infix, last))).lower().replace(" ", "").replace("'", "")
        plain = mailbox.replace("ï", "i").replace("ë", "e")
        rows.append(
            {
                "uid": seeded_uid(random),
                "internalId": 150_001 + number,
                "statusId": random.choice(statuses),
                "Person": {
                    "firstName": first,
                    "infix": infix,
                    "lastName": last,
                    "initials": f"{first[0]}.",
                    "gender": random.choice(("M", "F", "X")),
                    "birthdate": f"{random.randint(1962, 2006)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
                    "languageCode": random.choice(("nl", "nl", "nl", "en")),
                    "emailPrimary": f"{plain}{number}@post.example",
                    # 06-0… is given to nobody.
                    "phoneMobile": f"+31 6 00{random.randint(0, 999999):06}",
                    "AddressPrimary": {
                        "address": f"{random.choice(LEFT)}pad {random.randint(1, 180)}",
                        "postcode": f"{random.randint(1000, 9999)} {random.choice(('AB', 'CE', 'HK', 'LN', 'PT'))}",
                        "city": random.choice(CITIES),
                        "country": "Nederland",
                    },
                },
                "functionTitle": random.choice(FUNCTIONS),
                "owner": random.choice(owners),
                "entryDateTime": sql(FIRST_DAY + timedelta(minutes=random.randint(0, 400_000))),
                "note": random.choice(NOTES),
                "source": random.choice(("Website", "Netwerk", "Vacaturebank")),
            }
        )
    return rows
