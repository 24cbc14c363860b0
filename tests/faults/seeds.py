"""What mutations are made of: a session of clicks in the sandbox, and every place where a canary can stand."""

from __future__ import annotations

import functools
import json
import time
from collections.abc import Sequence
from pathlib import Path

import certifi
import httpx
import msgspec

from owskit_addon.actions import Actions
from owskit_addon.exchange import Exchange
from owskit_addon.ingest import events_of
from owskit_addon.redaction import Redactor
from owskit_generator.demo.actions import ACTIONS
from owskit_generator.demo.scripted import ScriptedRecruiter
from owskit_generator.prove.listener import Answer, Asked, Listener
from owskit_sandbox import Rules, Sandbox
from tests import canaries

HOST = "acme.otysapp.com"


@functools.cache
def of_sandbox() -> Sequence[Exchange]:
    """Sign-in, list, detail, three ways to change a status, a publication, sign-out: as Go! sends them."""
    seen: list[Exchange] = []
    with Sandbox(plain_http=True, rules=Rules(rate_per_minute=0)) as sandbox, httpx.Client(trust_env=False) as http:

        def proxy(asked: Asked) -> Answer:
            at = time.time()
            given = http.post(asked.path, content=asked.body, headers={"Cookie": asked.headers.get("cookie", "")})
            cookies = tuple(("Set-Cookie", value) for value in given.headers.get_list("set-cookie"))
            path = asked.path.removeprefix(sandbox.url)
            seen.append(
                Exchange(
                    id=f"s{len(seen)}",
                    host=HOST,
                    path=path,
                    at=at,
                    ms=2.0,
                    request_headers=(("Cookie", asked.headers.get("cookie", "")),),
                    request_body=asked.body,
                    status=given.status_code,
                    response_headers=cookies,
                    response_body=given.content,
                )
            )
            return Answer(given.content, given.status_code, cookies)

        with Listener(proxy) as listener:
            recruiter = ScriptedRecruiter(
                sandbox.url,
                sandbox.recruiter["username"],
                sandbox.recruiter["password"],
                listener.url,
                Path(certifi.where()),
            )
            for action in ACTIONS:
                recruiter.do(action)
            recruiter.leave()
    return seen


@functools.cache
def exchanges() -> Sequence[Exchange]:
    """Of the sandbox, lists cut to what a mutation has a chance to hit, and with all canaries."""
    return [*(one for one in of_sandbox() if len(one.response_body or b"") < 20_000), *canaries.exchanges()]


def capture(made: Sequence[Exchange]) -> bytes:
    """The capture that is made of some."""
    redactor, actions = Redactor(), Actions()
    start = {"event": "capture", "format": 1, "owskit": "0", "started": "2026-11-20T09:30:00.000Z"}
    lines = [json.dumps({**start, "source": "live", "values": "tokens"}).encode() + b"\n"]
    lines += [msgspec.json.Encoder().encode_lines(events_of(one, redactor, actions)) for one in made]
    return b"".join(lines)
