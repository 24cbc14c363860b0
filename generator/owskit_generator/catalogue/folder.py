"""The catalogue's folder: our own files are replaced, a file that somebody else made is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

from owskit_addon.errors import GenerateError
from owskit_generator.catalogue.document import to_json
from owskit_generator.catalogue.page import MARKER, render
from owskit_generator.files import make_folder, write_whole

JSON, PAGE = "catalogue.json", "catalogue.md"


class Written(NamedTuple):
    """A file, and whether an earlier one of ours gave way to it."""

    path: Path
    replaced: bool


def write_catalogue(
    catalogue: dict[str, Any], folder: Path, *, force: bool = False, own_templates: Path | None = None
) -> list[Written]:
    """catalogue.json and catalogue.md. Raises GenerateError before anything is written where a file of the name is
    not ours (unless `force`), and where the folder cannot be written."""
    page = render(catalogue, own_templates)
    if not page.startswith(MARKER):  # a template of one's own may leave it out
        page = f"{MARKER}\n\n{page}"
    texts = {JSON: to_json(catalogue), PAGE: page}
    make_folder(folder)
    there = {name for name in texts if (folder / name).exists() or (folder / name).is_symlink()}
    for name in sorted(there):
        if not force and not _ours(folder / name):
            raise GenerateError(
                f"{folder / name} is there and was not made by owskit catalogue.",
                "Name another folder with --out, or replace the file with --force.",
            )
    written = []
    for name, text in texts.items():
        write_whole(folder / name, text)
        written.append(Written(folder / name, name in there))
    return written


def _ours(path: Path) -> bool:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    if path.name == PAGE:
        return text.startswith(MARKER)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(data, dict) and "owskit" in data and "catalogue" in data
