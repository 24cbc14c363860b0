"""AttachedDocumentsService: hangs an uploaded file on a candidate (`ows.md` 9a)."""

from __future__ import annotations

from typing import Any

from ..call import Call, Method
from ..clock import sql
from ..faults import NOT_FOUND, Fault
from .tabled import reading


def add(call: Call) -> Any:
    """[sid, {subject, typeId, private, description, candidateUid, fileUid, applicationUid, …}] → uid as text. `fileUid`
    is the `ouid` that fileService.php gave."""
    _ = call.session
    tables, data = call.world.tables, call.record(1)
    upload = call.world.uploads.get(str(data.get("fileUid")))
    if upload is None:
        raise Fault(NOT_FOUND)
    if data.get("candidateUid"):
        tables.candidates.find(data["candidateUid"])
    return tables.documents.add({"name": upload.name, **data}, sql(call.world.clock.now()))


_READS = reading("AttachedDocumentsService", lambda tables: tables.documents)
METHODS: dict[str, Method] = {
    "AttachedDocumentsService.add": add,
    "AttachedDocumentsService.getListEx": _READS["AttachedDocumentsService.getListEx"],
}
