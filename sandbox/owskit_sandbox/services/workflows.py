"""WorkflowService: named steps that move candidates to a status. Its calls and their shapes are the sandbox' own; that
workflows change statuses by a call of their own is the manual's word (2.2)."""

from __future__ import annotations

from typing import Any

from ..call import Call, Method
from ..faults import INVALID_ARGUMENTS, NOT_FOUND, Fault
from .tabled import reading


def execute_step(call: Call) -> Any:
    """[sid, workflow uid, step id, [candidate uids]] → {"candidates": uids}.

    Sets the step's status on each candidate. Only executeStep itself fires a webhook: what OWS does inside a call is no
    call. One uid that is none refuses the whole call before anything is written.
    """
    _ = call.session
    tables = call.world.tables
    workflow, step_id, uids = tables.workflows.find(call.arg(1)), call.text(2), call.arg(3)
    step = next((each for each in workflow["steps"] if str(each["id"]) == step_id), None)
    if step is None:
        raise Fault(NOT_FOUND)
    if not isinstance(uids, list):
        raise Fault(INVALID_ARGUMENTS)
    for uid in uids:
        tables.candidates.find(uid)
    return {"candidates": [tables.candidates.update(uid, {"statusId": step["statusId"]}) for uid in uids]}


# getListEx rows and getDetail: {uid, name, description, steps: [{id, name, statusId}]}
_READS = reading("WorkflowService", lambda tables: tables.workflows)
METHODS: dict[str, Method] = {
    **{name: method for name, method in _READS.items() if not name.endswith(".getList")},
    "WorkflowService.executeStep": execute_step,
}
