"""ProcedureService and ProcedureStatus1Service: a candidate linked to a vacancy, an application."""

from __future__ import annotations

from typing import Any

from .. import statuses
from ..call import Call, Method
from ..clock import sql
from ..records import Table
from ..tables import Tables
from .tabled import reading, writing


def procedures(tables: Tables) -> Table:
    return tables.procedures


def add(call: Call) -> Any:
    """[sid, {candidateUid, vacancyUid, ProcedureStatus1: {uid: "1_31"}}] → uid as text. Both records must exist."""
    _ = call.session
    tables, data = call.world.tables, call.record(1)
    tables.candidates.find(data.get("candidateUid"))
    tables.vacancies.find(data.get("vacancyUid"))
    new = {"ProcedureStatus1": {"uid": statuses.PROCEDURE_DEFAULT}, **data}
    return procedures(tables).add(new, sql(call.world.clock.now()))


def get_statuses(call: Call) -> Any:
    """[sid, query] → rows {uid, status, code, automaticallySelectEvent} in their order. The query is not looked at: the
    list is short and no field of it holds anything to find."""
    _ = call.session
    return [
        {"uid": uid, "status": name, "code": name.upper(), "automaticallySelectEvent": False}
        for uid, name in statuses.PROCEDURE.items()
    ]


METHODS: dict[str, Method] = {
    **reading("ProcedureService", procedures),
    **writing("ProcedureService", procedures),
    "ProcedureService.add": add,
    "ProcedureStatus1Service.getList": get_statuses,
}
