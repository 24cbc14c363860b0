"""What each kind of record has: the fields of its lists and of its details (`ows.md` 7.6, 11), and its view."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from random import Random

import msgspec

from . import statuses
from .conditions import text, truthy
from .jobs import WORKFLOWS, make_procedures, make_relations, make_reminders, make_vacancies
from .people import User, make_candidates, make_users
from .records import Table
from .select import Fields, Record


def _fields(names: str, **deeper: Fields) -> Fields:
    return {**dict.fromkeys(names.split()), **deeper}


_ADDRESS = _fields("address city postcode stateCode country countryCode")
_PERSON = _fields(
    "title initials firstName infix lastName suffix gender birthdate placeOfBirth nationality languageCode "
    "emailPrimary phoneMobile Emails PhoneNumbers skype photoFileName",
    AddressPrimary=_ADDRESS,
)
_LISTED_PERSON = _fields("firstName infix lastName emailPrimary phoneMobile", AddressPrimary=_fields("city"))
_CANDIDATE = "uid internalId statusId status functionTitle owner entryDateTime note"
_VACANCY = (
    "uid internalId title referenceNr statusId status relation location published description owner entryDateTime"
)
_SITES: Fields = {str(site): None for site in statuses.SITES}
_RELATION = "uid internalId relation customerNr status email phoneNumberMain website city entryDateTime"
_PROCEDURE = "uid internalId candidateUid candidate vacancyUid vacancy entryDateTime"
_DOCUMENT = "uid internalId subject name typeId private description candidateUid fileUid applicationUid entryDateTime"
_USER = "uid id username firstName lastName name email userEmail"


@dataclass
class Tables:
    """All records of the sandbox, made from a seed."""

    users: list[User]
    user_rows: Table
    candidates: Table
    vacancies: Table
    procedures: Table
    relations: Table
    reminders: Table
    workflows: Table
    documents: Table
    websites: Table
    sending_profiles: Table


def make_tables(seed: int) -> Tables:
    """The same people and jobs for the same seed."""
    random = Random(seed)  # noqa: S311  (made-up data, no secret)
    users = make_users(random)
    candidates = make_candidates(random, users)
    relations = make_relations(random)
    vacancies = make_vacancies(random, relations, users)
    procedures = make_procedures(random, candidates, vacancies)
    tables = Tables(
        users=users,
        user_rows=_table([_user_row(user) for user in users], _fields(_USER)),
        candidates=_table(
            candidates,
            _fields(_CANDIDATE, Person=_LISTED_PERSON),
            _fields(f"{_CANDIDATE} source Documents EducationHistory EmploymentHistory LanguageSkills", Person=_PERSON),
        ),
        vacancies=_table(
            vacancies,
            _fields(_VACANCY, publishedWebsites=_SITES),
            _fields(
                f"{_VACANCY} relationUid userEmail publishLanguages extraFields questionSetUid",
                publishedWebsites=_SITES,
            ),
        ),
        procedures=_table(procedures, _fields(_PROCEDURE, ProcedureStatus1=_fields("uid status"))),
        relations=_table(relations, _fields(_RELATION)),
        reminders=_table(
            make_reminders(random, users), _fields("uid internalId subject userId dueDateTime entryDateTime")
        ),
        workflows=_table(copy.deepcopy(WORKFLOWS), _fields("uid name description steps")),
        documents=_table([], _fields(_DOCUMENT)),
        websites=_table(
            [{"uid": str(site), "siteId": site, "website": name} for site, name in statuses.SITES.items()],
            _fields("uid siteId website"),
        ),
        sending_profiles=_table(
            [
                {"uid": str(site), "name": name, "email": f"werving@{name}", "siteId": site, "signatureId": site}
                for site, name in statuses.SITES.items()
            ],
            _fields("uid name email siteId signatureId"),
        ),
    )
    tables.candidates.view = _candidate
    tables.vacancies.view = _vacancy
    tables.procedures.view = lambda row: _procedure(row, tables)
    return tables


def _table(rows: list[Record], listed: Fields, detailed: Fields | None = None) -> Table:
    internal_ids = [row["internalId"] for row in rows if "internalId" in row]
    return Table(
        listed=listed,
        detailed=detailed or listed,
        rows={row["uid"]: row for row in rows},
        next_internal_id=max(internal_ids, default=0) + 1,
    )


def _user_row(user: User) -> Record:
    row: Record = msgspec.to_builtins(user)
    row.pop("integration")
    return {**row, "internalId": user.id, "userEmail": user.email}


def status_name(names: dict[int, str], status_id: object) -> str:
    """The name of a status in any of its spellings; an id that nobody named has none."""
    return next((name for key, name in names.items() if str(key) == text(status_id)), "")


def _candidate(row: Record) -> Record:
    return {**row, "status": status_name(statuses.CANDIDATE, row.get("statusId"))}


def _vacancy(row: Record) -> Record:
    websites = row.get("publishedWebsites")
    return {
        **row,
        "status": status_name(statuses.VACANCY, row.get("statusId")),
        "published": truthy(row.get("published")),
        "publishedWebsites": {key: truthy(on) for key, on in websites.items()} if isinstance(websites, dict) else {},
    }


def _procedure(row: Record, tables: Tables) -> Record:
    candidate = tables.candidates.rows.get(text(row.get("candidateUid")), {})
    vacancy = tables.vacancies.rows.get(text(row.get("vacancyUid")), {})
    person = candidate.get("Person")
    parts = [person.get(part) for part in ("firstName", "infix", "lastName")] if isinstance(person, dict) else []
    status = row.get("ProcedureStatus1")
    status_id = status.get("uid") if isinstance(status, dict) else None
    if isinstance(status_id, str):
        status_id = status_id.rpartition("_")[2]  # it is written as `1_{uid}` (`ows.md` 6)
    return {
        **row,
        "candidate": " ".join(text(part) for part in parts if part),
        "vacancy": text(vacancy.get("title")),
        "ProcedureStatus1": {"uid": status_id, "status": status_name(statuses.PROCEDURE, status_id)},
    }
