"""What came back for a request, an envelope or a call, whichever layer said it (`ows.md` 2.2 to 2.4)."""

from __future__ import annotations

from typing import Any

import msgspec

from owskit_addon.wire.calls import Outcome


class Answer(msgspec.Struct, frozen=True):
    """`result` is what the layer above gives as the result, `error` what it gives as the error."""

    outcome: Outcome
    result: Any | msgspec.UnsetType = msgspec.UNSET
    error: Any | None = None


UNANSWERED = Answer("unanswered")
UNREADABLE = Answer("unreadable")

_LOGINS = frozenset({"login", "loginAs", "loginByUid"})
_RPC_MEMBERS = frozenset({"jsonrpc", "result", "error", "id"})


def ok(result: Any | msgspec.UnsetType) -> Answer:
    return Answer("ok", result)


def failed(error: Any) -> Answer:
    return Answer("failed", error=error)


def rpc_answer(value: Any) -> Answer:
    """From a JSON-RPC answer. HTTP is 200 either way, so only `error` tells; OWS sends no `error: null`, others do."""
    if isinstance(value, dict):
        error = value.get("error")
        if error is not None:
            return failed(error)
        if "result" in value:
            return ok(value["result"])
    return UNREADABLE


def sub_answer(value: Any) -> Answer:
    """From a sub-result of MultiService: `{status: "success", data}`; every other status is a failure.

    The word for failure is in no source, so none is expected. A JSON-RPC answer in its place is read as one.
    """
    if value is None:
        return UNANSWERED
    if not isinstance(value, dict):
        return UNREADABLE
    if "status" not in value:
        return rpc_answer(value)
    if value["status"] == "success":
        return ok(value.get("data", msgspec.UNSET))
    return failed(value)


def wrapped_answer(answer: Answer, inner: Any) -> Answer:
    """The answer of the request inside wrapRequest: the outer one's, or one layer down where it is wrapped twice.

    The plugin reads a wrapped call's answer as a plain one (`ows.md` 2.3), which is inferred; so a result that is
    itself clearly a JSON-RPC answer is accepted: no other members, and the inner request's id or the version.
    """
    result = answer.result
    if not isinstance(result, dict) or not isinstance(inner, dict) or not _RPC_MEMBERS.issuperset(result):
        return answer
    same_id = inner.get("id") is not None and "id" in result and str(result["id"]) == str(inner["id"])
    if not same_id and result.get("jsonrpc") != "2.0":
        return answer
    unwrapped = rpc_answer(result)
    return answer if unwrapped is UNREADABLE else unwrapped


def call_answer(service_call: str, answer: Answer) -> Answer:
    """The answer of a single call, with the failures that look like results (`ows.md` 2.4).

    A login that answers `false` was refused; a result `{status: "error", …}` is a soft error and becomes the error.
    """
    if answer.outcome != "ok":
        return answer
    result = answer.result
    if result is False and service_call in _LOGINS:
        return Answer("failed", result)
    if isinstance(result, dict) and result.get("status") == "error":
        return failed(result)
    return answer
