"""How a call fails: HTTP 200 with `error` {message, code} (`ows.md` 2.4).

The two session texts are OWS' own, to the letter. The other sentences and every number are the sandbox's: no public
source shows them (`ows.md` 13.9). They are fixed, so that no value of a caller's ever comes back inside an error.
"""

from __future__ import annotations

from typing import NamedTuple


class Reason(NamedTuple):
    message: str
    code: int


LOGIN_FIRST = Reason("Access denied; please login first", 401)
LOGIN_AGAIN = Reason("Access denied; please login again", 401)
PARSE_ERROR = Reason("Parse error; the body is no JSON object", -32700)
INVALID_REQUEST = Reason("Invalid request; a method and its params are needed", -32600)
NO_BATCH = Reason("Invalid request; a list of requests is not supported, use MultiService", -32600)
TOO_DEEP = Reason("Invalid request; nested too deeply", -32600)
UNKNOWN_METHOD = Reason("Method not found", -32601)
INVALID_ARGUMENTS = Reason("Invalid arguments", -32602)
NOT_FOUND = Reason("The record does not exist", 404)
# The word `Abstract_field` is what a client really saw for a field that cannot be selected (`ows.md` 2.4).
ABSTRACT_FIELD = Reason("Abstract_field: a requested field cannot be selected", 500)
NO_RIGHT = Reason("Access denied; no right to this call", 403)
FAILING = Reason("Internal error; try again later", 500)
TOO_MANY_REQUESTS = Reason("Too many requests", 429)
UPLOAD_REFUSED = Reason("The upload needs a part named file", 400)


class Fault(Exception):
    """A call is refused for `reason`."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.message)
        self.reason = reason
