"""The sandbox' pages put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from . import control, rpc, static
from .world import World

Page = Callable[[World, Request], Awaitable[Response]]


def make_application(world: World) -> Starlette:
    """OWS, Go! and the control pages of one world."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await world.deliveries.close()

    def of_world(page: Page) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            if control.is_foreign(request):
                return JSONResponse({"error": "Pages of other origins are not answered."}, status_code=403)
            return await page(world, request)

        return answer

    def guarded(page: Page) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            return control.refused(request) or await page(world, request)

        return answer

    return Starlette(
        routes=[
            Route("/jservice.php", of_world(rpc.jservice), methods=["GET", "POST"]),
            Route("/fileService.php", of_world(rpc.file_service), methods=["POST"]),
            *(
                Route(f"/__sandbox__/{name}", guarded(page), methods=["GET", "POST"])
                for name, page in control.PAGES.items()
            ),
            Route("/", static.root),
            Route(static.PAGE, static.page),
            Route("/us/go/{path:path}", static.part),
        ],
        lifespan=lifespan,
    )
