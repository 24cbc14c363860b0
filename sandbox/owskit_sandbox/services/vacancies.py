"""VacancyService."""

from __future__ import annotations

from typing import Any

from .. import statuses
from ..call import Call, Method
from ..clock import sql
from ..records import Table
from ..tables import Tables
from .candidates import status_of
from .tabled import option_lists, reading, writing


def vacancies(tables: Tables) -> Table:
    return tables.vacancies


def add(call: Call) -> Any:
    """[sid, data] → uid as text. Publication keys: `published`, `publishedWebsites` {siteId: flag} (`ows.md` 4.6)."""
    user = call.user
    new = {"title": "", "statusId": statuses.VACANCY_DEFAULT, "owner": user.name, "published": False}
    sites = {"publishedWebsites": {str(site): False for site in statuses.SITES}}
    return vacancies(call.world.tables).add(status_of({**new, **sites, **call.record(1)}), sql(call.world.clock.now()))


def update_ex(call: Call) -> Any:
    """[sid, uid, data] → uid as text."""
    _ = call.session
    return vacancies(call.world.tables).update(call.arg(1), status_of(call.record(2)))


def update(call: Call) -> Any:
    """[sid, uid, data] → true."""
    return bool(update_ex(call))


def delete(call: Call) -> Any:
    """[sid, uid] → true; the vacancy's procedures go along."""
    _ = call.session
    uid = vacancies(call.world.tables).delete(call.arg(1))
    procedures = call.world.tables.procedures.rows
    for each in [row["uid"] for row in procedures.values() if row.get("vacancyUid") == uid]:
        del procedures[each]
    return True


def set_extra_field_value(call: Call) -> Any:
    """[sid, uid, field, value] → true. Only the uid's place is known (`ows.md` 13.16)."""
    _ = call.session
    vacancies(call.world.tables).update(call.arg(1), {"extraFields": {call.text(2): call.arg(3)}})
    return True


def assign_question_set(call: Call) -> Any:
    """[sid, uid, question set uid] → true. Only the uid's place is known (`ows.md` 13.16)."""
    _ = call.session
    vacancies(call.world.tables).update(call.arg(1), {"questionSetUid": call.arg(2)})
    return True


def get_option_lists(call: Call) -> Any:
    """[sid, ["publishedWebsites", "status"]] → {"publishedWebsites": {siteId: name}, "status": {id: name}}."""
    return option_lists(
        call,
        {
            "publishedWebsites": {str(site): name for site, name in statuses.SITES.items()},
            "status": {str(key): name for key, name in statuses.VACANCY.items()},
        },
    )


METHODS: dict[str, Method] = {
    **reading("VacancyService", vacancies),
    **writing("VacancyService", vacancies),
    "VacancyService.add": add,
    "VacancyService.update": update,
    "VacancyService.updateEx": update_ex,
    "VacancyService.delete": delete,
    "VacancyService.setExtraFieldValue": set_extra_field_value,
    "VacancyService.assignQuestionSet": assign_question_set,
    "VacancyService.getOptionLists": get_option_lists,
}
