"""Serves the small Go!: files of the folder `go`, nothing from anywhere else."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

FOLDER = Path(__file__).parent / "go"
PAGE = "/us/modular.html"

# Our own table: what a machine's registry says of .js differs, and a browser takes no script as text/plain.
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
}
# Names that a file of ours can have; what else may be asked for, a file system need not hear.
_NAME = re.compile(r"(?:[a-z0-9_-]{1,60}/)?[a-z0-9_-]{1,60}\.[a-z]{1,5}")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


async def root(request: Request) -> Response:
    return RedirectResponse(PAGE)


async def page(request: Request) -> Response:
    """GET /us/modular.html"""
    return _file("modular.html")


async def part(request: Request) -> Response:
    """GET /us/go/…"""
    return _file(request.path_params["path"])


def _file(name: str) -> Response:
    path = (FOLDER / name).resolve() if _NAME.fullmatch(name) else FOLDER
    if path.suffix not in _TYPES or not path.is_relative_to(FOLDER.resolve()) or not path.is_file():
        return PlainTextResponse("There is no such page. The sandbox' Go! is at " + PAGE, status_code=404)
    return Response(path.read_bytes(), media_type=_TYPES[path.suffix], headers=_HEADERS)
