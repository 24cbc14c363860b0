"""An event for a trigger: a call that a person could make, with arguments for which the conditions hold."""

from __future__ import annotations

from typing import Any

import msgspec

from owskit_generator.triggers import Condition, Trigger

_FIELDS = {"VacancyService": "title", "CandidateService": "note", "RelationService": "city"}
"""A field of each service that a person edits as text."""
_SOME_ID = 12345
_TEXT = "  a proof by owskit "
_ADDS = frozenset({"add", "addRecursive"})


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A call with its arguments after the session. `unmet`: conditions that no argument can bring about."""

    service_call: str
    args: list[Any]
    unmet: list[str]


def make_event(trigger: Trigger, service_call: str, uid: str) -> Made:
    """`uid` is a record of the call's service. Conditions on `result` are left to what OWS answers."""
    service, _, verb = service_call.partition(".")
    data: dict[str, Any] = {_FIELDS.get(service, "name"): _TEXT}
    args: list[Any] = [data] if verb in _ADDS else [[uid] if verb.endswith("Bulk") else uid, data]
    unmet = []
    for condition in trigger.when:
        steps = condition.path.split(".")
        if steps[0] == "args" and len(steps) > 1 and steps[1].isdecimal() and int(steps[1]) >= 1:
            _bring_about(args, condition, int(steps[1]) - 1, steps[2:])
        else:
            unmet.append(condition.path)
    return Made(service_call=service_call, args=args, unmet=unmet)


def _bring_about(args: list[Any], condition: Condition, slot: int, steps: list[str]) -> None:
    wanted = _value(condition)
    while len(args) <= slot:
        args.append(None)
    if not steps:
        args[slot] = wanted
        return
    if not isinstance(args[slot], dict):
        args[slot] = {}
    level = args[slot]
    for step in steps[:-1]:
        if not isinstance(level.get(step), dict):
            level[step] = {}
        level = level[step]
    level[steps[-1]] = wanted


def _value(condition: Condition) -> Any:
    if condition.one_of is not msgspec.UNSET:
        return condition.one_of[0]
    if condition.equals is not msgspec.UNSET:
        return condition.equals
    return _SOME_ID if condition.path.endswith(("Id", ".id")) else "proof"
