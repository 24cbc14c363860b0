"""The page script, put together from its parts for one document: what must be there before the page, and the bar."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rjsmin import jsmin

from owskit_addon.page.documents import Document

TRACKING = (
    *("wrap", "causes", "tasks", "ears", "gestures", "presses", "pages", "routes"),
    *("timers", "callbacks", "messages", "workers", "tag", "fetches", "xhr", "tracker"),
)
BAR = ("bar_dom", "bar_home", "bar_place", "bar_panel", "bar")
_FOLDER = Path(__file__).parent


@functools.cache
def first() -> str:
    """What runs before anything of the page does."""
    return _joined([*(f"tracking/{name}.js" for name in TRACKING), "names.js", "channel.js", "start.js"])


@functools.cache
def bar(language: str) -> str:
    """A function that shows the bar. It holds no secret: what it is called with lets it speak."""
    style = [line.strip() for line in (_FOLDER / "bar.css").read_text(encoding="utf-8").splitlines()]
    parts = _joined([f"sentences_{language}.js", *(f"{name}.js" for name in BAR)])
    given = "const { later, stop, attempt } = given;"
    css = f"const BAR_CSS = {msgspec.json.encode(chr(10).join(style)).decode()};"
    return f"(given) => {{\n{given}\n{css}\n{parts}\nshowBar(given);\n}}"


def script_of(document: Document, path: str) -> str:
    """A classic script. `path` is the proxy's own on the page's origin."""
    config = {"path": path, "token": document.token, "tab": document.tab, "bar": document.bar}
    known = msgspec.json.encode(config).decode()
    more = f"const openBar = {bar(document.language)};\n" if document.whole else ""
    return f'(() => {{\n"use strict";\nconst CONFIG = {known};\n{more}{first()}\n}})();\n'


def module_of(document: Document) -> str:
    """The bar as the module that the script loads when the page is there."""
    return f"export default {bar(document.language)};\n"


def tag_of(document: Document, path: str, nonce: str, integrity: str = "") -> str:
    """The element that loads the script, in ASCII. `Integrity-Policy` counts what is asked for by CORS only."""
    more = (f' nonce="{nonce}"' if nonce else "") + (f' integrity="{integrity}" crossorigin' if integrity else "")
    return f'<script src="{path}/{document.name}"{more}></script>'


def integrity_of(script: str) -> str:
    """For pages that ask for it of every script (`Integrity-Policy`)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _joined(paths: Sequence[str]) -> str:
    return str(jsmin("\n".join((_FOLDER / path).read_text(encoding="utf-8") for path in paths)))
