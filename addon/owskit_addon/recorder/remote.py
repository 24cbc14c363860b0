"""The recording's own address, `POST http://owskit.internal/mark`: answered in the proxy, nothing goes upstream."""

from __future__ import annotations

import secrets
from typing import Any

import msgspec
from mitmproxy.http import HTTPFlow, Response

from owskit_addon.actions import clean_label
from owskit_addon.recorder.beside import Beside
from owskit_addon.recorder.control import BODY, MARK, TOKEN_HEADER, Order
from owskit_addon.recorder.recording import Recording


def answer(flow: HTTPFlow, recording: Recording | Beside | None, token: str | None) -> None:
    """Sets the flow's response, whatever happens: without one the request would go out into the world."""
    flow.response = _json(500, {"error": "a fault in owskit"})
    flow.response = _answer(flow, recording, token)


def _answer(flow: HTTPFlow, recording: Recording | Beside | None, token: str | None) -> Response:
    given = flow.request.headers.get(TOKEN_HEADER, "")
    if token is None or not secrets.compare_digest(given.encode(), token.encode()):
        return _json(403, {"error": "the token of the running recording is needed"})
    if flow.request.method != "POST" or flow.request.path != MARK:
        return _json(404, {"error": "no such address"})
    body = flow.request.raw_content or b""
    if len(body) > BODY:
        return _json(413, {"error": "too long"})
    try:
        order = msgspec.json.decode(body, type=Order)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _json(400, {"error": "not understood"})
    if recording is None:
        return _json(409, {"error": "nothing is being recorded"})
    if order.end:
        recording.end()
        return _json(200, {"action": None})
    label = clean_label(order.label)
    if not label:
        return _json(400, {"error": "the mark has no words"})
    return _json(200, {"action": recording.mark(label).id})


def _json(status: int, body: dict[str, Any]) -> Response:
    return Response.make(status, msgspec.json.encode(body), {"Content-Type": "application/json"})
