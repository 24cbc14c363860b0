"""Where the uid of the record stands in a call: an argument, or the result of a call that makes one (`ows.md` 7.5)."""

from __future__ import annotations

from owskit_generator.catalogue.learned import Seen
from owskit_generator.catalogue.shape import Shape
from owskit_generator.triggers.model import Triggers

RESULT = "result"

_NEW = frozenset({"add", "create"})
_FIRST = frozenset(
    [
        "assignQuestionSet",
        "delete",
        "generateFoLoginToken",
        "getDetail",
        "incrementViewCount",
        "resetVacancySlug",
        "saveCustomSlug",
        "setExtraFieldValue",
        "setGdprDueDatePartner",
        "setNewPassword",
        "update",
        "updateEx",
        "updateWithVersioning",
    ]
)
# Their first argument is a criterion, a setting or a session of the form, not a record (`ows.md` 10.2).
_NO_ARGUMENT = frozenset(
    {
        "CsmService.setValue",
        "FreeInteractionService.sessionCommit",
        "FreeInteractionService.sessionSubmit",
        "MatchCriteriaService.update",
        "MatchCriteriaSettingsService.update",
    }
)
_IN_RESULT = ("uid", "ouid", "addedRecordUid", "id")
_IN_DATA = ("uid", "ouid", "candidateUid", "vacancyUid", "candidate_ouid")


def known_place(service_call: str) -> str | None:
    """Without a capture: `args.1`, `result` or None, by the verb."""
    verb = service_call.rpartition(".")[2]
    if service_call == "FreeInteractionService.sessionCommit":
        return f"{RESULT}.addedRecordUid"
    if service_call in _NO_ARGUMENT:
        return None
    if verb in _NEW:
        return RESULT
    return "args.1" if verb in _FIRST else None


def uid_places(triggers: Triggers) -> dict[str, str]:
    """Call → path, of all that the file says; the first trigger that speaks of a call counts."""
    found: dict[str, str] = {}
    for trigger in triggers.triggers:
        for call, path in trigger.uid.items():
            found.setdefault(call, path)
    return found


def place_of(service_call: str, seen: Seen) -> tuple[str | None, bool]:
    """The path of the uid in a delivery (`args.1`, `result`, `result.uid`), None where none can be told; and whether a
    list stands there, of several records."""
    if service_call in _NO_ARGUMENT or _makes_record(service_call):
        return _in_result(seen.result) or known_place(service_call), False
    positions = {at: shape for at, shape in sorted(seen.args.positions.items()) if at}
    several = next((at for at, shape in positions.items() if _is_list_of_uids(shape)), None)
    single = 1 in positions and _is_uid(positions[1])
    # Before a list of records stands what is done with them, a workflow say; but an update names its record first.
    if several is not None and not (single and service_call.rpartition(".")[2] in _FIRST):
        return f"args.{several}", True
    if single:
        return "args.1", False
    data = positions.get(1)
    for name in _IN_DATA:
        if data is not None and name in data.fields and _is_uid(data.fields[name]):
            return f"args.1.{name}", False
    return known_place(service_call), False


def _makes_record(service_call: str) -> bool:
    verb = service_call.rpartition(".")[2]
    return verb in _NEW or verb.startswith(("add", "create"))


def _in_result(result: Shape) -> str | None:
    if _is_uid(result):
        return RESULT
    return next(
        (f"{RESULT}.{name}" for name in _IN_RESULT if name in result.fields and _is_uid(result.fields[name])), None
    )


def _is_uid(shape: Shape) -> bool:
    """All that stood there could be a uid: 16 characters, or a number or a number's text (`ows.md` 6)."""
    fits = sum(shape.kinds.get(kind, 0) for kind in ("text:uid", "text:number", "integer"))
    return 0 < fits == shape.seen - shape.null


def _is_list_of_uids(shape: Shape) -> bool:
    return (
        shape.lists > 0 and shape.lists == shape.seen - shape.null and shape.items is not None and _is_uid(shape.items)
    )
