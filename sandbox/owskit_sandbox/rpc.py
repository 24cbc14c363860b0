"""The two endpoints of OWS over HTTP: /jservice.php and /fileService.php (`ows.md` 2, 9a)."""

from __future__ import annotations

import json
import math
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from .call import HttpExchange
from .dispatch import api_key_of, execute
from .faults import (
    INVALID_REQUEST,
    LOGIN_AGAIN,
    LOGIN_FIRST,
    NO_BATCH,
    PARSE_ERROR,
    TOO_DEEP,
    TOO_MANY_REQUESTS,
    UPLOAD_REFUSED,
    Fault,
    Reason,
)
from .records import new_uid
from .sessions import COOKIE
from .world import Upload, World

_MAX_BODY = 16 * 1024 * 1024
_MAX_DEPTH = 100


async def jservice(world: World, request: Request) -> Response:
    """One JSON-RPC request, of any content type and query string. HTTP 200 for errors too, 429 past the limit.

    An answer has `result` and `id`, or `error` and `id`: no `jsonrpc`, and never `error: null` (`ows.md` 2.1).
    """
    body: Any = None
    fault: Fault | None = None
    try:
        body = parse(await read(request)) if request.method == "POST" else None
    except Fault as raised:
        fault = raised
    http = HttpExchange(cookie=request.cookies.get(COOKIE))
    allowance = world.rate.count(api_key_of(world, http, body))
    answer: dict[str, Any] = {}
    status = 200
    try:
        if fault:
            raise fault
        if allowance.blocked:
            status = 429
            raise Fault(TOO_MANY_REQUESTS)
        if isinstance(body, list):
            raise Fault(NO_BATCH)
        answer["result"] = await execute(world, http, body)
    except Fault as raised:
        answer = {"error": error(raised.reason)}
    answer["id"] = body.get("id") if isinstance(body, dict) else None
    response = respond(answer, status)
    response.headers.update(allowance.headers())
    if http.set_cookie is not None:
        # Not HttpOnly: Go! reads this cookie from its own code (`ows.md` 3.2).
        secure = request.url.scheme == "https"
        response.set_cookie(
            COOKIE, http.set_cookie, max_age=None if http.set_cookie else 0, secure=secure, samesite="lax"
        )
    return response


async def file_service(world: World, request: Request) -> Response:
    """Multipart with the parts `file` and `sessionId` → {"0": {ouid, name}}. The file itself is thrown away."""
    try:
        parts = multipart(request.headers.get("content-type", ""), await read(request))
        session_id = parts["sessionId"].get_payload(decode=True) if "sessionId" in parts else b""
        given = session_id.decode("utf-8", "replace").strip() if isinstance(session_id, bytes) else ""
        if not (given or request.cookies.get(COOKIE)):
            raise Fault(LOGIN_FIRST)
        if world.sessions.find(given or request.cookies[COOKIE]) is None:
            raise Fault(LOGIN_AGAIN)
        if "file" not in parts:
            raise Fault(UPLOAD_REFUSED)
        content = parts["file"].get_payload(decode=True)
        upload = Upload(
            ouid=new_uid(),
            name=(parts["file"].get_filename() or "file")[:200],
            size=len(content) if isinstance(content, bytes) else 0,
        )
    except Fault as fault:
        return respond({"error": error(fault.reason)})
    world.uploads[upload.ouid] = upload
    return respond({"0": {"ouid": upload.ouid, "name": upload.name}})


def multipart(content_type: str, body: bytes) -> dict[str, Message]:
    """The parts of a form by name."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    parts = message.get_payload() if message.is_multipart() else []
    return {
        str(part.get_param("name", header="content-disposition")): part
        for part in (parts if isinstance(parts, list) else [])
        if isinstance(part, Message)
    }


async def read(request: Request) -> bytes:
    """The body, up to a bound. Raises Fault beyond it and when the client is gone."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MAX_BODY:
                raise Fault(INVALID_REQUEST)
    except ClientDisconnect:
        raise Fault(PARSE_ERROR) from None
    return bytes(body)


def parse(body: bytes) -> Any:
    """The JSON of a request. Raises Fault for what is none, for numbers that JSON cannot carry back, and for nesting
    that nobody needs."""
    try:
        value = json.loads(body.decode("utf-8-sig"), parse_constant=_no_number, parse_float=_finite)
    except RecursionError:
        raise Fault(TOO_DEEP) from None
    except ValueError:
        raise Fault(PARSE_ERROR) from None
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > _MAX_DEPTH:
            raise Fault(TOO_DEEP)
        level = (
            [
                inner
                for outer in level
                for inner in (outer.values() if isinstance(outer, dict) else outer)
                if isinstance(inner, dict | list)
            ]
            if depth > 1 or isinstance(value, dict | list)
            else []
        )
    return value


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _no_number(text: str) -> float:
    raise ValueError


def error(reason: Reason) -> dict[str, Any]:
    return {"message": reason.message, "code": reason.code}


def respond(answer: dict[str, Any], status: int = 200) -> Response:
    """JSON in ASCII, as PHP writes it."""
    return Response(json.dumps(answer, separators=(",", ":")), status_code=status, media_type="application/json")
