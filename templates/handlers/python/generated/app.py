"""The web application: /healthz, /readyz, and the webhook on any path that ends in the secret."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from generated import delivery, log, store
from generated.decision import Decision, Outcome, answer
from generated.dispatch import Dispatcher
from generated.secret import Secrets
from generated.settings import Settings

LARGEST_BODY = 1 << 20


def create_app(settings: Settings, dispatcher: Dispatcher, budget: store.Budget) -> FastAPI:
    """The application for one process. It documents itself nowhere: its one address is a secret."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        dispatcher.close()
        budget.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)

    @app.api_route("/healthz", methods=["GET", "HEAD"])
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.api_route("/readyz", methods=["GET", "HEAD"])
    async def readyz(response: Response) -> dict[str, str]:
        if await asyncio.to_thread(store.writable, settings.store):
            return {"status": "ready"}
        response.status_code = 503
        return {"status": "the store cannot be written"}

    # Mounted, not routed: a route would answer the methods it does not know itself, before the secret is looked at.
    app.mount("", Webhook(settings, dispatcher, budget))
    return app


class Webhook:
    """Secret, method, size, form, dispatch: in this order, which is part of the contract."""

    def __init__(self, settings: Settings, dispatcher: Dispatcher, budget: store.Budget) -> None:
        self._secrets = Secrets(settings.secret, settings.previous)
        self._guard_key = settings.guard_key
        self._dispatcher = dispatcher
        self._budget = budget

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            response = await self._answer(Request(scope, receive))
        except Exception as error:  # noqa: BLE001 - a fault of ours must show neither its place nor a value
            log.line(level="error", error=type(error).__name__)
            response = _refused(500, "internal")
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if not self._secrets.match(request.scope["path"]):
            return _refused(404, "unknown-address")
        if request.method != "POST":
            return _refused(405, "method", {"allow": "POST"})
        try:
            body = await _body(request)
        except ClientDisconnect:
            return _refused(400, "disconnected")
        if body is None:
            return _refused(413, "too-large", {"connection": "close"})
        root = delivery.new_root()
        user = None
        try:
            given = delivery.read(body, request.scope["query_string"].decode("latin-1"), self._guard_key)
        except delivery.Malformed:
            outcomes = [Outcome(None, Decision("ignored", "malformed"))]
        else:
            user = given.event.user
            outcomes = await self._dispatcher.decide(given, root)
        # Counted whatever was decided: OTYS has spent it.
        used = await asyncio.to_thread(self._budget.count, user)
        if outcomes[0].trigger is None:
            log.line(decision="ignored", trigger=None, reason=outcomes[0].decision.reason, root=root)
        return Response(answer(root, outcomes, budget=used), media_type="application/json")


async def _body(request: Request) -> bytes | None:
    """The whole body; None where it is larger than 1 MiB, by what it says of itself or by what has come."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced[:10]) > LARGEST_BODY:
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


def _refused(status: int, reason: str, headers: dict[str, str] | None = None) -> Response:
    log.line(status=status, reason=reason)
    return Response(status_code=status, headers=headers)
