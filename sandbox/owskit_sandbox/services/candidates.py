"""CandidateService."""

from __future__ import annotations

from typing import Any

from .. import statuses
from ..call import Call, Method
from ..clock import sql
from ..faults import INVALID_ARGUMENTS, Fault
from ..records import Table
from ..select import Record
from ..tables import Tables
from .tabled import option_lists, reading, writing


def candidates(tables: Tables) -> Table:
    return tables.candidates


def status_of(data: Record) -> Record:
    """Data with its status id as a number. An id that nobody named is accepted; what is no id is refused."""
    if "statusId" not in data:
        return data
    status = data["statusId"]
    if isinstance(status, str) and status.lstrip("-").isdecimal() and len(status) < 10:
        status = int(status)
    if not isinstance(status, int) or isinstance(status, bool):
        raise Fault(INVALID_ARGUMENTS)
    return {**data, "statusId": status}


def add(call: Call) -> Any:
    """[sid, data] → uid as text. `statusId: -1` asks for the default status (`ows.md` 6)."""
    user = call.user
    data = status_of({"statusId": -1, "owner": user.name, "note": "", **call.record(1)})
    if data["statusId"] == -1:
        data["statusId"] = statuses.CANDIDATE_DEFAULT
    return candidates(call.world.tables).add(data, sql(call.world.clock.now()))


def update_ex(call: Call) -> Any:
    """[sid, uid, data] → uid as text."""
    _ = call.session
    return candidates(call.world.tables).update(call.arg(1), status_of(call.record(2)))


def update(call: Call) -> Any:
    """[sid, uid, data] → true."""
    return bool(update_ex(call))


def update_bulk(call: Call) -> Any:
    """[sid, [uids], data] → uids: the same data on many candidates.

    The name is the sandbox' own: which call Go! makes for a status change on a list is open (`ows.md` 13.18). One uid
    that is none refuses the whole call before anything is written.
    """
    _ = call.session
    table, uids, data = candidates(call.world.tables), call.arg(1), status_of(call.record(2))
    if not isinstance(uids, list):
        raise Fault(INVALID_ARGUMENTS)
    for uid in uids:
        table.find(uid)
    return [table.update(uid, data) for uid in uids]


def delete(call: Call) -> Any:
    """[sid, uid] → true; the candidate's procedures go along."""
    _ = call.session
    uid = candidates(call.world.tables).delete(call.arg(1))
    procedures = call.world.tables.procedures.rows
    for each in [row["uid"] for row in procedures.values() if row.get("candidateUid") == uid]:
        del procedures[each]
    return True


def get_option_lists(call: Call) -> Any:
    """[sid, ["status"]] → {"status": {id: name}}; `Person.languageCode` comes as `cmsLanguages` (`ows.md` 10.2)."""
    lists: Record = {
        "status": {str(key): name for key, name in statuses.CANDIDATE.items()},
        "Person.languageCode": statuses.LANGUAGES,
    }
    chosen = option_lists(call, lists)
    return {"cmsLanguages" if name == "Person.languageCode" else name: each for name, each in chosen.items()}


METHODS: dict[str, Method] = {
    **reading("CandidateService", candidates),
    **writing("CandidateService", candidates),
    "CandidateService.add": add,
    "CandidateService.update": update,
    "CandidateService.updateEx": update_ex,
    "CandidateService.updateBulk": update_bulk,
    "CandidateService.delete": delete,
    "CandidateService.getOptionLists": get_option_lists,
}
