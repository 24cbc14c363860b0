"""FreeInteractionService: a form in a session of its own, that makes a vacancy without any VacancyService call."""

from __future__ import annotations

import secrets
from typing import Any

from ..call import Call, Method
from ..clock import sql
from ..faults import NOT_FOUND, Fault
from ..jobs import FORM
from ..statuses import VACANCY_DEFAULT


def get_list_ex(call: Call) -> Any:
    """[sid, query] → {listOutput: [{uid, name}], totalCount}: the sandbox has one form."""
    _ = call.session
    return {"listOutput": [{"uid": FORM["uid"], "name": FORM["name"]}], "totalCount": 1}


def session_start(call: Call) -> Any:
    """[sid, form uid, null, null, null] → {sessionId, form: {Fields, Tabs}}. That session is another than OWS' own."""
    _ = call.session
    if call.text(1) != FORM["uid"]:
        raise Fault(NOT_FOUND)
    interaction = secrets.token_hex(16)
    call.world.interactions[interaction] = {}
    return {"sessionId": interaction, "form": {"Fields": FORM["Fields"], "Tabs": FORM["Tabs"]}}


def session_submit(call: Call) -> Any:
    """[sid, interaction session, {field uid or name: value}] → true; the values wait for the commit."""
    values = _values(call)
    names = {uid: field["name"] for uid, field in FORM["Fields"].items()}
    for key, value in call.record(2).items():
        if (name := names.get(key, key)) in names.values():
            values[name] = value
    return True


def session_commit(call: Call) -> Any:
    """[sid, interaction session] → {addedRecordUid, answerSetId}, and the interaction session is over."""
    values, now = _values(call), sql(call.world.clock.now())
    vacancy = {"title": "", "location": "", "statusId": VACANCY_DEFAULT, "published": False, "owner": call.user.name}
    uid = call.world.tables.vacancies.add({**vacancy, **values}, now)
    answer_set = 7001 + len(call.world.answer_sets)
    call.world.answer_sets[answer_set] = {"uid": answer_set, "Bindings": [{"uid": uid, "entity": "Vacancy"}]}
    del call.world.interactions[call.text(1)]
    return {"addedRecordUid": uid, "answerSetId": answer_set}


def get_answer_set(call: Call) -> Any:
    """[sid, answer set id, {uid, Bindings}] → {uid, Bindings: [{uid, entity}]}."""
    _ = call.session
    found = next((each for key, each in call.world.answer_sets.items() if str(key) == call.text(1)), None)
    if found is None:
        raise Fault(NOT_FOUND)
    return found


def _values(call: Call) -> dict[str, Any]:
    _ = call.session
    values = call.world.interactions.get(call.text(1))
    if values is None:
        raise Fault(NOT_FOUND)
    return values


METHODS: dict[str, Method] = {
    "FreeInteractionService.getListEx": get_list_ex,
    "FreeInteractionService.sessionStart": session_start,
    "FreeInteractionService.sessionSubmit": session_submit,
    "FreeInteractionService.sessionCommit": session_commit,
    "FreeInteractionAnswerSetService.getDetail": get_answer_set,
}
