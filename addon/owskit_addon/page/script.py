"""The page script, put together from its parts for one document."""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path

import msgspec

from owskit_addon.page.documents import Document

PARTS = ("tracking", "names", "channel", "sentences_{language}", "bar_dom", "bar_place", "bar_panel", "bar", "start")
_FOLDER = Path(__file__).parent
_HEAD = '(() => {\n"use strict";\nconst CONFIG = '


@functools.cache
def parts(language: str, names: tuple[str, ...] = PARTS) -> str:
    """The parts as they are served: without the lines that are comments only, and without indentation."""
    style = [line.strip() for line in (_FOLDER / "bar.css").read_text(encoding="utf-8").splitlines()]
    lines = [f"const BAR_CSS = {msgspec.json.encode('\n'.join(style)).decode()};"] + [
        line.strip()
        for part in names
        if (path := _FOLDER / f"{part.format(language=language)}.js").exists()
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/*", "* ", "*/")))


def script_of(document: Document, path: str) -> str:
    """A classic script. `path` is the proxy's own on the page's origin."""
    config = {"path": path, "token": document.token, "tab": document.tab, "language": document.language}
    return f"{_HEAD}{msgspec.json.encode(config).decode()};\n{parts(document.language)}\n}})();\n"


def tag_of(document: Document, path: str, nonce: str, integrity: str = "") -> str:
    """The element that loads it, in ASCII."""
    more = (f' nonce="{nonce}"' if nonce else "") + (f' integrity="{integrity}"' if integrity else "")
    return f'<script src="{path}/{document.name}"{more}></script>'


def integrity_of(script: str) -> str:
    """For pages that ask for it of every script (`Integrity-Policy`)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
