"""The web application: /healthz, /readyz, and the webhook on any path that ends in the secret."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from generated import delivery, log
from generated.decision import Decision, Outcome, answer
from generated.gathering import Gathering
from generated.identity import new_id
from generated.intake import Lost
from generated.secret import Secrets
from generated.service import Service
from generated.store import StoreUnreachable

LARGEST_BODY = 1 << 20


def create_app(service: Service) -> FastAPI:
    """The application for one process. It documents itself nowhere: its one address is a secret."""

    webhook = Webhook(service)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service.start()
        yield
        await webhook.gathering.end()
        await asyncio.to_thread(service.stop)

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)

    @app.api_route("/healthz", methods=["GET", "HEAD"])
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.api_route("/readyz", methods=["GET", "HEAD"])
    async def readyz(response: Response) -> dict[str, str]:
        try:
            await asyncio.to_thread(service.store.check_writable)
        except StoreUnreachable:
            response.status_code = 503
            return {"status": "the store cannot be written"}
        return {"status": "ready"}

    # Mounted, not routed: a route would answer the methods it does not know itself, before the secret is looked at.
    app.mount("", webhook)
    return app


class Webhook:
    """Secret, method, size, form, kept, guards: in this order, which is part of the contract."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.gathering = Gathering(service.intake)
        self._secrets = Secrets(service.settings.secret, service.settings.previous)

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
        query = request.scope["query_string"].decode("latin-1")
        try:
            given = delivery.read(body, query, self._service.settings.marks)
        except delivery.Malformed:
            return self._malformed()
        try:
            taken = await self.gathering.take(given)
        except Lost:
            return _refused(503, "kept-nowhere", {"retry-after": "60"})
        spent = None if taken.spent is None else (taken.spent, self._service.settings.daily_limit)
        return Response(answer(taken.root, taken.outcomes, taken.hop, spent), media_type="application/json")

    def _malformed(self) -> Response:
        root = new_id(self._service.clock.now())
        log.line(decision="ignored", trigger=None, reason="malformed", root=root)
        return Response(answer(root, [Outcome(None, Decision("ignored", "malformed"))]), media_type="application/json")


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
