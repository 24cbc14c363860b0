"""One exchange to its service calls: the bodies, the status, then envelopes. Nothing in the traffic makes it raise."""

from __future__ import annotations

import msgspec

from owskit_addon.exchange import Exchange
from owskit_addon.wire import upload
from owskit_addon.wire.answers import UNANSWERED, UNREADABLE, Answer, call_answer, failed, ok, rpc_answer
from owskit_addon.wire.calls import Reading, WireCall
from owskit_addon.wire.duplicates import hides_a_call, maybe_hidden
from owskit_addon.wire.encodings import NotDecoded
from owskit_addon.wire.envelopes import Walk, note, unwrap
from owskit_addon.wire.json_body import read_json
from owskit_addon.wire.sniff import UPLOAD_PATH, bare_path, starts_like_json


def read_calls(exchange: Exchange) -> Reading:
    """The service calls of an exchange that `looks_like_ows`, in the order sent, and what could not be read.

    Never raises: a fault of ours becomes a problem that names its class, and the calls found until then are kept.
    """
    walk = Walk()
    try:
        if exchange.request_body or exchange.method.upper() == "POST":
            if bare_path(exchange).endswith(UPLOAD_PATH) and not starts_like_json(exchange.request_body):
                _read_upload(walk, exchange)
            else:
                _read_calls(walk, exchange)
    except Exception as fault:  # noqa: BLE001 - the proxy must go on whatever is wrong here
        note(walk, f"reader failed ({type(fault).__name__})", "exchange")
    return Reading(walk.calls, walk.problems)


def _read_calls(walk: Walk, exchange: Exchange) -> None:
    read = read_json(exchange.request_body, exchange.request_headers, exchange.decoded, "request")
    for what in read.problems:
        note(walk, what, "request")
    if read.value is msgspec.UNSET:
        return
    payload = _payload(walk, exchange)
    if isinstance(read.value, dict) and payload.outcome == "ok":
        payload = _rpc_payload(walk, payload)
    unwrap(walk, read.value, payload)
    if maybe_hidden(read.data, walk.requests) and hides_a_call(read.data):
        note(walk, "a key that stands twice hides a call", "request")


def _rpc_payload(walk: Walk, payload: Answer) -> Answer:
    answer = rpc_answer(payload.result)
    if answer is UNREADABLE:
        note(walk, "answer has neither result nor error", "answer")
    return answer


def _payload(walk: Walk, exchange: Exchange) -> Answer:
    """The answer's whole JSON value as `result`, or why there is none.

    HTTP is 200 even for errors (`ows.md` 2.4). Where HTTP itself fails, every call of the request has failed, with the
    answer's own `error` if it has one. Status 0 is how a browser's export writes a cancelled request.
    """
    status = exchange.status
    if not status:
        return UNANSWERED
    http_error = status >= 400
    if exchange.response_body is None:
        if http_error:
            return failed({"code": status})
        note(walk, "answer has no body", "answer")
        return UNREADABLE
    read = read_json(exchange.response_body, exchange.response_headers, exchange.decoded, "answer")
    if not http_error or read.value is not msgspec.UNSET:
        for what in read.problems:
            note(walk, what, "answer")
    if http_error:
        answer = rpc_answer(read.value)
        if isinstance(read.value, list) and read.value:
            return ok(read.value)
        return answer if answer.outcome == "failed" else failed({"code": status})
    return UNREADABLE if read.value is msgspec.UNSET else ok(read.value)


def _read_upload(walk: Walk, exchange: Exchange) -> None:
    try:
        args = upload.read_upload(exchange)
        if args is None:
            note(walk, "upload is not multipart", "request")
    except NotDecoded as fault:
        args = None
        note(walk, str(fault), "request")
    answer = _payload(walk, exchange)
    refused = rpc_answer(answer.result)
    answer = call_answer(upload.SERVICE_CALL, refused if refused.outcome == "failed" else answer)
    walk.calls.append(
        WireCall(
            method=upload.SERVICE_CALL,
            service_call=upload.SERVICE_CALL,
            envelopes=(),
            place="request",
            args=args,
            result=answer.result,
            error=answer.error,
            outcome=answer.outcome,
        )
    )
