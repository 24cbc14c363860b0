"""/__sandbox__/…: looking into the sandbox and moving its clock. For this machine only, and for no web page of another
origin: a browser on this machine reaches loopback for any page that asks (cross-site requests, DNS rebinding)."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from .clock import iso
from .delivery import Delivery
from .sender import is_loopback
from .world import World

_MAX_BODY = 4096
Answer = Callable[[World, Request], Awaitable[Response]]


def refused(request: Request) -> Response | None:
    """The refusal of a request that does not come from this machine or that a foreign page sent; None for any other."""
    here = request.client is not None and is_loopback(request.client.host)
    if here and is_loopback(_host(request)) and not is_foreign(request):
        return None
    return JSONResponse({"error": "The control pages answer programs on this machine only."}, status_code=403)


def is_foreign(request: Request) -> bool:
    """Whether a web page of another origin made a browser send this, by what browsers say of it: then the page may
    know the API key, which is the same for each seed. A name that was rebound to loopback is another origin too."""
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site")
    if origin is None and site in {None, "none"}:
        return False  # a program, or somebody who typed the address
    if origin not in {None, f"{request.url.scheme}://{request.headers.get('host', '')}"}:
        return True
    at = request.scope.get("server")
    rebound = at is not None and is_loopback(at[0]) and not is_loopback(_host(request))
    return rebound or site not in {None, "none", "same-origin"}


def _host(request: Request) -> str:
    try:
        return urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


async def state(world: World, request: Request) -> Response:
    """GET → what is in the sandbox and every call executed, in order. POST does the same."""
    tables = world.tables
    return JSONResponse(
        {
            "seed": world.seed,
            "records": {
                "users": len(tables.users),
                "candidates": len(tables.candidates.rows),
                "vacancies": len(tables.vacancies.rows),
                "procedures": len(tables.procedures.rows),
                "relations": len(tables.relations.rows),
                "documents": len(tables.documents.rows),
            },
            "sessions": len(world.sessions),
            "webhooks": len(world.webhooks.all()),
            "mails": len(world.mails),
            "uploads": len(world.uploads),
            "statistics": world.statistics,
            "calls": [
                {"method": each.method, "user": each.user, "time": iso(each.time), "ok": each.ok}
                for each in world.calls
            ],
        }
    )


async def clock(world: World, request: Request) -> Response:
    """GET → {now, epoch}. POST {"advance": seconds} or {"set": ISO text or epoch seconds} → the same, moved."""
    if request.method == "POST":
        try:
            match json.loads((await request.body())[:_MAX_BODY]):
                case {"advance": int() | float() as seconds}:
                    world.clock.advance(seconds)
                case {"set": int() | float() as epoch}:
                    world.clock.set(datetime.fromtimestamp(epoch, UTC))
                case {"set": str(moment)}:
                    parsed = datetime.fromisoformat(moment)
                    world.clock.set(parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC))
                case _:
                    raise ValueError
        except (ValueError, OverflowError, OSError, RecursionError):
            return JSONResponse(
                {"error": 'POST {"advance": seconds} or {"set": "2026-11-20T09:30:00Z"}.'}, status_code=400
            )
    now = world.clock.now()
    return JSONResponse({"now": iso(now), "epoch": now.timestamp()})


async def deliveries(world: World, request: Request) -> Response:
    """GET → {deliveries, pending}: all there were (`?after=ID`: since that one), oldest first, and how many still wait
    for their receiver."""
    log = list(world.deliveries.log)
    after = request.query_params.get("after", "")
    last = int(after) if after.isdecimal() and after.isascii() and len(after) < 10 else 0
    return JSONResponse(
        {
            "deliveries": [_delivery(each) for each in log if each.id > last],
            "pending": sum(each.status == "queued" for each in log),
        }
    )


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "webhook": delivery.webhook_uid,
        "service_call": delivery.service_call,
        "client": delivery.client_id,
        "user": delivery.user_id,
        "url": delivery.url,
        "body": json.loads(delivery.body),
        "status": delivery.status,
        "response_code": delivery.response_code,
        "response_data": delivery.response_data,
        "added": iso(delivery.added),
        "processed": iso(delivery.processed) if delivery.processed else None,
    }


PAGES: dict[str, Answer] = {"state": state, "clock": clock, "deliveries": deliveries}
